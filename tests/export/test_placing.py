"""What a killed process leaves behind is cleared by the next one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.bundle.building import build_bundle
from core.errors import CannotExport
from core.export.placing import workbench
from core.workspace import PROJECT, Workspace
from tests.finished_run import finished_run

EXPORTING = """
import sys, time
from pathlib import Path
from core.export.placing import workbench
with workbench(Path(sys.argv[1])) as place:
    (place / "half.onnx").write_bytes(b"half")
    print("at work", flush=True)
    time.sleep(600)
"""

BUNDLING = """
import sys, time
from pathlib import Path
from core.bundle.building import build_bundle
from core.runs.run_directory import RunDirectory

def wait(_):
    print("at work", flush=True)
    time.sleep(600)

build_bundle(RunDirectory(Path(sys.argv[2])), Path(sys.argv[1]) / "smiles.zip", wait)
"""


def kill_at_work(program: str, *words: str) -> None:
    """Start a program, and end it at once as soon as it is at work."""
    command = [sys.executable, "-c", program, *words]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        process.kill()


def test_the_next_export_clears_what_a_killed_one_left(tmp_path: Path) -> None:
    kill_at_work(EXPORTING, str(tmp_path))
    [left] = tmp_path.iterdir()
    with workbench(tmp_path) as place:
        assert [*tmp_path.iterdir()] == [place] != [left]
    assert [*tmp_path.iterdir()] == []


def test_the_next_bundle_clears_what_a_killed_one_left(
    workspace: Workspace, tmp_path: Path
) -> None:
    run, folder = finished_run(workspace), tmp_path / "out"
    kill_at_work(BUNDLING, str(folder), str(run.path))
    assert len([*folder.iterdir()]) == 1

    def hung_up(_: str) -> None:
        raise OSError("the listener hung up")

    with pytest.raises(CannotExport, match="hung up"):
        build_bundle(run, folder / "smiles.zip", hung_up)
    assert [*folder.iterdir()] == []


def test_two_exports_into_one_folder_leave_each_other_alone(tmp_path: Path) -> None:
    with workbench(tmp_path) as first, workbench(tmp_path) as second:
        assert first.is_dir()
        assert first != second
    assert [*tmp_path.iterdir()] == []
