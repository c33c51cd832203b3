"""The life of trainings on the train page: resumed, renamed, starred, deleted, queued."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest
from filelock import FileLock

from core.dataset.store import DatasetStore
from core.runs.bin import binned_runs
from core.runs.events import EventWriter
from core.runs.launcher import request_stop
from core.runs.presets import preset_config
from core.runs.run_directory import RunDirectory, list_runs
from core.training_plan import start_training
from core.workspace import Workspace
from tests.conftest import TINY
from tests.pages.conftest import Open
from tests.pages.test_pages import words
from ui.live import planned_rounds

OnWorkspace = Callable[[Workspace], Open]
TRAIN = "app_pages/train.py"


def another(workspace: Workspace, name: str) -> RunDirectory:
    """Make a run that nobody starts."""
    with DatasetStore.open(workspace) as store:
        return start_training(workspace, store, TINY, name=name, launch=False)


def test_a_training_that_was_cut_off_is_resumed_by_a_button(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    run = another(filled, "Cut off")
    with EventWriter(run.events) as diary:
        diary.write("training", epochs=2, steps=4)
    app = open_page(filled)(TRAIN)
    assert "was interrupted" in words(app)
    app.button(key=f"resume-{run.run_id}").click().run()
    assert not app.exception
    limit = time.monotonic() + 120
    while run.state().status != "finished" and time.monotonic() < limit:
        time.sleep(0.2)
    assert run.state().status == "finished"


def test_what_resume_will_do_stands_beside_it_before_it_is_pressed(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    run = another(filled, "Stopped early")
    with EventWriter(run.events) as diary:
        diary.write("stopped", message="It was stopped.")
    app = open_page(filled)(TRAIN)
    assert "begins again with the first round" in words(app)


def test_the_card_the_bar_and_the_table_agree_on_how_far_it_is(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    run = another(filled, "Under way")
    with FileLock(run.lock), EventWriter(run.events) as diary:
        diary.write("training", epochs=8, steps=4)
        diary.write("epoch", epoch=1, loss=0.5, accuracy=0.7, val_loss=0.5, val_accuracy=0.7)
        app = open_page(filled)(TRAIN)
    (bar,) = app.get("progress")
    assert (bar.proto.value, bar.proto.text) == (12, "round 1 of at most 8")
    listed = next(table.value for table in app.dataframe if "name" in table.value)
    assert listed["state"][0] == "going on"


def test_a_failure_that_would_come_again_offers_no_resume(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    run = another(filled, "Ran away")
    with EventWriter(run.events) as diary:
        diary.write("failed", message="The error grew.", resumable=False)
    app = open_page(filled)(TRAIN)
    assert [found.key for found in app.button if found.label == "Resume"] == []
    assert "Start again below" in words(app)


def test_a_training_is_renamed_and_starred(filled: Workspace, open_page: OnWorkspace) -> None:
    (run,) = list_runs(filled)
    app = open_page(filled)(TRAIN)
    app.text_input(key=f"name-{run.run_id}").set_value("With *glasses*").run()
    app.button(key=f"star-{run.run_id}").click().run()
    assert not app.exception
    assert (run.name, run.starred) == ("With *glasses*", True)
    listed = next(table.value for table in app.dataframe if "name" in table.value)
    assert listed["name"][0] == "★ With *glasses*"


def test_the_chosen_training_stays_chosen_whatever_becomes_of_its_name(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    (older,) = list_runs(filled)
    another(filled, "Newer")
    app = open_page(filled)(TRAIN)
    (choice,) = (box for box in app.selectbox if box.label == "Which training?")
    choice.set_value(older.run_id).run()
    assert app.button(key=f"delete-{older.run_id}")
    app.text_input(key=f"name-{older.run_id}").set_value("Older").run()
    app.button(key=f"star-{older.run_id}").click().run()
    assert older.starred
    assert app.button(key=f"delete-{older.run_id}").label == "Delete Older"
    newest = another(filled, "Newest")
    app.run()
    assert app.button(key=f"delete-{newest.run_id}").label == "Delete Newest"


def test_a_training_that_looks_once_promises_one_round(filled: Workspace) -> None:
    with DatasetStore.open(filled) as store:
        config = preset_config("instant")
        run = start_training(filled, store, config, name="Once", launch=False)
    assert planned_rounds(run, run.state()) == 1


def test_an_empty_name_is_refused_with_a_sentence(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    (run,) = list_runs(filled)
    before = run.name
    app = open_page(filled)(TRAIN)
    app.text_input(key=f"name-{run.run_id}").set_value("  ").run()
    assert run.name == before
    assert any("1 to 80" in error.value for error in app.error)


@pytest.mark.parametrize("page", ["results", "try_it", "train", "home"])
def test_the_pages_cope_with_a_training_that_was_deleted_and_taken_back(
    filled: Workspace, open_page: OnWorkspace, page: str
) -> None:
    (run,) = list_runs(filled)
    app = open_page(filled)(TRAIN)
    app.button(key=f"delete-{run.run_id}").click().run()
    assert [each.run_id for each in binned_runs(filled)] == [run.run_id]
    assert "is in the bin" in words(app)
    other = open_page(filled)(f"app_pages/{page}.py")
    assert not other.exception
    app.button(key=f"back-{run.run_id}").click().run()
    assert not app.exception
    assert [each.run_id for each in list_runs(filled)] == [run.run_id]


def test_a_training_that_goes_on_cannot_be_deleted(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    run = another(filled, "Goes on")
    with FileLock(run.lock):
        app = open_page(filled)(TRAIN)
        assert app.button(key=f"delete-{run.run_id}").disabled
    assert "Stop it before" in words(app)


def test_those_who_wait_can_be_taken_out(filled: Workspace, open_page: OnWorkspace) -> None:
    busy, waiting = another(filled, "Busy"), another(filled, "Patient")
    with ExitStack() as stack:
        for run, event in ((busy, "training"), (waiting, "queued")):
            stack.enter_context(FileLock(run.lock))
            stack.enter_context(EventWriter(run.events)).write(event)
        app = open_page(filled)(TRAIN)
        assert "Waiting for their turn" in words(app)
        app.button(key=f"out-{waiting.run_id}").click().run()
        assert not app.exception
    assert waiting.stop_request.exists()
    assert not busy.stop_request.exists()
    request_stop(busy)


def test_a_training_that_says_nothing_can_be_ended(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    run = another(filled, "Silent")
    with FileLock(run.lock), EventWriter(run.events) as diary:
        diary.write("training", epochs=2, steps=4)
        long_ago = time.time() - 3600
        os.utime(run.events, (long_ago, long_ago))
        app = open_page(filled)(TRAIN)
        assert app.button(key=f"end-{run.run_id}")
    assert "Nothing has come from it" in words(app)


def test_a_disk_that_refuses_is_told_on_the_page(filled: Workspace, open_page: OnWorkspace) -> None:
    (run,) = list_runs(filled)
    run.marks.mkdir()
    app = open_page(filled)(TRAIN)
    app.button(key=f"star-{run.run_id}").click().run()
    assert not app.exception
    assert any("cannot be changed" in error.value for error in app.error)
