"""Faces are kept with their picture, and a person says which one the label is about."""

from __future__ import annotations

import pytest

from core.dataset.face_choice import choose_faces
from core.dataset.face_marks import (
    ALL,
    faced_pictures,
    faces_of,
    save_faces,
    waiting_pictures,
)
from core.dataset.framing import choose_framing, current_framing, proposed_framing
from core.dataset.labels import dataset_version, move_to_bin
from core.dataset.schema import pictures
from core.dataset.store import DatasetStore
from core.errors import CoreError, LabelConflict, NotInDataset

LARGE, SMALL = {"box": [0.1, 0.1, 0.5, 0.5]}, {"box": [0.7, 0.1, 0.2, 0.2]}


@pytest.fixture
def large(filled: DatasetStore) -> DatasetStore:
    """Return six pictures that are too large to be faces themselves."""
    with filled.transaction() as connection:
        connection.execute(pictures.update().values(width=640, height=480))
    return filled


@pytest.fixture
def pair(large: DatasetStore) -> str:
    """Return the id of a picture with two faces."""
    picture = large.picture_ids()[0]
    save_faces(large, {picture: [LARGE, SMALL]})
    return picture


def test_faces_come_back_in_their_order(large: DatasetStore, pair: str) -> None:
    assert faces_of(large, pair) == [LARGE, SMALL]
    assert large.picture(pair).face_count == 2


def test_a_picture_looked_at_waits_no_longer(large: DatasetStore, pair: str) -> None:
    assert pair not in {picture for picture, _ in waiting_pictures(large)}
    assert len(waiting_pictures(large)) == 5
    assert len(waiting_pictures(large, again=True)) == 6


def test_what_is_found_later_replaces_what_was_known(large: DatasetStore, pair: str) -> None:
    save_faces(large, {pair: [SMALL]})
    assert faces_of(large, pair) == [SMALL]


@pytest.mark.parametrize(
    ("choice", "numbers"), [(None, [0]), ("0", [0]), ("1", [1]), (ALL, [0, 1])]
)
def test_the_choice_says_which_faces_count(
    large: DatasetStore, pair: str, choice: str | None, numbers: list[int]
) -> None:
    choose_faces(large, pair, choice, shown=None)
    assert list(faced_pictures(large)[pair].faces) == numbers


def test_new_faces_forget_the_choice_of_one_but_not_of_all(large: DatasetStore, pair: str) -> None:
    choose_faces(large, pair, "1", shown=None)
    save_faces(large, {pair: [SMALL, LARGE]})
    assert large.picture(pair).face_choice is None
    choose_faces(large, pair, ALL, shown=None)
    save_faces(large, {pair: [LARGE, SMALL]})
    assert large.picture(pair).face_choice == ALL


def test_a_choice_by_somebody_else_is_not_overwritten(large: DatasetStore, pair: str) -> None:
    choose_faces(large, pair, "1", shown=None)
    with pytest.raises(LabelConflict):
        choose_faces(large, pair, ALL, shown=None)
    assert large.picture(pair).face_choice == "1"


@pytest.mark.parametrize("choice", ["2", "-1", "both", "", "9" * 5000])
def test_a_face_that_is_not_there_cannot_be_chosen(
    large: DatasetStore, pair: str, choice: str
) -> None:
    with pytest.raises(NotInDataset):
        choose_faces(large, pair, choice, shown=None)


def test_an_unknown_picture_has_no_faces_to_choose(large: DatasetStore) -> None:
    with pytest.raises(NotInDataset):
        choose_faces(large, "0" * 64, ALL, shown=None)


def test_a_picture_nobody_looked_at_is_told_apart_from_one_without_faces(
    large: DatasetStore,
) -> None:
    first, second, *_ = large.picture_ids()
    save_faces(large, {first: []})
    known = faced_pictures(large)
    assert (known[first].looked_at, known[first].faces) == (True, {})
    assert (known[second].looked_at, known[second].faces) == (False, {})


def test_the_version_of_the_dataset_tells_another_choice(large: DatasetStore, pair: str) -> None:
    before = dataset_version(large)
    choose_faces(large, pair, ALL, shown=None)
    assert dataset_version(large) != before


def test_tiny_photos_are_taken_whole(filled: DatasetStore) -> None:
    assert proposed_framing(filled).framing == "whole"
    assert "faces already" in proposed_framing(filled).reason


@pytest.mark.parametrize(("with_face", "framing"), [(2, "whole"), (3, "faces"), (6, "faces")])
def test_faces_are_proposed_where_half_of_the_photos_show_one(
    large: DatasetStore, with_face: int, framing: str
) -> None:
    ids = large.picture_ids()
    save_faces(large, {each: [LARGE] * (n < with_face) for n, each in enumerate(ids)})
    assert proposed_framing(large).framing == framing


def test_a_mixed_set_tells_how_many_are_faces_or_show_one(filled: DatasetStore) -> None:
    larger = filled.picture_ids()[:4]
    with filled.transaction() as connection:
        some = pictures.update().where(pictures.c.id.in_(larger))
        connection.execute(some.values(width=640, height=480))
    save_faces(filled, {each: [LARGE] * (n < 1) for n, each in enumerate(larger)})
    assert proposed_framing(filled).reason == "50% of your photos are faces already or show one."


def test_photos_in_the_bin_propose_nothing(large: DatasetStore) -> None:
    ids = large.picture_ids()
    save_faces(large, {each: [LARGE] * (n < 2) for n, each in enumerate(ids)})
    move_to_bin(large, ids[2:])
    assert proposed_framing(large).framing == "faces"


def test_a_person_has_the_last_word(filled: DatasetStore) -> None:
    choose_framing(filled, "faces")
    assert current_framing(filled) == "faces"
    choose_framing(filled, None)
    assert current_framing(filled) == "whole"
    with pytest.raises(CoreError, match="square"):
        choose_framing(filled, "square")


def test_a_set_of_cut_out_faces_and_photos_of_people_is_one_of_faces(large: DatasetStore) -> None:
    ids = large.picture_ids()
    save_faces(large, {each: [LARGE] for each in ids[:2]})
    with large.transaction() as connection:
        tiny = pictures.update().where(pictures.c.id.in_(ids[3:])).values(width=48, height=48)
        connection.execute(tiny)
    assert proposed_framing(large).framing == "faces"
    assert "faces already" in proposed_framing(large).reason
