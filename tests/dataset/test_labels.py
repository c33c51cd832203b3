"""Labels and their journal."""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from core.dataset.import_log import write_batch
from core.dataset.labels import (
    changes_since,
    dataset_version,
    history,
    last_change,
    move_to_bin,
    redo,
    restore,
    set_label,
    undo,
)
from core.dataset.marks import set_mark
from core.dataset.preparing import Prepared
from core.dataset.records import MARKS, PictureQuery
from core.dataset.sources import Item
from core.dataset.store import DatasetStore
from core.errors import CoreError, LabelConflict, NotInDataset
from core.workspace import Workspace


def ids(store: DatasetStore) -> list[str]:
    return store.picture_ids(PictureQuery(sort="oldest"))


def label_of(store: DatasetStore, picture_id: str) -> str | None:
    return store.picture(picture_id).label


def test_a_bulk_change_is_one_step_and_one_event_per_picture(filled: DatasetStore) -> None:
    change = set_label(filled, ids(filled)[:2], "sad")
    assert (change.kind, change.count, change.label, change.who) == ("label", 2, "sad", "me")
    assert change.sentence() == "2 photos labelled sad."
    assert filled.summary().last_event == 8


def test_pictures_that_have_the_label_already_are_not_changed(filled: DatasetStore) -> None:
    change = set_label(filled, ids(filled), "happy")
    assert change.count == 3
    assert len(history(filled, ids(filled)[0])) == 1


def test_a_change_of_nothing_is_no_step(filled: DatasetStore) -> None:
    assert set_label(filled, ids(filled)[:3], "HAPPY").count == 0
    assert last_change(filled) is None


def test_spellings_of_a_class_are_one_class(filled: DatasetStore) -> None:
    set_label(filled, ids(filled)[:1], "  GLAD\u200b ")
    set_label(filled, ids(filled)[1:2], "glad")
    assert filled.summary().per_class == {"happy": 1, "sad": 3, "GLAD": 2}


@pytest.mark.parametrize("name", ["", "   ", "\u200b\n"])
def test_a_class_needs_a_name(filled: DatasetStore, name: str) -> None:
    with pytest.raises(CoreError, match="no name"):
        set_label(filled, ids(filled), name)


def test_an_unknown_picture_changes_nothing(filled: DatasetStore) -> None:
    with pytest.raises(NotInDataset):
        set_label(filled, [*ids(filled), "nobody"], "glad")
    assert filled.classes() == ["happy", "sad"]


def test_the_same_step_twice_is_done_once(filled: DatasetStore) -> None:
    first = set_label(filled, ids(filled)[:1], "sad", op_id="click-1")
    undo(filled)
    assert set_label(filled, ids(filled)[:1], "sad", op_id="click-1") == first
    assert label_of(filled, ids(filled)[0]) == "happy"


def test_an_unseen_change_is_never_overwritten(filled: DatasetStore) -> None:
    one, two, *_ = ids(filled)
    seen = {picture: filled.picture(picture).label_version for picture in (one, two)}
    set_label(filled, [two], "glad", who="Ann")
    with pytest.raises(
        LabelConflict, match=r"Ann changed this photo \(changed from happy to glad, \d s ago\)"
    ):
        set_label(filled, [one, two], "sad", versions=seen)
    assert (label_of(filled, one), label_of(filled, two)) == ("happy", "glad")


def test_of_two_who_change_what_they_saw_one_is_told(filled: DatasetStore) -> None:
    picture = ids(filled)[0]
    seen = {picture: filled.picture(picture).label_version}

    def change(name: str) -> bool:
        try:
            set_label(filled, [picture], f"class of {name}", who=name, versions=seen)
        except LabelConflict:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(change, "ABCDEF")) == 1


def test_undo_takes_a_bulk_change_back_as_one(filled: DatasetStore) -> None:
    set_label(filled, ids(filled), "glad")
    taken_back = undo(filled)
    assert taken_back is not None
    assert (taken_back.count, taken_back.target_kind) == (6, "label")
    assert filled.summary().per_class == {"happy": 3, "sad": 3}


def test_undo_leaves_alone_what_somebody_changed_since(filled: DatasetStore) -> None:
    one, two, *_ = ids(filled)
    set_label(filled, [one, two], "glad")
    set_label(filled, [two], "sad", who="Ann")
    taken_back = undo(filled)
    assert taken_back is not None
    assert taken_back.count == 1
    assert (label_of(filled, one), label_of(filled, two)) == ("happy", "sad")


def test_each_person_takes_back_their_own_changes(filled: DatasetStore) -> None:
    one, two, *_ = ids(filled)
    set_label(filled, [one], "glad", who="me")
    set_label(filled, [two], "glad", who="Ann")
    undo(filled, who="me")
    assert (label_of(filled, one), label_of(filled, two)) == ("happy", "glad")


def test_with_nothing_to_take_back_nothing_happens(filled: DatasetStore) -> None:
    assert undo(filled) is None
    assert redo(filled) is None


def test_who_goes_on_cannot_do_again_what_was_taken_back(filled: DatasetStore) -> None:
    one, two, *_ = ids(filled)
    set_label(filled, [one], "glad")
    undo(filled)
    set_label(filled, [two], "glad")
    assert redo(filled) is None
    assert (label_of(filled, one), label_of(filled, two)) == ("happy", "glad")


def test_the_bin_keeps_labels_and_gives_pictures_back(filled: DatasetStore) -> None:
    picture = ids(filled)[0]
    assert move_to_bin(filled, [picture]).sentence() == "1 photo moved to the bin."
    assert filled.picture(picture).binned
    assert filled.count(PictureQuery(binned=True)) == 1
    restore(filled, [picture])
    assert label_of(filled, picture) == "happy"


def test_history_tells_everything_that_happened(filled: DatasetStore) -> None:
    picture = ids(filled)[0]
    set_label(filled, [picture], "sad", who="Ann", why="mistakes page")
    move_to_bin(filled, [picture])
    undo(filled)
    told = [
        (event.kind, event.old, event.new, event.new_binned) for event in history(filled, picture)
    ]
    assert told == [
        ("import", None, "happy", False),
        ("label", "happy", "sad", False),
        ("bin", "sad", "sad", True),
        ("undo", "sad", "sad", False),
    ]
    assert history(filled, picture)[1].sentence() == "changed from happy to sad by Ann"
    assert history(filled, picture)[1].why == "mistakes page"


def test_changes_by_hand_are_counted_by_picture(filled: DatasetStore) -> None:
    event = filled.summary().last_event
    assert changes_since(filled, 0) == 0
    set_label(filled, ids(filled)[:2], "sad")
    set_label(filled, ids(filled)[:1], "glad")
    assert changes_since(filled, event) == 2


@pytest.mark.parametrize("step", ["label", "bin", "split"])
def test_whatever_changes_the_version_changes(filled: DatasetStore, step: str) -> None:
    from core.dataset.splits import ensure_splits

    before = dataset_version(filled)
    assert dataset_version(filled) == before
    if step == "label":
        set_label(filled, ids(filled)[:1], None)
    elif step == "bin":
        move_to_bin(filled, ids(filled)[:1])
    else:
        ensure_splits(filled, {"train": 1, "validation": 1, "test": 1}, seed=0)
    assert dataset_version(filled) != before


State = dict[str, tuple[str | None, bool, str | None]]
PICTURES = [f"{number:064x}" for number in range(4)]


class Journal(RuleBasedStateMachine):
    """The journal beside the plainest model there is: lists of whole states."""

    @initialize()
    def start(self) -> None:
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.store = DatasetStore.open(Workspace(Path(self.folder.name)))
        items = [Item(p, f"{p}.png", None, 1, "happy", None) for p in PICTURES]  # type: ignore[arg-type]
        made = [(item, Prepared(item.key, ".png", 20, 20, 1, False, ())) for item in items]
        with self.store.transaction() as connection:
            write_batch(connection, "import", "source", made)
        self.past: list[State] = []
        self.state: State = dict.fromkeys(PICTURES, ("happy", False, None))
        self.future: list[State] = []

    def change(self, new: State, count: int) -> None:
        assert count == sum(new[p] != self.state[p] for p in PICTURES)
        if count:
            self.past.append(self.state)
            self.state, self.future = new, []

    @rule(chosen=st.sets(st.sampled_from(PICTURES)), label=st.sampled_from(["happy", "sad", None]))
    def label(self, chosen: set[str], label: str | None) -> None:
        change = set_label(self.store, sorted(chosen), label)
        self.change(self.state | {p: (label, self.state[p][1], None) for p in chosen}, change.count)

    @rule(chosen=st.sets(st.sampled_from(PICTURES)), binned=st.booleans())
    def move(self, chosen: set[str], binned: bool) -> None:
        change = (move_to_bin if binned else restore)(self.store, sorted(chosen))
        moved = {p: (self.state[p][0], binned, self.state[p][2]) for p in chosen}
        self.change(self.state | moved, change.count)

    @rule(chosen=st.sets(st.sampled_from(PICTURES)), mark=st.sampled_from([*MARKS, None]))
    def mark(self, chosen: set[str], mark: str | None) -> None:
        change = set_mark(self.store, sorted(chosen), mark)
        self.change(self.state | {p: (*self.state[p][:2], mark) for p in chosen}, change.count)

    @rule()
    def take_back(self) -> None:
        assert (undo(self.store) is None) == (not self.past)
        if self.past:
            self.future.append(self.state)
            self.state = self.past.pop()

    @rule()
    def do_again(self) -> None:
        assert (redo(self.store) is None) == (not self.future)
        if self.future:
            self.past.append(self.state)
            self.state = self.future.pop()

    @invariant()
    def pictures_stand_as_in_the_model(self) -> None:
        found = {p: self.store.picture(p) for p in PICTURES}
        assert {p: (r.label, r.binned, r.mark) for p, r in found.items()} == self.state

    @invariant()
    def the_events_alone_tell_the_same(self) -> None:
        last = {p: history(self.store, p)[-1] for p in PICTURES}
        assert {p: (e.new, e.new_binned, e.new_mark) for p, e in last.items()} == self.state
        for picture in PICTURES:
            told = history(self.store, picture)
            steps = [
                ((e.old, e.old_binned, e.old_mark), (e.new, e.new_binned, e.new_mark)) for e in told
            ]
            assert all(one[1] == two[0] for one, two in pairwise(steps))
            assert self.store.picture(picture).label_version == len(told)

    def teardown(self) -> None:
        if hasattr(self, "store"):
            self.store.close()
            self.folder.cleanup()


TestJournal = Journal.TestCase
TestJournal.settings = settings(max_examples=15, stateful_step_count=15, deadline=None)
