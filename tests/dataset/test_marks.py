"""Marks, confirmed labels, undo of one chosen change, windows, and what people disagree on."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.dataset.face_choice import choose_faces
from core.dataset.face_marks import save_faces
from core.dataset.labels import changes_since, history, recent_changes, set_label, undo
from core.dataset.marks import confirm, set_mark
from core.dataset.opinions import disputes, opinions
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.dataset.windows import ORDERS, position, window
from core.errors import CoreError


def ids(store: DatasetStore) -> list[str]:
    return store.picture_ids(PictureQuery(sort="oldest"))


def marked(store: DatasetStore, mark: str) -> int:
    return store.count(PictureQuery(mark=mark))


def test_a_mark_is_set_found_and_taken_back(filled: DatasetStore) -> None:
    change = set_mark(filled, ids(filled)[:2], "skipped")
    assert change.sentence() == "2 photos skipped."
    assert marked(filled, "skipped") == 2
    undo(filled)
    assert marked(filled, "none") == 6


def test_a_label_takes_the_mark_away_and_undo_brings_it_back(filled: DatasetStore) -> None:
    picture = ids(filled)[0]
    set_mark(filled, [picture], "unsure")
    set_label(filled, [picture], "sad")
    assert filled.picture(picture).mark is None
    undo(filled)
    assert (filled.picture(picture).mark, filled.picture(picture).label) == ("unsure", "happy")


def test_an_unknown_mark_is_refused(filled: DatasetStore) -> None:
    with pytest.raises(CoreError, match="no mark"):
        set_mark(filled, ids(filled)[:1], "great")


def test_marks_are_no_corrections(filled: DatasetStore) -> None:
    last = filled.summary().last_event
    set_mark(filled, ids(filled), "skipped")
    assert changes_since(filled, last) == 0


def test_undo_of_an_older_change_leaves_newer_ones_alone(filled: DatasetStore) -> None:
    one, two, *_ = ids(filled)
    first = set_label(filled, [one, two], "glad")
    set_label(filled, [two], "sad")
    set_mark(filled, [one], "unsure")
    undo(filled, target=first.op_id)
    assert (filled.picture(one).label, filled.picture(one).mark) == ("happy", "unsure")
    assert filled.picture(two).label == "sad"


def test_the_same_undo_twice_is_done_once(filled: DatasetStore) -> None:
    picture = ids(filled)[0]
    set_label(filled, [picture], "sad")
    set_label(filled, [picture], "glad")
    assert undo(filled, op_id="u") == undo(filled, op_id="u")
    assert filled.picture(picture).label == "sad"


def test_the_choice_of_a_face_is_taken_back(filled: DatasetStore) -> None:
    picture = ids(filled)[0]
    save_faces(filled, {picture: [{"box": 1}, {"box": 2}]})
    choose_faces(filled, picture, "1", shown=None, who="Ann")
    assert history(filled, picture)[-1].sentence() == "the label is about face 2 by Ann"
    undo(filled, who="Ann")
    assert filled.picture(picture).face_choice is None


def test_recent_changes_are_those_not_taken_back_newest_first(filled: DatasetStore) -> None:
    one, two, three, *_ = ids(filled)
    for picture in (one, two, three):
        set_label(filled, [picture], "glad")
    undo(filled)
    assert [change.picture_ids for change in recent_changes(filled)] == [(two,), (one,)]


def test_agreeing_is_remembered_once_a_person(filled: DatasetStore) -> None:
    picture = ids(filled)[0]
    assert confirm(filled, picture, who="Ann") is not None
    assert confirm(filled, picture, who="Ann") is None
    assert filled.picture(picture).label == "happy"
    assert history(filled, picture)[-1].sentence() == "label happy confirmed by Ann"


def test_people_who_see_photos_differently_are_found(filled: DatasetStore) -> None:
    one, two, three, *_ = ids(filled)
    for picture in (one, two, three):
        confirm(filled, picture, who="Ann")
    set_label(filled, [one], "sad", who="Bob")
    confirm(filled, two, who="Bob")
    known = opinions(filled)
    assert known == {one: {"Ann": "happy", "Bob": "sad"}, two: {"Ann": "happy", "Bob": "happy"}}
    assert disputes(known) == [one]
    undo(filled, who="Bob")
    undo(filled, who="Bob")
    assert opinions(filled) == {}


@pytest.mark.parametrize(
    ("query", "number"),
    [
        (PictureQuery(source="photos.zip"), 6),
        (PictureQuery(source="elsewhere"), 0),
        (PictureQuery(changed_by="Ann"), 2),
        (PictureQuery(changed_by="import"), 0),
        (PictureQuery(labelled=True), 5),
        (PictureQuery(mark="unsure", label="sad"), 1),
        (PictureQuery(text="1.PN"), 2),
    ],
)
def test_filters(filled: DatasetStore, query: PictureQuery, number: int) -> None:
    happy, sad = ids(filled)[0], ids(filled)[-1]
    set_label(filled, [happy], None, who="Ann")
    set_mark(filled, [sad], "unsure", who="Ann")
    assert len(window(filled, query)) == number


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.sampled_from(ORDERS), st.integers(1, 4), st.integers(0, 5))
def test_windows_side_by_side_are_the_whole_set(
    filled: DatasetStore, sort: str, size: int, start: int
) -> None:
    query = PictureQuery(sort=sort)  # type: ignore[arg-type]
    whole = filled.picture_ids(query)
    edge = whole[start]
    after, seen = window(filled, query, edge, "from", size), []
    while after:
        seen += [record.id for record in after]
        after = window(filled, query, seen[-1], "after", size)
    before, earlier = window(filled, query, edge, "before", size), []
    while before:
        earlier = [record.id for record in before] + earlier
        before = window(filled, query, earlier[0], "before", size)
    assert earlier + seen == whole
    assert position(filled, query, edge) == start
