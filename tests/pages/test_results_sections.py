"""The folded parts of the results, on a real training with enough test photos."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from time import sleep

import pytest
from streamlit.testing.v1 import AppTest

from core.dataset.store import DatasetStore
from core.evaluation.report import build_report, load_predictions
from core.evaluation.threshold import row_at, threshold_rows, trade_sentence
from core.files import read_json, write_json
from core.run_figures import answers_of
from core.runs.launcher import request_stop
from core.runs.run_directory import list_runs
from core.workspace import Workspace
from tests.pages.conftest import Open
from tests.pages.test_pages import words

OnWorkspace = Callable[[Workspace], Open]
PAGE = "app_pages/results.py"


@pytest.fixture
def judged(judged_root: Path, tmp_path: Path) -> Workspace:
    root = tmp_path / "judged"
    shutil.copytree(judged_root, root)
    return Workspace(root)


def opened(app: AppTest, part: str) -> str:
    """Open one part of the page and return all its words."""
    app.session_state[f"fold-{part}"] = True
    app.run()
    assert not app.exception
    assert not app.error
    return words(app)


def test_the_page_is_short_until_somebody_asks(judged: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(judged)(PAGE)
    assert "Brier" not in words(app)
    assert not app.slider
    assert "Photos it got wrong" in words(app)


def test_the_slider_tells_the_trade(judged: Workspace, open_page: OnWorkspace) -> None:
    (run,) = list_runs(judged)
    answers = answers_of(load_predictions(run.predictions), run.classes)
    assert answers is not None
    rows = threshold_rows(answers.tested.true, answers.tested.probabilities)
    app = open_page(judged)(PAGE)
    opened(app, "threshold")
    for level in (50, 0, 100):
        app.slider[0].set_value(level).run()
        row = row_at(rows, level / 100)
        said = words(app).replace("\\", "")
        assert trade_sentence(row, run.classes) in said
        shown = [each.value for each in app.metric]
        keys = ("found", "missed", "false_alarms", "rightly_left")
        assert shown == [str(row[key]) for key in keys]


def test_percentages_are_judged_with_their_noise_floor(
    judged: Workspace, open_page: OnWorkspace
) -> None:
    said = opened(open_page(judged)(PAGE), "percentages")
    assert "Brier score" in said
    assert "noise floor" in said
    assert "points off" in said


def test_refusing_is_told_with_intervals_and_the_promise(
    judged: Workspace, open_page: OnWorkspace
) -> None:
    said = opened(open_page(judged)(PAGE), "refusing").replace("\\", "")
    assert "If it answers all photos, it gets" in said
    assert "surest" in said
    assert "kept aside" in said


def test_a_kind_of_photo_shows_its_mistakes(judged: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(judged)(PAGE)
    said = opened(app, "slices")
    assert "Press a kind" in said
    kind = next(each for each in app.button if (each.key or "").startswith("slice-"))
    kind.click().run()
    assert not app.exception
    heading = next(each.value for each in app.markdown if each.value.startswith("####"))
    assert kind.label in heading
    assert "mistake" in heading


def test_groups_come_only_from_a_table(judged: Workspace, open_page: OnWorkspace) -> None:
    """Photos that it gets wrong are called left-handed: that half is then named as worse."""
    (run,) = list_runs(judged)
    answers = answers_of(load_predictions(run.predictions), run.classes)
    assert answers is not None
    tested = answers.tested
    order = sorted(range(tested.n), key=lambda at: bool(tested.right[at]))
    left = {tested.ids[at] for at in order[: tested.n // 2]}
    with DatasetStore.open(judged) as store:
        records = store.records(tested.ids)
    rows = [f"{each.name},{'left' if each.id in left else 'right'}" for each in records]
    app = open_page(judged)(PAGE)
    opened(app, "slices")
    assert not any("hand" in each.label for each in app.button)
    table = "\n".join(["file,hand", *rows]).encode()
    app.file_uploader[0].upload("groups.csv", table, "text/csv").run()
    said = words(app).replace("\\", "")
    assert f"tells the group of {tested.n} of {tested.n} photos" in said
    assert "photos with hand: left right" in said
    assert "that is more than chance" in said
    kinds = [each.label for each in app.button if (each.key or "").startswith("slice-")]
    assert kinds[0].replace("\\", "") == "photos with hand: left"
    app.file_uploader[0].set_value([("bad.csv", b"age\nold\n", "text/csv")]).run()
    assert "no column that names the files" in app.error[0].value


def test_what_has_to_be_beaten_is_met_photo_by_photo(
    judged: Workspace, open_page: OnWorkspace
) -> None:
    said = opened(open_page(judged)(PAGE), "rivals").replace("\\", "")
    assert "This model got" in said or "very same photos" in said
    assert "HOG and a linear SVM" in said


def test_an_older_training_without_answers_of_its_rivals_says_so(
    judged: Workspace, open_page: OnWorkspace
) -> None:
    (run,) = list_runs(judged)
    report = read_json(run.report)
    for split in ("validation", "test"):
        del report[split]["rivals"]["hog_svm"]["answers"]
    write_json(run.report, report)
    said = opened(open_page(judged)(PAGE), "rivals")
    assert "was not kept by this training" in said


def test_best_and_last_round_are_named(judged: Workspace, open_page: OnWorkspace) -> None:
    said = opened(open_page(judged)(PAGE), "learned")
    assert "The best round, with the lowest loss, was" in said


@pytest.mark.parametrize("part", ["threshold", "percentages", "refusing", "slices"])
def test_few_photos_are_not_made_more_of_than_they_say(
    part: str, filled: Workspace, open_page: OnWorkspace
) -> None:
    said = opened(open_page(filled)(PAGE), part)
    assert "too little about this" in said or "Too few photos were tested" in said


def test_corrections_in_the_gallery_are_counted_and_retrained_with_the_same_settings(
    judged: Workspace, open_page: OnWorkspace
) -> None:
    (first,) = list_runs(judged)
    app = open_page(judged)(PAGE)
    assert "train-again" not in {each.key for each in app.button}
    relabel = [each for each in app.button if (each.key or "").startswith("wrong-")]
    for each in relabel[:2]:
        app.button(key=each.key).click().run()
    again = app.button(key="train-again")
    assert again.label == "Retrain with 2 corrections"
    again.click().run()
    newest = list_runs(judged)[0]
    request_stop(newest)
    assert newest.run_id != first.run_id
    assert newest.config == first.config


def test_many_kinds_are_chosen_from(judged: Workspace, open_page: OnWorkspace) -> None:
    (run,) = list_runs(judged)
    spec = read_json(run.path / "spec.json")
    write_json(run.path / "spec.json", {**spec, "classes": ["happy", "sad", "other"]})
    rows = read_json(run.predictions)
    for at, row in enumerate(rows):
        row["probabilities"] = [share * 0.8 for share in row["probabilities"]] + [0.2]
        row["class_index"] = 2 if at % 7 == 0 else row["class_index"]
    write_json(run.predictions, rows)
    report = {
        split: build_report(
            [row["class_index"] for row in rows if row["split"] == split],
            [row["probabilities"] for row in rows if row["split"] == split],
            ["happy", "sad", "other"],
            [row["id"] for row in rows if row["split"] == split],
            split,
        )
        for split in ("validation", "test")
    }
    write_json(run.report, report)
    app = open_page(judged)(PAGE)
    opened(app, "threshold")
    kind = next(each for each in app.selectbox if "found" in each.label)
    assert kind.options == ["happy", "sad", "other"]
    kind.set_value(2).run()
    said = words(app).replace("\\", "")
    assert "of 100 different" in said or "different ones it takes" in said


def test_where_it_looks_is_measured_once_and_told_in_words(
    judged: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(judged)(PAGE)
    app.session_state["fold-looks"] = True
    app.run(timeout=200)
    for _ in range(600):
        if "Measured on" in words(app):
            break
        sleep(0.2)
        app.run(timeout=200)
    assert not app.exception
    assert not app.error
    said = words(app)
    assert "For 'happy'" in said.replace("\\", "") or "No photo was answered" in said
    assert "it has not learned from" in said
    [run] = list_runs(judged)
    kept = read_json(run.path / "looks.json")
    assert 0 <= kept["shortcut"]["inside"] <= kept["n"] <= 200
