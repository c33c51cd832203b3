"""Events add up to a state."""

from __future__ import annotations

from typing import Any

import pytest

from core.runs.events import Event
from core.runs.state import RunState, fold


def epoch(number: int, **figures: Any) -> Event:
    known = {"loss": 0.6, "accuracy": 0.7, "val_loss": 0.5, "val_accuracy": 0.8, "seconds": 1.5}
    return {"event": "epoch", "epoch": number, "best_epoch": 1, **known, **figures}


STORY: list[Event] = [
    {"event": "queued"},
    {"event": "started", "epochs": 3, "at": "2026-11-21T10:00:00+00:00"},
    {"event": "preparing", "message": "Reading the photos.", "done": 5, "total": 9},
    {"event": "missing", "pictures": ["aa"]},
    {"event": "note", "message": "1 photo was left out."},
    {"event": "training", "epochs": 3, "steps": 4},
    {"event": "batch", "epoch": 1, "step": 2, "steps": 4, "images_per_second": 80.0},
    epoch(1),
    {"event": "evaluating", "message": "Answering."},
    {"event": "finished", "message": "It is done.", "seconds": 9.0, "at": "later"},
]


@pytest.mark.parametrize(
    ("count", "status"),
    [(0, "starting"), (1, "queued"), (2, "preparing"), (6, "training"), (9, "evaluating")],
)
def test_the_status_follows_the_events(count: int, status: str) -> None:
    assert fold(STORY[:count]).status == status


def test_a_whole_story_is_remembered() -> None:
    state = fold(STORY)
    assert (state.status, state.ended, state.seconds) == ("finished", True, 9.0)
    assert (state.epoch, state.epochs, state.step, state.steps) == (1, 3, 2, 4)
    assert (state.missing, state.notes) == (("aa",), ("1 photo was left out.",))
    assert state.best is not None
    assert state.best.val_accuracy == 0.8


def test_counts_of_preparation_are_gone_once_training_begins() -> None:
    assert (fold(STORY[:3]).done, fold(STORY[:3]).total) == (5, 9)
    assert (fold(STORY[:6]).done, fold(STORY[:6]).total) == (None, None)


def test_an_evaluation_is_counted_and_its_counts_are_gone_at_the_end() -> None:
    counted = fold([*STORY[:9], {"event": "evaluating", "message": "", "done": 64, "total": 200}])
    assert (counted.status, counted.done, counted.total) == ("evaluating", 64, 200)
    ended = fold(STORY[9:], counted)
    assert (ended.status, ended.done, ended.total) == ("finished", None, None)


def test_folding_in_two_parts_is_folding_at_once() -> None:
    for cut in range(len(STORY)):
        assert fold(STORY[cut:], fold(STORY[:cut])) == fold(STORY)


def test_a_figure_that_was_not_finite_stays_unknown() -> None:
    state = fold([epoch(1, loss=None)])
    assert state.history[0].loss is None


def test_unreadable_and_unheard_of_events_change_nothing() -> None:
    assert fold([{"event": "unreadable"}, {"event": "of a later version"}]) == RunState()


def test_what_came_after_a_checkpoint_is_told_once() -> None:
    before = [*STORY[:8], epoch(2), {"event": "batch", "epoch": 3, "step": 1, "steps": 4}]
    kept = epoch(1, val_accuracy=0.9)
    state = fold([*before, {"event": "resumed", "message": "On.", "history": [kept]}])
    assert (state.status, state.resumed, state.missing) == ("starting", "On.", ())
    assert [record.val_accuracy for record in state.history] == [0.9]
    after = fold([STORY[1], STORY[5], epoch(2)], state)
    assert [record.epoch for record in after.history] == [1, 2]
    assert after.started_at == STORY[1]["at"]
    ended = fold([{"event": "finished", "message": "It is done."}], after)
    assert (after.resumed, ended.resumed, ended.notes) == ("On.", "", after.notes)


def test_a_training_that_goes_on_is_in_the_round_after_its_last() -> None:
    state = fold([*STORY[:8], STORY[5]])
    assert state.epoch == 2


def test_a_failure_says_whether_going_on_would_help() -> None:
    assert fold([{"event": "failed"}]).resumable
    assert not fold([{"event": "failed", "resumable": False}]).resumable
