"""A tried photo comes into the set with its right label, and corrects what the set knew of it."""

from __future__ import annotations

import pytest

from core.correction import put_right
from core.dataset import labels
from core.dataset.face_marks import save_faces
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.errors import ImportRefused
from core.workspace import Workspace
from tests.dataset.making import photo


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("me.png", "me.png"),
        ("=1+1.png", "=1+1.png"),
        ("a/b\\c.png", "c.png"),
        ("", "photo"),
        ("right.csv", "right.csv"),
    ],
)
def test_a_new_photo_comes_in_with_its_label_and_face(
    workspace: Workspace, name: str, called: str
) -> None:
    with DatasetStore.open(workspace) as store:
        done = put_right(workspace, store, photo(1), "sad", name=name, face=2, who="Ann")
        [kept] = store.pictures()
        assert (kept.id, kept.label, kept.face_choice) == (done.picture, "sad", "2")
        assert kept.name == called
        assert (done.new, done.sentence()) == (True, "It is in your set now, labelled sad.")


def test_what_the_set_knew_is_corrected_and_can_be_undone(workspace: Workspace) -> None:
    with DatasetStore.open(workspace) as store:
        put_right(workspace, store, photo(1), "sad")
        done = put_right(workspace, store, photo(1), "happy", who="Ann")
        assert (done.new, done.before, done.label) == (False, "sad", "happy")
        assert [each.label for each in store.pictures()] == ["happy"]
        labels.undo(store, who="Ann")
        assert [each.label for each in store.pictures()] == ["sad"]


def test_a_photo_that_had_no_label_is_said_to_have_one_now(workspace: Workspace) -> None:
    with DatasetStore.open(workspace) as store:
        first = put_right(workspace, store, photo(1), "sad")
        labels.set_label(store, [first.picture], None)
        done = put_right(workspace, store, photo(1), "happy")
        assert done.before is None
        assert done.sentence() == "It was in your set already; it is now labelled happy."
        again = put_right(workspace, store, photo(1), "happy")
        assert again.sentence() == "It was in your set already, labelled happy."
        assert [each.label for each in store.pictures()] == ["happy"]


def test_the_face_that_was_pressed_is_what_the_known_photo_is_about(workspace: Workspace) -> None:
    with DatasetStore.open(workspace) as store:
        known = put_right(workspace, store, photo(1), "happy").picture
        save_faces(store, {known: [{"box": [0.1 * at, 0.1, 0.1, 0.1]} for at in range(3)]})
        put_right(workspace, store, photo(1), "sad", face=2)
        assert (store.picture(known).label, store.picture(known).face_choice) == ("sad", "2")


def test_a_photo_in_the_bin_stays_there_and_says_so(workspace: Workspace) -> None:
    with DatasetStore.open(workspace) as store:
        first = put_right(workspace, store, photo(1), "sad")
        labels.move_to_bin(store, [first.picture])
        assert "stays there" in put_right(workspace, store, photo(1), "happy").sentence()
        [kept] = store.pictures(PictureQuery(binned=True))
        assert kept.label == "happy"


def test_what_is_no_photo_is_refused(workspace: Workspace) -> None:
    with DatasetStore.open(workspace) as store, pytest.raises(ImportRefused):
        put_right(workspace, store, b"no photo", "sad")
