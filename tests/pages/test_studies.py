"""Searches and learning curves on their pages."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable

import pytest

from core.runs.events import EventWriter
from core.runs.launcher import request_stop
from core.runs.run_directory import list_runs
from core.runs.studies import (
    BEST,
    LEARNING_CURVE,
    SEARCH,
    Study,
    list_studies,
)
from core.study_plan import start_learning_curve
from core.workspace import Workspace
from tests.pages.conftest import Open
from tests.pages.test_pages import words

OnWorkspace = Callable[[Workspace], Open]

TRIED = (("done", 0.75, 0.5), ("given up", 0.5, 0.7), ("done", 0.875, 0.4))


def ended_search(workspace: Workspace) -> Study:
    """Return a search that was stopped after three tries, as its worker leaves it."""
    run = list_runs(workspace)[0]
    study = Study.create(
        workspace,
        "Search 1",
        run.config,
        run.classes,
        run.pictures,
        study=SEARCH,
        minutes=5,
        tries=None,
        bases={run.config.architecture: run.config.to_json()},
        dataset_version=run.spec["dataset_version"],
        last_event=run.spec["last_event"],
    )
    with EventWriter(study.events) as diary:
        for number, (status, accuracy, loss) in enumerate(TRIED):
            config = {**run.config.to_json(), "seed": number}
            diary.write("attempt", number=number, facts={"step size": 0.1}, config=config)
            diary.write("attempt_round", number=number, epoch=1, epochs=2, accuracy=accuracy)
            ending = {"status": status, "accuracy": accuracy, "loss": loss}
            diary.write("attempt_ended", number=number, seconds=1.0, message="", **ending)
        diary.write("stopped", message="It was stopped.", seconds=3.0)
    return study


def wait_until_stopped(study: Study) -> None:
    request_stop(study)
    for _ in range(300):
        if study.state().ended:
            return
        time.sleep(0.2)
    pytest.fail("It did not stop.")


def test_a_search_is_started_once_however_often_it_is_pressed(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(filled)("app_pages/train.py")
    app.select_slider(key="search-minutes").set_value(5)
    app.button(key="start-search").click().run()
    assert not app.exception
    (study,) = list_studies(filled)
    wait_until_stopped(study)
    assert (study.kind, study.spec["minutes"]) == (SEARCH, 5)


def test_a_search_and_a_learning_curve_wait_for_each_other(
    filled: Workspace, open_page: OnWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.runs.launcher.start_detached", lambda *_: 0)
    results = open_page(filled)("app_pages/results.py")
    results.button(key="start-learning-curve").click().run()
    train = open_page(filled)("app_pages/train.py")
    assert "It will wait until More photos for" in words(train)
    train.button(key="start-search").click().run()
    assert not train.exception
    kinds = {each.kind: each for each in list_studies(filled)}
    assert set(kinds) == {SEARCH, LEARNING_CURVE}
    shutil.rmtree(kinds[LEARNING_CURVE].path)
    again = open_page(filled)("app_pages/results.py")
    assert "It will wait until Search 1 is done" in words(again)
    again.button(key="start-learning-curve").click().run()
    assert len(list_studies(filled)) == 2


def test_a_search_shows_its_best_and_every_try_with_its_interval(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    ended_search(filled)
    app = open_page(filled)("app_pages/train.py")
    assert not app.exception
    assert "Best so far, try 3" in words(app)
    table = next(each.value for each in app.dataframe if "step size" in each.value)
    assert list(table["try"]) == [3, 2, 1]
    assert list(table["state"]) == ["done", "given up early", "done"]
    assert "photos kept aside)" in table["right"][0]


def test_the_best_of_a_stopped_search_is_trained_when_asked(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    study = ended_search(filled)
    app = open_page(filled)("app_pages/train.py")
    app.button(key=f"train-best-{study.run_id}").click().run()
    assert not app.exception
    (run,) = [each for each in list_runs(filled) if each.name == BEST]
    request_stop(run)
    assert run.config.seed == 2


def test_a_learning_curve_begins_on_the_results_page(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(filled)("app_pages/results.py")
    app.button(key="start-learning-curve").click().run()
    assert not app.exception
    (study,) = list_studies(filled)
    wait_until_stopped(study)
    assert study.spec["run"] == list_runs(filled)[0].run_id


def test_a_finished_learning_curve_says_what_it_means(
    filled: Workspace, open_page: OnWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.runs.launcher.start_detached", lambda *_: 0)
    study = start_learning_curve(list_runs(filled)[0])
    with EventWriter(study.events) as diary:
        for number, (photos, accuracy) in enumerate(((4, 0.5), (7, 0.6), (14, 0.7))):
            facts = {"photos": photos, "draw": 0}
            ending = {"status": "done", "accuracy": accuracy, "loss": 0.5, "message": ""}
            diary.write("attempt", number=number, facts=facts, config={})
            diary.write("attempt_ended", number=number, seconds=1.0, **ending)
        diary.write("finished", message="Twice as many photos would help.", seconds=3.0)
    app = open_page(filled)("app_pages/results.py")
    assert not app.exception
    assert "Twice as many photos would help" in words(app)
    assert not [each for each in app.button if each.key == "start-learning-curve"]


def test_a_search_whose_time_is_used_up_is_given_more(
    filled: Workspace, open_page: OnWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.runs.launcher.start_detached", lambda *_: 0)
    monkeypatch.setattr("tests.pages.test_studies.TRIED", ())
    study = ended_search(filled)
    nothing = {"accuracy": None, "loss": None, "message": "", "seconds": 300.0}
    with EventWriter(study.events) as diary:
        diary.write("attempt", number=0, facts={}, config=study.config.to_json())
        diary.write("attempt_ended", number=0, status="stopped", **nothing)
        diary.write("failed", message="No settings got through a single round.")
    app = open_page(filled)("app_pages/train.py")
    app.select_slider(key=f"more-{study.run_id}").set_value(20).run()
    app.button(key=f"resume-{study.run_id}").click().run()
    assert not app.exception
    assert (study.budget.minutes, study.state().status) == (25, "starting")
