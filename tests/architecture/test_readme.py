"""What the README tells people to type exists."""

from __future__ import annotations

import re
import shlex

import pytest
from typer.testing import CliRunner

from benchmarks.__main__ import BENCHMARKS
from core.commands.app import COMMANDS, build
from core.workspace import PROJECT

README = (PROJECT / "README.md").read_text("utf-8")
TYPED = [line.strip() for line in README.splitlines() if line.lstrip().startswith("python ")]


def typed(beginning: str) -> list[list[str]]:
    """Return the words after ``beginning`` of each such line a person is told to type."""
    return [shlex.split(line)[len(beginning.split()) :] for line in TYPED if beginning in line]


def test_every_command_is_shown() -> None:
    shown = {words[0] for words in typed("python -m core") if words[0] != "COMMAND"}
    assert shown == set(COMMANDS)


@pytest.mark.parametrize("words", typed("python -m core"), ids=" ".join)
def test_shown_commands_know_the_options_they_are_shown_with(words: list[str]) -> None:
    command, *rest = words
    told = CliRunner().invoke(build([command]), [command, "--help"]).output
    options = {word for word in rest if word.startswith("--")}
    assert options <= set(re.findall(r"--[a-z-]+", told))


def test_shown_benchmarks_exist() -> None:
    assert {words[0] for words in typed("python -m benchmarks") if words} <= set(BENCHMARKS)


def test_start_is_shown_in_all_its_ways() -> None:
    assert {(words or [""])[0] for words in typed("python start.py")} == {
        "",
        "test",
        "lint",
        "audit",
        "sbom",
    }


def test_every_place_in_the_layout_exists() -> None:
    layout = README.split("## Layout")[1].split("\n## ")[0]
    places = re.findall(r"^\| (.+?) \|", layout, re.MULTILINE)
    named = [name for place in places for name in re.findall(r"`([^`]+)`", place)]
    assert named
    assert [name for name in named if not (PROJECT / name).exists()] == []


def test_linked_files_exist() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert [link for link in links if not (PROJECT / link).exists()] == []
