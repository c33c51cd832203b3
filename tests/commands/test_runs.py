"""The life of trainings from the command line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory
from core.workspace import Workspace
from tests.commands.conftest import Ask


@pytest.fixture
def root(trained: Path, tmp_path: Path) -> Path:
    """Return a copy of the trainings that a test may change."""
    shutil.copytree(trained / "models", tmp_path / "models")
    return tmp_path


def test_a_training_is_renamed_and_starred(root: Path, ask: Ask) -> None:
    assert ask(root, "rename", "latest", "Mine").document["name"] == "Mine"
    ask(root, "star", "latest")
    (first, *_) = ask(root, "runs").document
    assert (first["name"], first["starred"]) == ("Mine", True)
    assert "*" in ask(root, "runs", as_json=False).out
    ask(root, "star", "latest", "--remove")
    assert not ask(root, "runs").document[0]["starred"]


def test_a_training_goes_to_the_bin_and_comes_back(root: Path, ask: Ask) -> None:
    before = ask(root, "runs").document
    deleted = ask(root, "delete", "latest").document["run_id"]
    assert deleted not in {each["run_id"] for each in ask(root, "runs").document}
    assert [each["run_id"] for each in ask(root, "runs", "--bin").document] == [deleted]
    ask(root, "undelete", deleted)
    assert ask(root, "runs").document == before


def test_a_finished_training_is_not_resumed(root: Path, ask: Ask) -> None:
    said = ask(root, "resume", "latest")
    assert said.status == 1
    assert "ended before its last round" in said.err


def test_nobody_can_be_ended_where_nobody_works(root: Path, ask: Ask) -> None:
    said = ask(root, "stop", "--now")
    assert (said.status, said.err.strip()) == (1, "No training is going on.")


def test_trainings_are_compared_on_the_photos_they_share(root: Path, ask: Ask) -> None:
    (first, *_) = ask(root, "runs").document
    found = ask(root, "compare", first["run_id"], "latest").document
    assert found["n"] == first["test"]["n"]
    assert [each["accuracy"] for each in found["figures"]] == [first["test"]["accuracy"]] * 2
    assert found["settings"] == []
    text = ask(root, "compare", first["run_id"], "latest", as_json=False).out
    assert "very same photos" in text
    assert "always" in text


def test_one_training_cannot_be_compared(root: Path, ask: Ask) -> None:
    said = ask(root, "compare", "latest")
    assert (said.status, "2 to 6" in said.err) == (1, True)


def test_a_torn_report_or_torn_settings_cost_no_other_training(root: Path, ask: Ask) -> None:
    torn = ask(root, "runs").document[0]
    folder = root / "models" / torn["run_id"]
    shutil.copytree(folder, root / "models" / "20200101-000000-000")
    (root / "models" / "20200101-000000-000" / "spec.json").write_text("{")
    (folder / "report.json").write_text('{"validation": {')
    said = ask(root, "runs")
    assert [each["run_id"] for each in said.document] == [torn["run_id"]]
    assert said.document[0]["test"] is None
    assert "report.json" in said.document[0]["problem"]
    assert "20200101-000000-000 is damaged" in said.err
    assert torn["name"] in ask(root, "runs", as_json=False).out


def test_a_disk_that_refuses_is_told_in_one_line(root: Path, ask: Ask) -> None:
    (document,) = ask(root, "runs").document
    (root / "models" / document["run_id"] / "marks.json").mkdir()
    said = ask(root, "star", "latest", as_json=False)
    assert said.status == 1
    assert said.err.startswith(f"The training {document['run_id']} cannot be changed")


def test_the_newest_training_that_can_go_on_does(
    root: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.runs.launcher.start_detached", lambda *_: 0)
    whole = RunDirectory.open(Workspace(root), ask(root, "runs").document[0]["run_id"])
    cut, newest = (
        RunDirectory.create(
            whole.workspace, name, whole.config, whole.classes, whole.pictures, notes=[]
        )
        for name in ("Cut off", "Done")
    )
    for run, event in ((cut, "training"), (newest, "finished")):
        with EventWriter(run.events) as diary:
            diary.write(event, epochs=2, steps=1, message="")
    assert ask(root, "resume").document["run_id"] == cut.run_id
    cut.resume_request.unlink()
    assert ask(root, "resume", "latest").document["run_id"] == cut.run_id
