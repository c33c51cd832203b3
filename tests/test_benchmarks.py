"""The harness of the benchmarks."""

from __future__ import annotations

import importlib
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import export, export_restore, failing_calls, kill_figures
from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.figure import Figure
from core.workspace import Workspace

KEYS = ["name", "value", "unit", "target", "compared_with", "detail"]


def test_without_a_name_every_benchmark_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [*BENCHMARKS]


def test_an_unknown_name_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["strat"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert "'strat'" in said.err


def test_a_figure_is_one_line_of_json() -> None:
    line = Figure("ratio", 0.5, "x", "<= 1.5", "a bare loop", {"note": "two\nlines"}).line()
    assert "\n" not in line
    assert [*json.loads(line)] == KEYS


@pytest.mark.parametrize("name", ["restore", "max_difference", "int8_drop", "empty_environment"])
def test_each_figure_of_export_can_be_asked_for_alone(name: str) -> None:
    assert export.asked_for([name]).figures == [name]


def test_the_furthest_of_all_ways_out_counts() -> None:
    web, page = (
        Figure("web", 0.2, "share"),
        Figure("page", None, "share", detail={"reason": "none"}),
    )
    figure = export.furthest({"onnx": 1e-6}, [web, page], {"photos": 3})
    assert figure.value == web.value
    assert (figure.detail["photos"], figure.detail["page"]["reason"]) == (3, "none")


def test_a_file_and_a_row_that_did_not_come_back_are_counted(
    filled: Workspace, tmp_path: Path
) -> None:
    back = Workspace(tmp_path / "copy")
    shutil.copytree(filled.root, back.root)
    assert export_restore.compared(filled, back)[0] == 0
    next(back.imports.glob("*/report.json")).unlink()
    with closing(sqlite3.connect(back.database)) as connection:
        connection.execute("DELETE FROM events WHERE id = (SELECT max(id) FROM events)")
        connection.commit()
    assert export_restore.compared(filled, back)[0] == 2


@pytest.mark.parametrize("name", kill_figures.KILLS)
def test_every_figure_of_kills_has_a_file_of_its_name(name: str) -> None:
    assert callable(getattr(importlib.import_module(f"benchmarks.{name}"), name))


def test_without_strace_no_call_can_be_made_to_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    figure = failing_calls.failing_calls()
    assert (figure.value, figure.detail["reason"]) == (None, "strace is not on this computer")


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_can_be_run(name: str) -> None:
    assert callable(importlib.import_module(BENCHMARKS[name][0]).run)
