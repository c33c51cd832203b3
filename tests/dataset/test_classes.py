"""Classes added, renamed, merged and removed, each in one step that can be taken back."""

from __future__ import annotations

import pytest

from core.dataset import labels
from core.dataset.classes import add_class, merge_classes, remove_class, rename_class
from core.dataset.importing import run_import
from core.dataset.journal_reading import read_change
from core.dataset.opinions import opinions
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.errors import CoreError, InvalidName, NotInDataset
from tests.dataset.making import labels_by_name, photo, zip_of


def counts(store: DatasetStore) -> dict[str, int]:
    return store.summary().per_class


def test_an_added_class_is_there_before_any_photo_has_it(filled: DatasetStore) -> None:
    change = add_class(filled, "  surprised ")
    assert change.sentence() == "Label surprised added."
    assert filled.classes() == ["happy", "sad", "surprised"]
    assert counts(filled) == {"happy": 3, "sad": 3, "surprised": 0}
    labels.undo(filled)
    assert filled.classes() == ["happy", "sad"]
    labels.redo(filled)
    assert filled.classes() == ["happy", "sad", "surprised"]


def test_a_renamed_class_keeps_photos_history_and_undo(filled: DatasetStore) -> None:
    (first, *_) = filled.picture_ids(PictureQuery(label="sad"))
    labels.set_label(filled, [first], "happy")
    change = rename_class(filled, "happy", "Smiling")
    assert change.sentence() == "Label happy renamed to Smiling."
    assert counts(filled) == {"Smiling": 4, "sad": 2}
    assert [event.new for event in labels.history(filled, first)] == ["sad", "Smiling"]
    labels.undo(filled)
    assert counts(filled) == {"happy": 4, "sad": 2}
    labels.redo(filled)
    taken_back = labels.undo(filled, target=labels.recent_changes(filled, limit=9)[-1].op_id)
    assert taken_back is not None
    assert counts(filled) == {"Smiling": 3, "sad": 3}


def test_only_the_spelling_can_be_changed(filled: DatasetStore) -> None:
    rename_class(filled, "happy", "HAPPY")
    assert filled.classes() == ["HAPPY", "sad"]


def test_a_merge_is_one_step_and_takes_the_bin_along(filled: DatasetStore) -> None:
    sad = filled.picture_ids(PictureQuery(label="sad"))
    labels.move_to_bin(filled, sad[:1])
    change = merge_classes(filled, "sad", "happy", who="Ann")
    assert (change.count, change.sentence()) == (3, "3 photos labelled sad are labelled happy now.")
    assert filled.classes() == ["happy"]
    assert filled.picture(sad[0]).label == "happy"
    assert labels.history(filled, sad[1])[-1].sentence() == "changed from sad to happy by Ann"
    taken_back = labels.undo(filled, who="Ann")
    assert taken_back is not None
    assert taken_back.sentence() == "Undone: the two labels are apart again; 3 photos changed."
    assert counts(filled) == {"happy": 3, "sad": 2}


def test_one_photo_of_a_merge_is_told_of_as_one(filled: DatasetStore) -> None:
    labels.set_label(filled, filled.picture_ids(PictureQuery(label="sad"))[:1], "shocked")
    change = merge_classes(filled, "shocked", "sad")
    assert change.sentence() == "1 photo labelled shocked is labelled sad now."


def test_photos_of_a_removed_class_stay_without_a_label(filled: DatasetStore) -> None:
    change = remove_class(filled, "sad")
    assert (change.count, change.sentence()) == (3, "Label sad removed; 3 photos lost it.")
    assert (filled.classes(), filled.summary().unlabelled) == (["happy"], 3)
    labels.undo(filled)
    assert counts(filled) == {"happy": 3, "sad": 3}


def test_what_was_changed_since_stays_when_a_removal_is_taken_back(filled: DatasetStore) -> None:
    (first, *_) = filled.picture_ids(PictureQuery(label="sad"))
    remove = remove_class(filled, "sad")
    labels.set_label(filled, [first], "happy")
    labels.undo(filled, target=remove.op_id)
    assert counts(filled) == {"happy": 4, "sad": 2}


def test_a_removed_class_can_be_added_and_brought_in_again(filled: DatasetStore) -> None:
    remove_class(filled, "sad")
    add_class(filled, "Sad")
    assert filled.classes() == ["happy", "Sad"]
    remove_class(filled, "Sad")
    run_import(
        filled.workspace,
        zip_of(filled.workspace.root / "b.zip", {"sad/9.png": photo(77), "a/x.png": photo(78)}),
        workers=0,
    )
    assert labels_by_name(filled)["9.png"] == "Sad"


def test_a_name_can_go_from_a_hidden_class_to_a_shown_one(filled: DatasetStore) -> None:
    removed = remove_class(filled, "sad")
    rename_class(filled, "happy", "sad")
    assert counts(filled) == {"sad": 3}
    with pytest.raises(CoreError, match="Another label is called sad by now"):
        labels.undo(filled, target=removed.op_id)
    assert counts(filled) == {"sad": 3}
    labels.undo(filled)
    labels.undo(filled)
    assert counts(filled) == {"happy": 3, "sad": 3}


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "x" * 61])
def test_a_class_needs_a_name_that_can_be_shown(filled: DatasetStore, name: str) -> None:
    with pytest.raises(InvalidName):
        add_class(filled, name)
    with pytest.raises(InvalidName):
        rename_class(filled, "sad", name)


def test_a_name_that_is_taken_is_refused(filled: DatasetStore) -> None:
    with pytest.raises(CoreError, match="There is a label happy already"):
        add_class(filled, "HAPPY")
    with pytest.raises(CoreError, match="merge sad into happy"):
        rename_class(filled, "sad", "Happy ")
    with pytest.raises(CoreError, match="called sad already"):
        rename_class(filled, "sad", "sad")


def test_unknown_classes_are_refused(filled: DatasetStore) -> None:
    with pytest.raises(NotInDataset):
        rename_class(filled, "angry", "cross")
    with pytest.raises(NotInDataset):
        merge_classes(filled, "sad", "angry")
    with pytest.raises(NotInDataset):
        remove_class(filled, "angry")
    with pytest.raises(CoreError, match="itself"):
        merge_classes(filled, "sad", "SAD")


def test_the_same_step_twice_is_done_once(filled: DatasetStore) -> None:
    for _ in range(2):
        assert merge_classes(filled, "sad", "happy", op_id="once").count == 3
    for _ in range(2):
        add_class(filled, "new", op_id="twice")
    with filled.reading() as connection:
        assert read_change(connection, "twice") is not None
    assert counts(filled) == {"happy": 6, "new": 0}


def test_a_merged_class_is_no_opinion_any_more(filled: DatasetStore) -> None:
    (first, *_) = filled.picture_ids()
    labels.set_label(filled, [first], "cross", who="Ann")
    labels.set_label(filled, [first], "happy", who="Bob")
    assert opinions(filled) == {first: {"Ann": "cross", "Bob": "happy"}}
    add_class(filled, "cross")
    merge_classes(filled, "cross", "happy")
    assert opinions(filled) == {}


def test_a_label_taken_over_from_a_hidden_class_finds_its_photos(filled: DatasetStore) -> None:
    happy = filled.picture_ids(PictureQuery(label="happy"))
    remove_class(filled, "sad")
    rename_class(filled, "happy", "sad")
    assert filled.picture_ids(PictureQuery(label="sad")) == happy


def test_photos_in_the_bin_keep_the_name_of_their_class(filled: DatasetStore) -> None:
    labels.move_to_bin(filled, filled.picture_ids(PictureQuery(label="sad")))
    with pytest.raises(CoreError, match="in the bin"):
        rename_class(filled, "happy", "sad")
    assert filled.classes() == ["happy"]


def test_an_undone_label_is_the_class_that_has_the_name_by_now(filled: DatasetStore) -> None:
    sad = filled.picture_ids(PictureQuery(label="sad"))
    add_class(filled, "joy", who="Ann")
    labels.set_label(filled, sad, "joy", who="Ann")
    rename_class(filled, "happy", "sad", who="Bob")
    labels.undo(filled, who="Ann")
    assert filled.classes() == ["sad", "joy"]
    assert counts(filled)["sad"] == 6


def test_a_name_that_somebody_changed_since_is_left_and_the_way_back_stays_open(
    filled: DatasetStore,
) -> None:
    (first, *_) = filled.picture_ids(PictureQuery(label="sad"))
    labels.set_label(filled, [first], "happy", who="Ann")
    rename_class(filled, "happy", "joy", who="Ann")
    rename_class(filled, "joy", "smile", who="Bob")
    with pytest.raises(CoreError, match="called smile by now"):
        labels.undo(filled, who="Ann")
    assert filled.classes() == ["smile", "sad"]
    labels.undo(filled, who="Ann")
    assert filled.picture(first).label == "sad"
