"""What ``export`` tells a person about files that lose answers, and about photos that are gone."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console

from core.commands.export import _in_words
from core.errors import CannotExport
from core.export.exported import Exported

FIGURES = {"n": 200, "accuracy": 0.91, "app_accuracy": 0.93, "same": 188}


def one(**changed: Any) -> Exported:
    figures = {**FIGURES, "largest_difference": 0.25, "warning": True, **changed}
    return Exported("litert-int8", Path("out/model-int8.tflite"), 0.47, 1.234, figures, ["a.png"])


def shown(*made: Exported, refused: tuple[CannotExport, ...] = ()) -> str:
    stream = StringIO()
    Console(file=stream, force_terminal=True, width=160, color_system="standard").print(
        _in_words(made, refused)
    )
    return stream.getvalue()


def test_the_table_stands_beside_the_app() -> None:
    text = shown(one())
    app, file = [line for line in text.splitlines() if "app itself" in line or " MB" in line]
    assert "93 %" in app
    for cell in ("litert-int8", "91 %", "188 of 200", "2.5e-01", "0.47 MB", "1.2 ms"):
        assert cell in file


def test_lost_answers_are_told_in_red() -> None:
    text = shown(one())
    assert "\x1b[1;31mCareful: model-int8.tflite gets 91 % of the photos right" in text
    assert "Careful" not in shown(one(warning=False))


def test_answers_that_are_no_numbers_are_not_to_be_used() -> None:
    assert "Do not use model-int8.tflite" in shown(one(accuracy=None, largest_difference=None))


def test_photos_that_are_gone_and_formats_that_failed_are_told_once() -> None:
    text = shown(one(), one(), refused=(CannotExport("The ONNX file could not be made."),))
    assert text.count("1 photo is gone or damaged") == 1
    assert "The ONNX file could not be made." in text
