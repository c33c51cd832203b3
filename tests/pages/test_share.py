"""Taking a model, and the whole project, away on the page for that."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import share_jobs
from core.backup import jobs
from core.backup.backing_up import back_up
from core.backup.jobs import BACKUP, RESTORE, job_state, received
from core.bundle.web_runtime import WEB_RUNTIME
from core.detached_job import DetachedJob, JobState
from core.errors import CoreError, RunDamaged
from core.files import write_json
from core.runs import bin as run_bin
from core.runs.run_directory import RunDirectory, list_runs
from core.share_jobs import FILES, model_mark, share_folder, share_state
from core.share_process import _Making
from core.workspace import Workspace
from tests.dataset.making import wait_until
from tests.pages.conftest import Open
from tests.pages.test_pages import button, words

OnWorkspace = Callable[[Workspace], Open]

PAGE = "app_pages/share.py"


@pytest.fixture
def run(filled: Workspace) -> RunDirectory:
    return list_runs(filled)[0]


def errors(app: AppTest) -> str:
    return " ".join(each.value for each in app.error).replace("\\", "")


def done(run: RunDirectory) -> None:
    wait_until(lambda: share_state(run).status != "running", seconds=240)


def test_a_model_is_made_checked_and_offered(
    filled: Workspace, run: RunDirectory, open_page: OnWorkspace
) -> None:
    app = open_page(filled)(PAGE)
    app.checkbox(key="share-bundle").uncheck().run()
    app.checkbox(key="share-card").check().run()
    app.checkbox(key="share-onnx").check().run()
    app.checkbox(key="share-saved-model").check().run()
    button(app, "Make and check").click().run()
    assert not app.exception
    done(run)
    app = open_page(filled)(PAGE)
    assert not app.exception
    said = words(app).replace("\\", "")
    tested = sum(each.split == "test" for each in run.pictures)
    assert said.count(f"the same answer as here for {tested} of {tested} photos") == 2
    assert "What has to be fed into a single file" in said
    assert "None" not in said
    offered = {name for kind in ("card", "onnx", "saved-model") for name in FILES[kind]}
    assert {each.name for each in share_folder(run).iterdir()} >= offered
    with zipfile.ZipFile(share_folder(run) / "saved_model.zip") as packed:
        assert any(name.endswith("saved_model.pb") for name in packed.namelist())


def test_nothing_is_made_of_a_training_that_was_deleted_meanwhile(
    filled: Workspace, run: RunDirectory, open_page: OnWorkspace
) -> None:
    app = open_page(filled)(PAGE)
    run_bin.delete(run)
    with pytest.raises(RunDamaged, match="not there any more"):
        share_jobs.start(run, ["card"])
    app = button(app, "Make and check").click().run()
    assert not app.exception
    assert "not there any more" in errors(app)
    assert not share_folder(run).exists()


def test_nothing_is_made_of_nothing(
    filled: Workspace, run: RunDirectory, open_page: OnWorkspace
) -> None:
    app = open_page(filled)(PAGE)
    assert not button(app, "Make and check").disabled
    app.checkbox(key="share-bundle").uncheck().run()
    assert button(app, "Make and check").disabled
    assert "Choose at least one thing" in words(app)
    with pytest.raises(CoreError, match="Nothing is chosen yet"):
        share_jobs.start(run, [])
    assert share_state(run).status == "none"


def test_a_bundle_says_that_it_needs_the_internet_once(
    filled: Workspace,
    open_page: OnWorkspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MIEN_WEIGHTS", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    said = "needs the internet once: 33 MB"
    assert said in open_page(filled)(PAGE).checkbox(key="share-bundle").label
    (tmp_path / WEB_RUNTIME.name).write_bytes(b"")
    assert said not in open_page(filled)(PAGE).checkbox(key="share-bundle").label


def test_the_making_counts_its_steps_and_can_be_stopped(
    run: RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[JobState] = []
    monkeypatch.setattr(DetachedJob, "tell", lambda _, state: told.append(state))
    making = _Making(share_jobs._job(run), run, ["card", "onnx"])
    share_folder(run).mkdir(parents=True)
    making._tell("First")
    making._tell("Second")
    assert [each.stage for each in told] == ["First (step 1 of 3)", "Second (step 2 of 3)"]
    assert 0 < told[0].done < told[1].done < 1
    share_jobs.stop(run)
    assert share_jobs.is_stopping(run)
    ended = making.all()
    assert (ended.status, ended.message) == ("failed", "You stopped the making.")
    assert not [name for name in FILES["card"] if (share_folder(run) / name).exists()]


def test_what_cannot_be_made_is_told_with_the_reason(
    filled: Workspace, run: RunDirectory, open_page: OnWorkspace
) -> None:
    app = open_page(filled)(PAGE)
    app.checkbox(key="share-onnx").check().run()
    run.model.write_bytes(b"no model")
    button(app, "Make and check").click().run()
    done(run)
    app = open_page(filled)(PAGE)
    assert not app.exception
    assert "Nothing was made." in app.error[0].value
    assert app.error[0].value.count("has changed") == 2
    assert "unexpectedly" not in app.error[0].value


FIGURES = {"n": 200, "accuracy": 0.9, "app_accuracy": 0.93, "same": 190, "warning": True}
LOST = {
    "format": "litert-int8",
    "path": "model-int8.tflite",
    "megabytes": 1.0,
    "milliseconds": 123.4,
    "figures": {**FIGURES, "largest_difference": 0.4},
    "left_out": ["data/pictures/ab/gone.png"],
}


def told(run: RunDirectory, status: str, **changed: Any) -> None:
    """Leave what a job would leave that made a file which lost answers."""
    result = {"made": ["litert-int8"], "refused": [], "checked": [LOST], "bundle": None}
    result["model"] = model_mark(run)
    share_folder(run).mkdir(parents=True)
    (share_folder(run) / FILES["litert-int8"][0]).write_bytes(b"a model")
    state = {"status": status, "stage": "Making", "done": 1.0, "result": {**result, **changed}}
    write_json(share_folder(run) / "state.json", state)


def test_an_export_that_lost_answers_is_warned_of_in_red(
    filled: Workspace, run: RunDirectory, open_page: OnWorkspace
) -> None:
    told(run, "ready")
    app = open_page(filled)(PAGE)
    assert "90 % of the photos right, the app 93 %" in app.error[0].value
    assert ":red[" in app.error[0].value
    assert "left out of the check" in words(app)
    assert "A photo takes 123 ms." in words(app)
    assert "by at most 40 of 100 points" in words(app)
    assert "learned on" not in words(app)


def test_files_of_a_model_that_has_learned_on_are_told(
    filled: Workspace, run: RunDirectory, open_page: OnWorkspace
) -> None:
    told(run, "ready", model="another")
    assert "has learned on since" in words(open_page(filled)(PAGE))


def test_after_an_interruption_what_was_made_is_still_there(
    filled: Workspace, run: RunDirectory, open_page: OnWorkspace
) -> None:
    told(run, "running")
    app = open_page(filled)(PAGE)
    assert "Not everything was made. Interrupted: try again." in errors(app)
    button(app, "Yes, remove them").click().run()
    assert not app.exception
    assert not app.error
    assert not (share_folder(run) / FILES["litert-int8"][0]).exists()


def test_a_bundle_that_lost_answers_is_warned_of(
    filled: Workspace, run: RunDirectory, open_page: OnWorkspace
) -> None:
    bundle = {"tested": [{}] * 3, "notes": ["It has no web page."], "figures": LOST["figures"]}
    told(run, "ready", made=["bundle", "litert-int8"], checked=[], bundle=bundle)
    app = open_page(filled)(PAGE)
    assert "A bundle for anyone gets 90 %" in app.error[0].value
    assert "It has no web page" in words(app)


def test_a_project_is_backed_up_and_put_back_into_a_new_folder(
    filled: Workspace, tmp_path: Path, open_page: OnWorkspace
) -> None:
    app = open_page(filled)(PAGE)
    button(app, "Make a backup").click().run()
    wait_until(lambda: job_state(filled, BACKUP).status != "running", seconds=60)
    app = open_page(filled)(PAGE)
    assert "Backed up: " in words(app).replace("\\", "")
    app.text_input(key="restore-file").set_value(str(jobs.default_target(filled)))
    app.text_input(key="restore-folder").set_value(str(tmp_path / "back"))
    button(app, "Put it back").click().run()
    assert not app.exception
    wait_until(lambda: job_state(filled, RESTORE).status != "running", seconds=60)
    app = open_page(filled)(PAGE)
    assert any("MIEN_WORKSPACE" in each.value for each in app.code)
    assert len(list_runs(Workspace(tmp_path / "back"))) == len(list_runs(filled))
    button(app, "Remove it again").click().run()
    assert not jobs.default_target(filled).exists()


def test_the_backup_before_can_be_fetched_where_a_later_one_came_to_nothing(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    kept = jobs.default_target(filled)
    kept.parent.mkdir(parents=True)
    back_up(filled, kept)
    interrupted = JobState("failed", message="Interrupted: try again.")
    DetachedJob(filled.backups / BACKUP, "core.backup_process").tell(interrupted)
    app = open_page(filled)(PAGE)
    assert "Interrupted: try again." in errors(app)
    assert "backup before is still here" in words(app)
    button(app, "Remove it again").click().run()
    assert not kept.exists()
    assert "still here" not in words(app)


def test_a_backup_is_put_back_that_came_through_the_browser(
    filled: Workspace, tmp_path: Path, open_page: OnWorkspace
) -> None:
    backup = tmp_path / "kept.zip"
    back_up(filled, backup)
    app = open_page(filled)(PAGE)
    [uploader] = app.file_uploader
    uploader.set_value(("kept.zip", backup.read_bytes(), "application/zip"))
    app.text_input(key="restore-folder").set_value(str(tmp_path / "back"))
    button(app, "Put it back").click().run()
    assert not app.exception
    wait_until(lambda: job_state(filled, RESTORE).status != "running", seconds=60)
    assert job_state(filled, RESTORE).status == "ready"
    wait_until(lambda: not received(filled.backups / RESTORE).exists())


def test_what_is_wrong_with_a_backup_is_told_beside_it_in_words_of_the_page(
    filled: Workspace, tmp_path: Path, open_page: OnWorkspace
) -> None:
    app = open_page(filled)(PAGE)
    assert not app.expander[-1].proto.expanded
    app.text_input(key="restore-folder").set_value(str(tmp_path / "mine"))
    button(app, "Put it back").click().run()
    assert "No backup is chosen yet" in app.expander[-1].error[0].value
    assert app.expander[-1].proto.expanded
    assert app.text_input(key="restore-folder").value == str(tmp_path / "mine")
    with zipfile.ZipFile(tmp_path / "photos.zip", "w") as other:
        other.writestr("happy/1.jpg", b"")
    app.text_input(key="restore-file").set_value(str(tmp_path / "photos.zip"))
    button(app, "Put it back").click().run()
    wait_until(lambda: job_state(filled, RESTORE).status != "running", seconds=60)
    app.run()
    said = app.expander[-1].error[0].value
    assert "Make a backup" in said
    assert "Add photos" in said
    assert "python" not in said
    assert app.text_input(key="restore-folder").value == str(tmp_path / "mine")


def test_without_a_model_it_says_what_comes_first(
    workspace: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(workspace)(PAGE)
    assert not app.exception
    assert "No model yet" in words(app)
