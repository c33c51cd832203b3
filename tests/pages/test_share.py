"""Taking a model, and the whole project, away on the page for that."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.backup import jobs
from core.backup.jobs import BACKUP, RESTORE, job_state
from core.files import write_json
from core.runs.run_directory import RunDirectory, list_runs
from core.share_jobs import FILES, model_mark, share_folder, share_state
from core.workspace import Workspace
from tests.dataset.making import wait_until
from tests.pages.conftest import Open
from tests.pages.test_pages import button, words

OnWorkspace = Callable[[Workspace], Open]

PAGE = "app_pages/share.py"


@pytest.fixture
def run(filled: Workspace) -> RunDirectory:
    return list_runs(filled)[0]


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
    checked = app.dataframe[0].value
    assert list(checked["form"]) == ["the app itself", "ONNX", "SavedModel"]
    tested = sum(each.split == "test" for each in run.pictures)
    assert list(checked["same answers as here"])[1:] == [f"{tested} of {tested}"] * 2
    offered = {name for kind in ("card", "onnx", "saved-model") for name in FILES[kind]}
    assert {each.name for each in share_folder(run).iterdir()} >= offered
    with zipfile.ZipFile(share_folder(run) / "saved_model.zip") as packed:
        assert any(name.endswith("saved_model.pb") for name in packed.namelist())


def test_nothing_is_made_of_nothing(
    filled: Workspace, run: RunDirectory, open_page: OnWorkspace
) -> None:
    app = open_page(filled)(PAGE)
    app.checkbox(key="share-bundle").uncheck().run()
    button(app, "Make and check").click().run()
    assert "Nothing is chosen yet" in app.error[0].value
    assert share_state(run).status == "none"


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
    assert app.dataframe[0].value["a photo takes"].iloc[1] == "123 ms"
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
    assert "Not everything was made. It was interrupted" in app.error[0].value
    button(app, "Remove them again").click().run()
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


def test_without_a_model_it_says_what_comes_first(
    workspace: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(workspace)(PAGE)
    assert not app.exception
    assert "No model yet" in words(app)
