"""An evaluation tells how far it is."""

from __future__ import annotations

from pathlib import Path

from core.learning.outcome import AnsweringLog
from core.learning.preparing import prepare_pixels
from core.learning.training import train
from core.runs.events import EventWriter, read_events
from tests.learning.conftest import MakeRun


def told(path: Path) -> list[tuple[int, int]]:
    """Return the counts in the evaluating events of a diary."""
    events = read_events(path)[0]
    return [(e["done"], e["total"]) for e in events if e["event"] == "evaluating" and "done" in e]


def test_a_training_counts_validation_and_test_photos_together(make_run: MakeRun) -> None:
    run = make_run(epochs=1)
    with EventWriter(run.events) as diary:
        train(run, diary, prepare_pixels(run, diary))
    assert told(run.events)[-1] == (16, 16)


def test_progress_is_written_often_enough_but_not_always(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    with EventWriter(path) as diary:
        for every in (0.0, 1000.0):
            log = AnsweringLog(diary, 30, every)
            for done in (10, 20, 30):
                log.tell(done)
    assert told(path) == [(10, 30), (20, 30), (30, 30), (30, 30)]
