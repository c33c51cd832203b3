"""Names, help, and mistakes on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.commands.app import COMMANDS, main
from tests.commands.conftest import Ask


def test_help_lists_every_command(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    listed = capfd.readouterr().out
    assert [name for name in COMMANDS if f"  {name} " not in listed] == []


NOT_FOR_ALL = {"restore-backup": {"--json"}, "serve": {"--workspace"}}
"""One makes a workspace of its own, the other answers others and never ends by itself."""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_a_workspace_and_answers_in_json(
    command: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([command, "--help"]) == 0
    wanted = NOT_FOR_ALL.get(command, {"--workspace", "--json"})
    assert wanted <= set(capfd.readouterr().out.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ["improt"],
        ["predict"],
        ["train", "--epochs", "many"],
        ["train", "--epcohs", "3"],
        ["report", "../../etc"],
        ["import", "nothing-here"],
        ["undo"],
        ["stop"],
        ["train", "--architecture", "resnet"],
        ["explain", "latest", "photo.jpg"],
    ],
)
def test_a_mistake_is_one_sentence_and_status_1(
    arguments: list[str], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main([*arguments, "--workspace", str(tmp_path)]) == 1
    said = capfd.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.strip()


def test_a_mistake_is_a_document_too(tmp_path: Path, ask: Ask) -> None:
    said = ask(tmp_path, "report", "latest")
    assert said.status == 1
    assert said.document == {"error": said.err.strip()}


def test_json_is_asked_for_anywhere(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["runs", "--json", "--workspace", str(tmp_path)]) == 0
    assert json.loads(capfd.readouterr().out) == []
