"""What is written for other programs comes whole or not at all, and never over something else."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.errors import CannotExport
from core.export.exported import Exported
from core.export_process import exported
from core.runs.run_directory import RunDirectory, list_runs
from core.workspace import PROJECT, Workspace


@pytest.fixture
def run(trained_root: Path) -> RunDirectory:
    return list_runs(Workspace(trained_root))[0]


def refusal_of(outcome: Exported | CannotExport) -> str:
    assert isinstance(outcome, CannotExport)
    return str(outcome)


def test_what_is_there_stays_unless_it_may_be_replaced(run: RunDirectory, tmp_path: Path) -> None:
    there, folder = tmp_path / "model.tflite", tmp_path / "model.onnx"
    there.write_text("mine")
    folder.mkdir()
    [refused] = exported(run, ["litert"], tmp_path)
    assert "model.tflite" in refusal_of(refused)
    assert there.read_text() == "mine"
    refused, made = exported(run, ["onnx", "litert"], tmp_path, replace=True)
    assert "model.onnx" in refusal_of(refused)
    assert isinstance(made, Exported)
    assert there.stat().st_size > 4
    assert {*tmp_path.iterdir()} == {there, folder}


def test_an_earlier_saved_model_is_replaced_but_no_other_folder(
    run: RunDirectory, tmp_path: Path
) -> None:
    earlier = tmp_path / "saved_model" / "1"
    earlier.mkdir(parents=True)
    (earlier / "old.txt").write_text("old")
    [made] = exported(run, ["saved-model"], tmp_path, replace=True)
    assert isinstance(made, Exported)
    assert (earlier / "saved_model.pb").is_file()
    assert not (earlier / "old.txt").exists()
    diary = tmp_path / "saved_model" / "diary.txt"
    diary.write_text("mine")
    [refused] = exported(run, ["saved-model"], tmp_path, replace=True)
    assert "not replaced" in refusal_of(refused)
    assert diary.read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_a_sentence(run: RunDirectory, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    came = [*exported(run, ["onnx", "litert"], tmp_path / "file")]
    assert len(came) == 2
    assert all("cannot be written to" in refusal_of(each) for each in came)


def test_whoever_stops_listening_finds_what_was_made_and_nothing_else(
    run: RunDirectory, tmp_path: Path
) -> None:
    before = children_of(os.getpid())  # of other tests in this process
    outcomes = exported(run, ["litert", "onnx", "saved-model"], tmp_path)
    made = next(outcomes)
    outcomes.close()
    assert isinstance(made, Exported)
    assert [*tmp_path.iterdir()] == [made.path]
    assert not {*children_of(os.getpid())} - {*before}


def test_an_unexpected_failure_is_a_sentence_for_every_format(
    filled: Workspace, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    run = list_runs(filled)[0]
    split = json.loads(run.split.read_text())
    for row in split["pictures"]:
        row[2] = "happy"  # where a number belongs
    run.split.write_text(json.dumps(split))
    came = [*exported(run, ["onnx", "litert"], tmp_path / "out")]
    assert len(came) == 2
    for each in came:
        assert "could not be made. The reason: ValueError" in refusal_of(each)
    assert "Traceback" in capfd.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="processes are found through /proc")
def test_the_process_and_its_files_go_with_whoever_asked(run: RunDirectory, tmp_path: Path) -> None:
    asking = (
        "import sys; from pathlib import Path; from core.export_process import exported;"
        "from core.runs.run_directory import RunDirectory as R;"
        "list(exported(R(Path(sys.argv[1])), ['onnx'], Path(sys.argv[2])))"
    )
    command = [sys.executable, "-c", asking, str(run.path), str(tmp_path / "out")]
    asked = subprocess.Popen(command, cwd=PROJECT)
    child = wait_for(lambda: children_of(asked.pid))[0]
    wait_for(lambda: [*tmp_path.glob("out/.mien-export.*/photos/*.npy")])
    asked.send_signal(signal.SIGKILL)
    asked.wait()
    wait_for(lambda: not Path(f"/proc/{child}").exists())
    wait_for(lambda: not [*tmp_path.glob("out/.*")])


def children_of(pid: int) -> list[int]:
    """Return the processes that a process has started and that still live."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in path.read_text().split()] if path.exists() else []


def wait_for(look):  # noqa: ANN001, ANN201 - any look that finds something in the end
    """Return what a look finds, as soon as it finds something."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if found := look():
            return found
        time.sleep(0.05)
    pytest.fail("It did not happen.")
