"""What the watchers of a training write and decide."""

from __future__ import annotations

import json
from pathlib import Path

import keras
import numpy as np
import pytest

from core.learning.best_weights import BestWeights
from core.learning.callbacks import StopOnDivergence
from core.learning.stopping import Diverged, out_of_memory
from core.runs.events import EventWriter
from core.runs.state import fold


@pytest.mark.parametrize("loss", [float("nan"), float("inf"), 1e9])
def test_a_hopeless_loss_ends_the_training_and_stays_json(tmp_path: Path, loss: float) -> None:
    path = tmp_path / "events.jsonl"
    with EventWriter(path) as diary:
        watcher = StopOnDivergence(diary, 0.5)
        watcher.on_epoch_begin(2)
        with pytest.raises(Diverged, match=r"round 3.* such as 0\.05"):
            watcher.on_train_batch_end(0, {"loss": loss})
    event = json.loads(path.read_text(), parse_constant=pytest.fail)
    assert fold([event]).history[0].loss == (1e9 if loss == 1e9 else None)


@pytest.mark.parametrize("loss", [0.0, 0.7, 300.0])
def test_an_ordinary_loss_lets_it_go_on(tmp_path: Path, loss: float) -> None:
    with EventWriter(tmp_path / "events.jsonl") as diary:
        StopOnDivergence(diary, 0.5).on_train_batch_end(0, {"loss": loss})
    assert not (tmp_path / "events.jsonl").read_bytes()


def after_epochs(losses: list[float], patience: int | None) -> BestWeights:
    """Return a watcher that saw epochs with these validation losses; epoch n left weights n."""
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    watcher = BestWeights(model, patience)
    watcher.set_model(model)
    model.stop_training = False
    for epoch, loss in enumerate(losses):
        model.set_weights([np.array([[epoch + 1.0]])])
        watcher.on_epoch_end(epoch, {"val_loss": loss})
    return watcher


@pytest.mark.parametrize(
    ("losses", "best"), [([0.5, 0.4, 0.6], 2), ([0.5, 0.5], 1), ([9.0], 1), ([3, 2, 1], 3)]
)
def test_the_weights_of_the_lowest_loss_come_back(losses: list[float], best: int) -> None:
    watcher = after_epochs(losses, None)
    watcher.restore()
    assert watcher.best_epoch == best
    assert watcher.model.get_weights()[0].item() == best


def test_before_the_first_epoch_ends_weights_stay_as_they_are() -> None:
    watcher = after_epochs([], None)
    watcher.model.set_weights([np.array([[7.0]])])
    watcher.restore()
    assert watcher.best_epoch is None
    assert watcher.model.get_weights()[0].item() == 7


@pytest.mark.parametrize(("patience", "ends"), [(1, True), (2, True), (3, False), (None, False)])
def test_patience_ends_after_so_many_epochs_without_a_better_one(
    patience: int | None, ends: bool
) -> None:
    watcher = after_epochs([0.5, 0.6, 0.55], patience)
    assert watcher.model.stop_training is ends


def test_patience_begins_when_learning_does() -> None:
    watcher = BestWeights(keras.Sequential(), 2, plateau=0.67)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, use_bias=False)])
    watcher.set_model(model)
    model.stop_training = False
    for epoch, loss in enumerate([0.70, 0.69, 0.69, 0.69, 0.69]):
        watcher.on_epoch_end(epoch, {"loss": loss, "val_loss": 0.693})
    assert not model.stop_training
    for epoch, loss in enumerate([0.60, 0.50, 0.40], start=5):
        watcher.on_epoch_end(epoch, {"loss": loss, "val_loss": 0.8})
    assert model.stop_training


@pytest.mark.parametrize(("batch", "said"), [(32, "size of 16 or"), (1, "a smaller network or")])
def test_the_advice_when_memory_runs_out_can_be_followed(batch: int, said: str) -> None:
    assert said in out_of_memory(batch).advice
