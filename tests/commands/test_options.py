"""The folder that commands work on."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from core.__main__ import main
from core.workspace import Workspace
from tests.catalogue.aftermath import is_plain
from tests.refused import closed, refused


@pytest.mark.parametrize("command", ["photos", "runs", "classes", "verify", "undo"])
def test_a_folder_that_is_not_there_is_told_and_not_made(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    typo = tmp_path / "hapy-faces"
    assert main([command, "--workspace", str(typo)]) == 1
    is_plain(capsys.readouterr().err, str(typo), "no folder", "check its name", "import")
    assert not typo.exists()


def test_an_import_makes_the_folder(tmp_path: Path) -> None:
    place = Workspace(tmp_path / "new")
    assert main(["import", "starter", "--count", "2", "--workspace", str(place.root)]) == 0
    assert place.database.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
def test_trainings_of_another_user_are_not_called_none(workspace: Workspace) -> None:
    workspace.models.mkdir()
    with closed(workspace.models):
        done = refused(workspace, "-m", "core", "runs", "--workspace", str(workspace.root))
    assert done.returncode == 1
    is_plain(done.stderr, str(workspace.models), "cannot be looked at", "let this user read")


@pytest.mark.parametrize("name", ["models", "data"])
@pytest.mark.parametrize("command", ["runs", "photos", "backup"])
def test_a_file_in_place_of_a_folder_is_told(
    command: str, name: str, workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace.root / name).write_text("a file")
    target = [str(workspace.root / "a.zip")] if command == "backup" else []
    assert main([command, *target, "--workspace", str(workspace.root)]) == 1
    is_plain(capsys.readouterr().err, f"{workspace.root / name} is a file", "move that file away")
