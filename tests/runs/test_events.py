"""The diary can be read at any moment of its writing."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from core.runs.events import EventWriter, read_events

WRITE = os.write


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.jsonl"


def test_what_was_written_is_read_in_order(path: Path) -> None:
    with EventWriter(path) as diary:
        diary.write("note", message="ä \U0001f642")
        diary.write("epoch", epoch=1)
    events, _ = read_events(path)
    assert [event["event"] for event in events] == ["note", "epoch"]
    assert events[0]["message"] == "ä \U0001f642"


def test_reading_goes_on_from_an_offset(path: Path) -> None:
    with EventWriter(path) as diary:
        diary.write("note", message="first")
        _, offset = read_events(path)
        diary.write("note", message="second")
    events, end = read_events(path, offset)
    assert [event["message"] for event in events] == ["second"]
    assert read_events(path, end) == ([], end)


def test_a_diary_that_does_not_exist_yet_is_empty(path: Path) -> None:
    assert read_events(path) == ([], 0)


def test_a_torn_last_line_is_left_until_it_is_whole(path: Path) -> None:
    line = json.dumps({"event": "note", "message": "whole"}).encode() + b"\n"
    path.write_bytes(line + line[:9])
    events, offset = read_events(path)
    assert [event["message"] for event in events] == ["whole"]
    path.write_bytes(line + line)
    assert read_events(path, offset)[0] == events


def test_a_writer_after_a_kill_begins_on_a_line_of_its_own(path: Path) -> None:
    path.write_bytes(b'{"event": "no')
    with EventWriter(path) as diary:
        diary.write("note")
    events, _ = read_events(path)
    assert [event["event"] for event in events] == ["unreadable", "note"]


def test_a_line_that_a_full_disk_took_half_spoils_no_later_one(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with EventWriter(path) as diary:
        with monkeypatch.context() as full:
            full.setattr(os, "write", lambda descriptor, data: WRITE(descriptor, data[:9]))
            with pytest.raises(OSError, match="No space"):
                diary.write("epoch", epoch=1)
        diary.write("failed", message="The disk refused.")
    events, _ = read_events(path)
    assert [event["event"] for event in events] == ["unreadable", "failed"]


@pytest.mark.parametrize(
    "line",
    [
        {"event": "epoch", "epoch": "one"},
        {"event": "epoch", "epoch": 1, "val_accuracy": [0.5]},
        {"event": "note", "message": 7},
        {"event": "missing", "pictures": "all"},
        {"event": "resumed", "history": 7},
        {"event": "resumed", "history": [{"epoch": 1, "loss": "low"}]},
        {"event": ["epoch"]},
    ],
    ids=str,
)
def test_a_line_of_another_hand_is_passed_over(path: Path, line: dict[str, object]) -> None:
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    with EventWriter(path) as diary:
        diary.write("note", message="whole")
    assert [event["event"] for event in read_events(path)[0]] == ["unreadable", "note"]


def test_a_line_nested_without_end_is_passed_over(path: Path) -> None:
    path.write_bytes(b"[" * 100_000 + b"\n")
    assert read_events(path)[0] == [{"event": "unreadable"}]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
def test_what_is_not_finite_is_written_as_null(path: Path, value: float) -> None:
    with EventWriter(path) as diary:
        diary.write("batch", loss=value, nested={"list": [value, 1.5]})
    record = json.loads(path.read_text(), parse_constant=pytest.fail)
    assert record["loss"] is None
    assert record["nested"] == {"list": [None, 1.5]}


def test_a_reader_beside_the_writer_loses_nothing(path: Path) -> None:
    def write() -> None:
        with EventWriter(path) as diary:
            for number in range(2000):
                diary.write("batch", step=number, padding="x" * (number % 300))

    writer = threading.Thread(target=write)
    writer.start()
    steps: list[int] = []
    offset = 0
    while writer.is_alive() or not steps or steps[-1] < 1999:
        events, offset = read_events(path, offset)
        steps += [event["step"] for event in events]
    writer.join()
    assert steps == list(range(2000))
