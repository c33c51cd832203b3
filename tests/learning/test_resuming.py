"""A training that was cut off goes on as if it never had been."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from core.errors import RunDamaged
from core.evaluation.report import load_report
from core.learning.preparing import prepare_pixels
from core.learning.stopping import Diverged, OutOfMemory
from core.learning.training import train
from core.runs.checkpoints import Checkpoint, checkpoints, newest_intact
from core.runs.events import EventWriter
from core.runs.resuming import take_up
from core.runs.run_directory import RunDirectory
from core.runs.spec import Augmentation
from core.runs.state import RunState
from tests.learning.conftest import MakeRun

RICH = {"augmentation": Augmentation(10, 0.1, True, 0.1, 0.1), "dropout": 0.3, "epochs": 6}

RESIZING = {
    "architecture": "face-cnn",
    "image_size": 48,
    "dense_units": 0,
    "from_scratch": True,
    "progressive_resizing": True,
    "weight_averaging": 0.9,
    "schedule": "cosine",
}


@pytest.fixture(autouse=True)
def _every_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a checkpoint after every epoch, however short."""
    monkeypatch.setattr("core.learning.checkpoints._REST", 0)


class CutOff(BaseException):
    """What no handler catches, as a killed process runs none."""


class Cutting(EventWriter):
    """A diary with which the training breaks off once an epoch is written."""

    def __init__(self, run: RunDirectory, epoch: int | None, act: Callable[[], object]) -> None:
        super().__init__(run.events)
        self._epoch, self._act = epoch, act

    def write(self, event: str, **fields: Any) -> None:
        super().write(event, **fields)
        if event == "epoch" and fields["epoch"] == self._epoch:
            self._act()


def cut_off() -> None:
    raise CutOff


def run_out_of_memory() -> None:
    raise MemoryError


def begin(
    run: RunDirectory, cut_after: int | None = None, act: Callable[[], object] = cut_off
) -> None:
    with Cutting(run, cut_after, act) as diary:
        train(run, diary, prepare_pixels(run, diary))


def go_on(run: RunDirectory, cut_after: int | None = None) -> RunState:
    with Cutting(run, cut_after, cut_off) as diary:
        checkpoint = take_up(run, diary)
        train(run, diary, prepare_pixels(run, diary), checkpoint)
    return run.state()


def curve(state: RunState) -> list[tuple[object, ...]]:
    return [(r.epoch, r.loss, r.accuracy, r.val_loss, r.val_accuracy) for r in state.history]


@pytest.mark.parametrize(
    "settings",
    [
        {"optimizer": "adam"},
        {"optimizer": "sgd"},
        {"optimizer": "adamw", "schedule": "cosine", "warmup": 1.0, "weight_decay": 0.01},
        {"optimizer": "muon", "weight_averaging": 0.9, "weight_decay": 0.01},
        {"weight_averaging": 0.9, "label_smoothing": 0.1},
        {**RESIZING, "epochs": 8},
        {**RESIZING, "epochs": 5},
    ],
    ids=["adam", "sgd", "schedule", "muon", "averaging", "smaller-photos", "change-of-size"],
)
def test_a_resumed_training_gives_the_figures_of_an_uninterrupted_one(
    make_run: MakeRun, settings: dict[str, Any]
) -> None:
    whole, cut = (make_run(**{**RICH, **settings}) for _ in range(2))
    begin(whole)
    with pytest.raises(CutOff):
        begin(cut, cut_after=4)
    assert newest_intact(cut) is not None
    assert curve(go_on(cut)) == curve(whole.state())
    assert cut.predictions.read_bytes() == whole.predictions.read_bytes()
    assert cut.state().best_epoch == whole.state().best_epoch


def test_a_training_can_be_cut_off_again_and_again(make_run: MakeRun) -> None:
    whole, cut = make_run(**RICH), make_run(**RICH)
    begin(whole)
    with pytest.raises(CutOff):
        begin(cut, cut_after=2)
    with pytest.raises(CutOff):
        go_on(cut, cut_after=4)
    assert curve(go_on(cut)) == curve(whole.state())


def test_the_older_checkpoint_serves_where_the_newer_is_damaged(make_run: MakeRun) -> None:
    whole, cut = make_run(**RICH), make_run(**RICH)
    begin(whole)
    with pytest.raises(CutOff):
        begin(cut, cut_after=6)
    newer, older = checkpoints(cut)
    assert (older.epoch, newer.epoch) == (4, 5)
    newer.arrays.write_bytes(newer.arrays.read_bytes()[:-9])
    state = go_on(cut)
    assert curve(state) == curve(whole.state())
    assert any("damaged" in note for note in state.notes)
    assert "after round 4." in cut.events.read_text()


def test_without_a_checkpoint_it_begins_again(make_run: MakeRun) -> None:
    whole, cut = make_run(**RICH), make_run(**RICH)
    begin(whole)
    with pytest.raises(CutOff):
        begin(cut, cut_after=1)
    assert newest_intact(cut) is None
    assert curve(go_on(cut)) == curve(whole.state())


def test_early_stopping_counts_on(make_run: MakeRun) -> None:
    settings = {"epochs": 50, "early_stopping": True, "patience": 2, "learning_rate": 1e-9}
    whole, cut = make_run(**settings), make_run(**settings)
    begin(whole)
    rounds = len(whole.state().history)
    with pytest.raises(CutOff):
        begin(cut, cut_after=rounds - 1)
    assert curve(go_on(cut)) == curve(whole.state())


def test_what_early_stopping_had_ended_learns_no_further(make_run: MakeRun) -> None:
    run = make_run(epochs=50, early_stopping=True, patience=1, learning_rate=1e-9)
    begin(run)
    before = curve(run.state())
    assert curve(go_on(run)) == before


def test_a_saved_state_of_another_network_is_refused(make_run: MakeRun) -> None:
    run, other = make_run(**RICH), make_run(**{**RICH, "dense_units": 9})
    begin(run)
    checkpoint = newest_intact(run)
    with EventWriter(other.events) as diary, pytest.raises(RunDamaged, match="does not fit"):
        train(other, diary, prepare_pixels(other, diary), checkpoint)


def test_memory_that_ran_out_keeps_the_best_and_the_way_on(make_run: MakeRun) -> None:
    run = make_run(epochs=6)
    with pytest.raises(OutOfMemory, match=r"batch size of 4.*Round \d.*kept"):
        begin(run, cut_after=3, act=run_out_of_memory)
    run.verify()
    assert load_report(run.report)["validation"]["n"] == 8
    whole = make_run(epochs=6)
    begin(whole)
    assert curve(go_on(run)) == curve(whole.state())


def test_numbers_that_run_away_leave_the_last_good_weights(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(epochs=6)

    def grow() -> None:
        monkeypatch.setattr("core.learning.callbacks._HOPELESS", 0.0)

    with pytest.raises(Diverged, match=r"round 3.*Round \d, the best until then, was kept"):
        begin(run, cut_after=2, act=grow)
    run.verify()
    assert np.isfinite(load_report(run.report)["validation"]["loss"])


def test_a_checkpoint_that_is_not_whole_is_not_named(make_run: MakeRun) -> None:
    run = make_run()
    Checkpoint(run.checkpoints / "a").open_for_writing()
    with EventWriter(run.events) as diary:
        assert take_up(run, diary) is None
    assert not any("damaged" in note for note in run.state().notes)


STAGED = {
    "time": {"minutes": 5.0, "epochs": 4, "schedule": "cosine", "weight_averaging": 0.9},
    "head": {
        "architecture": "face-cnn",
        "dense_units": 0,
        "fine_tuning": "whole",
        "epochs": 5,
        "label_smoothing": 0.1,
        "weight_averaging": 0.5,
    },
}


@pytest.mark.parametrize("settings", STAGED.values(), ids=STAGED)
def test_a_training_in_stages_keeps_to_its_plan(
    make_run: MakeRun, settings: dict[str, Any]
) -> None:
    whole, cut = (make_run(**settings) for _ in range(2))
    begin(whole)
    with pytest.raises(CutOff):
        begin(cut, cut_after=3)
    assert newest_intact(cut) is not None
    assert curve(go_on(cut)) == curve(whole.state())
    assert cut.predictions.read_bytes() == whole.predictions.read_bytes()


def test_early_stopping_leaves_no_gap_where_the_size_changes(make_run: MakeRun) -> None:
    settings = {**RESIZING, "early_stopping": True, "patience": 1, "learning_rate": 1e-3}
    run = make_run(**settings, epochs=20)
    begin(run)
    rounds = [record.epoch for record in run.state().history]
    assert rounds == list(range(1, len(rounds) + 1))
    assert len(rounds) > 12
