"""Standard output holds the answer and nothing else."""

from __future__ import annotations

import subprocess
import sys

import pytest
from rich.console import RenderableType

from core.commands import console
from core.workspace import PROJECT

NOISY = """
import os, subprocess, sys
from core.commands import console
with console.own_stdout():
    print("from python")
    os.write(1, b"from native code\\n")
    subprocess.run([sys.executable, "-c", "print('from a child')"], check=True)
    console.answer({"a": 1}, "", as_json=True)
print("afterwards")
"""


def test_nothing_but_the_answer_reaches_standard_output() -> None:
    done = subprocess.run(
        [sys.executable, "-c", NOISY], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout == '{"a": 1}\nafterwards\n'
    assert set(done.stderr.split("\n")) >= {"from python", "from native code", "from a child"}


@pytest.mark.parametrize("name", ["ä.jpg", "\udcff.jpg", "[red]x[/red]", "\u202e"])
def test_any_file_name_makes_a_whole_document(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    with console.own_stdout():
        console.answer([name], "", as_json=True)
    assert capfd.readouterr().out.isascii()


@pytest.mark.parametrize(
    "text",
    [
        "[red]x[/red].jpg",
        console.table(("file",), [("[red]x[/red].jpg",)]),
        console.table(("[red]x[/red].jpg",), [("",)]),
    ],
)
def test_names_are_not_taken_for_markup(
    text: RenderableType, capfd: pytest.CaptureFixture[str]
) -> None:
    with console.own_stdout():
        console.answer(None, text, as_json=False)
    assert "[red]x[/red].jpg" in capfd.readouterr().out
