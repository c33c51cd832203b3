"""The results page says what stands beside a figure, and trains again with other seeds."""

from __future__ import annotations

from collections.abc import Callable

from core.files import read_json, write_json
from core.runs.groups import members
from core.runs.launcher import request_stop
from core.runs.run_directory import RunDirectory, list_runs
from core.workspace import Workspace
from tests.pages.conftest import Open
from tests.pages.test_pages import words

OnWorkspace = Callable[[Workspace], Open]


def test_rivals_stand_beside_the_model(filled: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(filled)("app_pages/results.py")
    app.session_state["fold-rivals"] = True
    app.run()
    table = app.table[-1].value
    assert [way.replace("\\", "") for way in table["way"]] == [
        "this model",
        "hand-made features (HOG and a linear SVM)",
        "always naming the bigger class",
    ]
    assert all("test photos)" in cell or "photos)" in cell for cell in table["right"])


def test_photos_it_knew_are_told_and_shown_in_pairs(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    run = list_runs(filled)[0]
    known = next(each.id for each in run.pictures if each.split == "train")
    report = read_json(run.report)
    tested = next(each.id for each in run.pictures if each.split == "test")
    report["test"]["leaks"] = [{"id": tested, "like": known, "similarity": 0.98}]
    report["test"]["leak_free"] = {"n": 5, "accuracy": 0.6, "interval": [0.2, 0.9]}
    write_json(run.report, report)
    app = open_page(filled)("app_pages/results.py")
    assert not app.exception
    assert "nearly the same as one it learned from" in words(app)
    assert "alike: 98 %" in words(app)


def test_the_report_of_an_older_training_can_be_read(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    run = list_runs(filled)[0]
    report = read_json(run.report)
    for split in ("validation", "test"):
        for key in ("leaks", "leak_free", "rivals"):
            del report[split][key]
    write_json(run.report, report)
    app = open_page(filled)("app_pages/results.py")
    assert not app.exception
    assert not app.error
    app.session_state["fold-rivals"] = True
    app.run()
    assert not app.exception
    assert "nothing to compare it with" in words(app)


def test_other_seeds_become_trainings_of_one_group(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    (first,) = list_runs(filled)
    app = open_page(filled)("app_pages/results.py")
    next(each for each in app.number_input if each.label == "More trainings").set_value(1)
    app.button(key="other-seeds").click().run()
    group: list[RunDirectory] = members(first, list_runs(filled))
    for run in group[1:]:
        request_stop(run)
    assert [run.config.seed for run in group] == [first.config.seed + n for n in range(2)]
    assert not app.exception
    assert first.name in words(app) or any(first.name in each.label for each in app.button)
