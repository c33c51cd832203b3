"""A label that was kept does not come back; what was taken back does not count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from core.dataset.records import PictureRecord
from core.suspect_answers import forget, kept_ids, outcomes, read_answers, remember
from core.workspace import Workspace

_RECORD = PictureRecord(
    "", ".png", 48, 48, 1, "", "", "", False, (), "sad", 1, None, datetime.now(UTC), False
)


def photo(name: str, label: str | None) -> PictureRecord:
    return replace(_RECORD, id=name, label=label)


def test_answers_are_read_back_in_their_order(workspace: Workspace) -> None:
    assert read_answers(workspace) == {}
    remember(workspace, {"a": "sad", "b": "sad"}, "kept")
    remember(workspace, {"c": "happy"}, "changed")
    remember(workspace, {"a": "happy"}, "binned")
    found = read_answers(workspace)
    assert list(found) == ["b", "c", "a"]
    assert (found["a"].given, found["a"].answer) == ("happy", "binned")


def test_a_label_is_kept_only_as_long_as_it_stays(workspace: Workspace) -> None:
    remember(workspace, {"a": "sad", "b": "sad"}, "kept")
    answers = read_answers(workspace)
    assert kept_ids(answers, [photo("a", "sad"), photo("b", "happy")]) == {"a"}
    forget(workspace, ["a"])
    assert list(read_answers(workspace)) == ["b"]


def test_what_was_taken_back_is_no_outcome(workspace: Workspace) -> None:
    remember(workspace, {"kept": "sad", "relabelled later": "sad"}, "kept")
    remember(workspace, {"changed": "sad", "taken back": "sad"}, "changed")
    remember(workspace, {"gone": "sad"}, "binned")
    now = {
        "kept": photo("kept", "sad"),
        "relabelled later": photo("relabelled later", "happy"),
        "changed": photo("changed", "happy"),
        "taken back": photo("taken back", "sad"),
    }
    assert outcomes(read_answers(workspace), now) == [False, True, True]


def test_a_damaged_file_is_as_good_as_none(workspace: Workspace) -> None:
    workspace.data.mkdir()
    unfit = ('{"a": {"label": "sad"}}', '{"a": {"given": 7, "answer": "kept"}}', "[" * 100_000)
    for text in ("", "[1]", *unfit):
        workspace.suspect_answers.write_text(text)
        assert read_answers(workspace) == {}
    remember(workspace, {"a": "sad"}, "kept")
    assert list(read_answers(workspace)) == ["a"]
