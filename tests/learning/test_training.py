"""A training learns, keeps its best, ends as asked, and does the same again from the same seed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.errors import CannotTrain
from core.evaluation.report import load_predictions, load_report
from core.learning.preparing import prepare_pixels
from core.learning.session import class_weights
from core.learning.stopping import Diverged, StopRequested
from core.learning.training import train
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory
from core.runs.spec import Augmentation
from core.runs.state import RunState
from tests.learning.conftest import MakeRun


def trained(run: RunDirectory) -> RunState:
    """Train a run in this process, as its worker would, and return how it stands."""
    with EventWriter(run.events) as diary:
        train(run, diary, prepare_pixels(run, diary))
    return run.state()


def after(run: RunDirectory, wanted: str, act: Callable[[], object]) -> EventWriter:
    """Return a diary that does something right after an event is written."""

    class Watching(EventWriter):
        def __init__(self) -> None:
            super().__init__(run.events)

        def write(self, event: str, **fields: Any) -> None:
            super().write(event, **fields)
            if event == wanted:
                act()

    return Watching()


def test_a_training_learns_what_is_easy_to_see(make_run: MakeRun) -> None:
    run = make_run(epochs=12, learning_rate=0.003)
    state = trained(run)
    assert (state.status, len(state.history), run.finished) == ("finished", 12, True)
    assert load_report(run.report)["test"]["accuracy"] == 1.0


def test_three_classes_get_three_columns(make_run: MakeRun) -> None:
    run = make_run(("dark", "middle", "light"), epochs=1)
    trained(run)
    predictions = load_predictions(run.predictions)
    assert len(predictions) == 3 * 8
    assert all(sum(row["probabilities"]) == pytest.approx(1) for row in predictions)
    assert {len(row["probabilities"]) for row in predictions} == {3}


def test_the_same_seed_gives_the_same_figures(make_run: MakeRun) -> None:
    settings = {"augmentation": Augmentation(10, 0.1, True, 0.1, 0.1), "dropout": 0.3}
    first, again, other = (make_run(seed=seed, **settings) for seed in (5, 5, 6))
    curves = []
    for run in (first, again, other):
        history = trained(run).history
        curves.append([(item.loss, item.accuracy, item.val_loss) for item in history])
    assert curves[0] == curves[1]
    assert curves[0] != curves[2]
    assert first.predictions.read_bytes() == again.predictions.read_bytes()


def test_the_weights_kept_are_those_of_the_best_epoch(make_run: MakeRun) -> None:
    run = make_run(epochs=6, learning_rate=0.1)
    state = trained(run)
    losses = [item.val_loss or 0.0 for item in state.history]
    assert state.best_epoch == losses.index(min(losses)) + 1
    assert state.best is not None
    kept = load_report(run.report)["validation"]
    assert kept["loss"] == pytest.approx(state.best.val_loss, abs=1e-4)
    assert kept["accuracy"] == pytest.approx(state.best.val_accuracy)


def test_early_stopping_ends_when_nothing_gets_better(make_run: MakeRun) -> None:
    run = make_run(epochs=50, early_stopping=True, patience=2, learning_rate=1e-9, seed=9)
    state = trained(run)
    assert len(state.history) < 50
    assert state.best_epoch == len(state.history) - 3 * 2  # it never began to learn


def test_a_stop_keeps_the_best_and_evaluates_it(make_run: MakeRun) -> None:
    run = make_run(epochs=50)
    with after(run, "epoch", run.stop_request.touch) as diary:
        train(run, diary, prepare_pixels(run, diary))
    state = run.state()
    assert (state.status, len(state.history), state.best_epoch) == ("stopped", 1, 1)
    assert load_report(run.report)["validation"]["n"] == 8


def test_a_stop_in_the_first_round_is_seen_within_a_batch(make_run: MakeRun) -> None:
    run = make_run(batch_size=1, epochs=50)
    with after(run, "training", run.stop_request.touch) as diary:
        train(run, diary, prepare_pixels(run, diary))
    state = run.state()
    assert (state.status, state.history, state.best_epoch) == ("stopped", (), None)
    assert "first round" in state.message
    assert run.finished


def test_a_stop_while_photos_are_read_ends_at_once(make_run: MakeRun) -> None:
    run = make_run()
    run.stop_request.touch()
    with EventWriter(run.events) as diary, pytest.raises(StopRequested):
        prepare_pixels(run, diary)


def test_a_loss_that_grows_without_limit_ends_with_advice(make_run: MakeRun) -> None:
    run = make_run(learning_rate=10, dense_units=256)
    with EventWriter(run.events) as diary, pytest.raises(Diverged, match="such as 1") as error:
        train(run, diary, prepare_pixels(run, diary))
    assert "learning rate of 10" in str(error.value)
    assert "epoch" in run.events.read_text()


def test_a_batch_larger_than_the_training_set_is_reduced_and_said_so(make_run: MakeRun) -> None:
    state = trained(make_run(batch_size=512, epochs=1))
    assert state.steps == 1
    assert any("from 512 to 24" in note for note in state.notes)


def test_missing_photos_are_listed_and_the_rest_goes_on(make_run: MakeRun) -> None:
    run = make_run(epochs=1)
    gone = [run.pictures[0], run.pictures[15]]
    for item in gone:
        run.workspace.picture(item.id, item.suffix).unlink()
    state = trained(run)
    assert state.missing == tuple(item.id for item in gone)
    assert any("2 photos were left out" in note for note in state.notes)
    assert {row["id"] for row in load_predictions(run.predictions)}.isdisjoint(state.missing)


def test_a_class_whose_photos_are_all_gone_cannot_be_trained(make_run: MakeRun) -> None:
    run = make_run()
    for item in run.pictures:
        if item.class_index == 1 and item.split == "train":
            run.workspace.picture(item.id, item.suffix).unlink()
    with pytest.raises(CannotTrain, match="light"):
        trained(run)


def test_without_test_photos_the_test_report_is_none(make_run: MakeRun) -> None:
    run = make_run(counts=(("train", 8), ("validation", 4)), epochs=1)
    trained(run)
    report = load_report(run.report)
    assert report["test"] is None
    assert report["validation"]["n"] == 8


def test_class_weights_change_the_training_of_an_uneven_set(make_run: MakeRun) -> None:
    first_losses = set()
    for weighted in (True, False):
        run = make_run(epochs=1, class_weights=weighted)
        pictures = [item for item in run.pictures if item.class_index == 0 or item.id > "8"]
        run.pictures[:] = pictures
        first_losses.add(trained(run).history[0].loss)
    assert len(first_losses) == 2


def test_rare_classes_weigh_more() -> None:
    assert class_weights(np.array([0, 0, 0, 1]), 2) == {0: 4 / 6, 1: 2.0}


def test_the_pre_trained_network_trains_its_head(
    make_run: MakeRun, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(shared / "weights" / "keras"))
    run = make_run(architecture="mobilenet-v2-0.35", image_size=32, epochs=2)
    assert trained(run).status == "finished"
    assert load_report(run.report)["test"]["n"] == 8
