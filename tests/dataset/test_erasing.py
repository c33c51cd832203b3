"""Rows of a photo that is deleted everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.dataset.erasing import NAMELESS, came_as, erase
from core.dataset.face_choice import choose_faces
from core.dataset.face_marks import faces_of, save_faces
from core.dataset.importing import run_import
from core.dataset.labels import dataset_version, history, recent_changes, redo, set_label, undo
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.errors import NotInDataset
from tests.dataset.making import photo, zip_of


def ids(store: DatasetStore) -> list[str]:
    return store.picture_ids(PictureQuery(sort="oldest"))


def said(store: DatasetStore, picture_id: str) -> list[str]:
    """Return what the journal says of a photo."""
    return [each.sentence() for each in history(store, picture_id)]


def test_nothing_of_it_is_found_any_more(filled: DatasetStore) -> None:
    first, *others = ids(filled)
    save_faces(filled, {each: [{"x": 1}] for each in (first, others[0])})
    choose_faces(filled, first, "all", shown=None)
    before = {each: said(filled, each) for each in others}
    version, revision = dataset_version(filled), filled.revision()
    erase(filled, first)
    assert ids(filled) == others
    assert filled.records([first]) == []
    assert faces_of(filled, first) == []
    assert faces_of(filled, others[0]) == [{"x": 1}]
    with pytest.raises(NotInDataset):
        history(filled, first)
    assert {each: said(filled, each) for each in others} == before
    assert dataset_version(filled) != version
    assert filled.revision() > revision


def test_the_journal_keeps_its_length_and_gives_no_number_twice(filled: DatasetStore) -> None:
    first, second, *_ = ids(filled)
    set_label(filled, [second], "sad")
    set_label(filled, [first], "sad")
    length = filled.summary().last_event
    erase(filled, first)
    assert filled.summary().last_event == length
    assert history(filled, second)[-1].id == length
    set_label(filled, [second], "happy")
    assert history(filled, second)[-1].id == length + 1
    changed_last = filled.pictures(PictureQuery(sort="recently changed"), limit=1)
    assert changed_last[0].id == second


def test_a_step_of_which_nothing_is_left_is_not_taken_back(filled: DatasetStore) -> None:
    first, second, *_ = ids(filled)
    set_label(filled, [second], "sad")
    set_label(filled, [first], "sad")
    erase(filled, first)
    assert [each.picture_ids for each in recent_changes(filled)] == [(second,)]
    taken_back = undo(filled)
    assert taken_back is not None
    assert taken_back.picture_ids == (second,)
    assert filled.picture(second).label == "happy"


def test_a_step_on_many_is_taken_back_for_the_others(filled: DatasetStore) -> None:
    first, second, third, *_ = ids(filled)
    set_label(filled, [first, second, third], "sad")
    undo(filled)
    erase(filled, second)
    redo(filled)
    assert [filled.picture(each).label for each in (first, third)] == ["sad", "sad"]


def test_files_it_came_as_are_known_and_lose_their_names(
    store: DatasetStore, tmp_path: Path
) -> None:
    source = zip_of(tmp_path / "a.zip", {"h/Anna.png": photo(1), "s/Again.png": photo(1)})
    report = run_import(store.workspace, source, workers=0)
    (picture,) = ids(store)
    assert [each.path for each in came_as(store, picture)] == ["h/Anna.png", "s/Again.png"]
    erase(store, picture)
    with store.reading() as connection:
        rows = connection.exec_driver_sql("SELECT name, detail, outcome FROM import_items").all()
    assert {row[0] for row in rows} == {NAMELESS}
    assert not any("Anna" in row[1] or "Again" in row[1] for row in rows)
    assert sorted(row[2] for row in rows) == ["added", "duplicate"]
    assert report.added == 1


def test_it_can_come_in_again(store: DatasetStore, tmp_path: Path) -> None:
    source = zip_of(tmp_path / "a.zip", {"h/1.png": photo(1), "h/2.png": photo(2)})
    run_import(store.workspace, source, workers=0)
    first, second = ids(store)
    erase(store, first)
    store.workspace.picture(first, ".png").unlink()
    assert run_import(store.workspace, source, workers=0).added == 1
    assert set(ids(store)) == {first, second}


def test_faces_found_meanwhile_are_not_kept(filled: DatasetStore) -> None:
    first, second, *_ = ids(filled)
    erase(filled, first)
    save_faces(filled, {first: [{"x": 1}], second: [{"x": 2}]})
    assert faces_of(filled, second) == [{"x": 2}]


def test_what_is_not_there_is_said(filled: DatasetStore) -> None:
    with pytest.raises(NotInDataset):
        erase(filled, "0" * 64)
