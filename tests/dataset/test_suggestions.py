"""Suggestions for many photos are one step."""

from __future__ import annotations

import pytest

from core.dataset import labels
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.dataset.suggestions import accept_suggestions
from core.errors import LabelConflict, NotInDataset


def given(store: DatasetStore) -> dict[str, str | None]:
    return {each.id: each.label for each in store.pictures(PictureQuery(sort="oldest"))}


def swapped(store: DatasetStore) -> dict[str, str]:
    other = {"happy": "sad", "sad": "happy"}
    return {each: other[label or ""] for each, label in list(given(store).items())[1:5]}


def test_different_labels_are_one_step_that_one_undo_takes_back(filled: DatasetStore) -> None:
    before, wanted = given(filled), swapped(filled)
    done = accept_suggestions(filled, wanted, who="Ann")
    assert done.count == 4
    assert done.sentence() == "4 photos labelled as the computer suggested."
    assert given(filled) == {**before, **wanted}
    event = labels.history(filled, next(iter(wanted)))[-1]
    assert (event.why, event.who) == ("suggestion", "Ann")
    assert labels.undo(filled, who="Ann")
    assert given(filled) == before
    assert labels.redo(filled, who="Ann")
    assert given(filled) == {**before, **wanted}


def test_the_same_step_twice_is_done_once(filled: DatasetStore) -> None:
    first = accept_suggestions(filled, swapped(filled), op_id="once")
    again = accept_suggestions(filled, swapped(filled), op_id="once")
    assert again.op_id == first.op_id
    assert filled.summary().last_event == 6 + 4


def test_photos_changed_since_they_were_shown_stop_all_of_it(filled: DatasetStore) -> None:
    wanted = swapped(filled)
    versions = {each: filled.picture(each).label_version for each in wanted}
    last = list(wanted)[-1]
    labels.set_label(filled, [last], "bored")
    before = given(filled)
    with pytest.raises(LabelConflict, match="changed after they were shown"):
        accept_suggestions(filled, wanted, versions=versions)
    assert given(filled) == before


def test_a_photo_that_is_not_there_is_refused(filled: DatasetStore) -> None:
    with pytest.raises(NotInDataset):
        accept_suggestions(filled, {"f" * 64: "happy"})
