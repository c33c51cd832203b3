"""What is printed can be typed as it stands."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from core.backup.backing_up import BackedUp
from core.backup.wording import backed_up_sentences, start_with
from core.commands import restore_backup
from core.workspace import Workspace


def test_of_many_files_left_out_a_few_are_named() -> None:
    done = BackedUp(Path("project.zip"), left_out=[f"models/{number}" for number in range(9)])
    told = " ".join(backed_up_sentences(done))
    assert "(9)" in told
    assert "models/4, and others." in told
    assert "models/5" not in told


@pytest.mark.skipif(os.name == "nt", reason="there is no POSIX shell")
@pytest.mark.parametrize("name", ["plain", "two words", "it's $HOME", 'a"b;c&d'])
def test_the_command_reaches_its_folder_whatever_it_is_called(tmp_path: Path, name: str) -> None:
    command = start_with(tmp_path / name, windows=False)
    told = command.removesuffix("python start.py") + "sh -c 'printf %s \"$MIEN_WORKSPACE\"'"
    done = subprocess.run(["/bin/sh", "-c", told], capture_output=True, text=True, check=True)
    assert Path(done.stdout) == tmp_path / name


def test_powershell_gets_a_command_of_its_own() -> None:
    command = start_with(Path("two words") / "it\u2019s 'mine'", windows=True)
    folder = Path("two words") / "it\u2019\u2019s ''mine''"
    assert command == f"$env:MIEN_WORKSPACE='{folder}'; python start.py"


def test_the_command_line_prints_it(
    backup: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "two words"
    restore_backup.run(backup, into=folder)
    assert start_with(folder) in capfd.readouterr().out.splitlines()[-1]
    assert Workspace(folder).database.is_file()
