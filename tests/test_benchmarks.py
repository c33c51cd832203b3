"""The harness of the benchmarks."""

from __future__ import annotations

import importlib
import json

import pytest

from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.figure import Figure

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


@pytest.mark.parametrize("name", BENCHMARKS)
def test_every_benchmark_can_be_run(name: str) -> None:
    assert callable(importlib.import_module(BENCHMARKS[name][0]).run)
