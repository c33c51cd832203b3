"""What the watchers of a training write and decide."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.learning.callbacks import StopOnDivergence
from core.learning.stopping import Diverged
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
