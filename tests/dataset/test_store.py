"""The opened dataset."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from core.dataset.importing import run_import
from core.dataset.labels import move_to_bin, set_label
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.errors import DatabaseDamaged, NotInDataset, WorkspaceProblem
from core.workspace import Workspace
from tests.dataset.making import encoded, happy_and_sad, labels_by_name, photo, pixels, zip_of


def names(store: DatasetStore, **query: object) -> list[str]:
    return [record.name for record in store.pictures(PictureQuery(**query))]  # type: ignore[arg-type]


def test_an_empty_dataset_counts_nothing(store: DatasetStore) -> None:
    summary = store.summary()
    assert (summary.total, summary.labelled, summary.binned, summary.last_event) == (0, 0, 0, 0)
    assert (summary.per_class, summary.per_split, store.classes()) == ({}, {}, [])
    assert store.pictures() == []


def test_a_picture_is_kept_with_its_facts(filled: DatasetStore) -> None:
    (record, *_) = filled.pictures(PictureQuery(sort="oldest"))
    assert (record.name, record.folder, record.source) == ("0.png", "happy", "photos.zip")
    assert (record.width, record.height, record.label, record.split) == (24, 20, "happy", None)
    kept = filled.workspace.picture(record.id, record.suffix)
    assert kept.stat().st_size == record.file_size
    assert record.added_at.tzinfo is not None


def test_counts_follow_labels_and_the_bin(filled: DatasetStore) -> None:
    first, second, *_ = filled.picture_ids(PictureQuery(sort="oldest"))
    set_label(filled, [first], None)
    move_to_bin(filled, [second])
    summary = filled.summary()
    assert (summary.total, summary.labelled, summary.unlabelled, summary.binned) == (5, 4, 1, 1)
    assert summary.per_class == {"happy": 1, "sad": 3}


def test_classes_without_photos_are_not_shown_until_they_have_some(filled: DatasetStore) -> None:
    ids = filled.picture_ids(PictureQuery(label="happy"))
    set_label(filled, ids, "glad")
    assert filled.classes() == ["sad", "glad"]
    set_label(filled, ids, "HAPPY")
    assert filled.classes() == ["happy", "sad"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"label": "sad", "sort": "oldest"}, ["0.png", "1.png", "2.png"]),
        ({"text": "2.PN"}, ["2.png", "2.png"]),
        ({"text": "%"}, []),
        ({"text": "_.png"}, []),
        ({"unlabelled": True}, []),
        ({"binned": True}, []),
        ({"ids": ()}, []),
        ({"split": "test"}, []),
        ({"text": "\udcff"}, []),
        ({"label": "\udcff"}, []),
    ],
)
def test_pictures_are_found(
    filled: DatasetStore, query: dict[str, object], wanted: list[str]
) -> None:
    assert names(filled, **query) == wanted
    assert filled.count(PictureQuery(**query)) == len(wanted)  # type: ignore[arg-type]
    assert len(filled.picture_ids(PictureQuery(**query))) == len(wanted)  # type: ignore[arg-type]


def test_pictures_come_in_pages(filled: DatasetStore) -> None:
    query = PictureQuery(sort="oldest")
    pages = [filled.pictures(query, offset=start, limit=4) for start in (0, 4)]
    assert [len(page) for page in pages] == [4, 2]
    assert [record.id for page in pages for record in page] == filled.picture_ids(query)


def test_pictures_are_sorted_by_size_in_pixels(workspace: Workspace, tmp_path: Path) -> None:
    from PIL import Image

    sizes = {"middle.png": 40, "large.png": 60, "small.png": 20}
    files = {name: encoded(Image.fromarray(pixels(1, side, side))) for name, side in sizes.items()}
    run_import(workspace, zip_of(tmp_path / "a.zip", files), workers=0)
    with DatasetStore.open(workspace) as store:
        assert names(store, sort="largest") == ["large.png", "middle.png", "small.png"]
        assert names(store, sort="smallest") == ["small.png", "middle.png", "large.png"]
        assert names(store, sort="name") == ["large.png", "middle.png", "small.png"]
        assert names(store, sort="newest") == ["small.png", "large.png", "middle.png"]


def test_the_newest_change_comes_first_where_asked(filled: DatasetStore) -> None:
    oldest = filled.picture_ids(PictureQuery(sort="oldest"))[0]
    set_label(filled, [oldest], "sad")
    assert filled.picture_ids(PictureQuery(sort="recently changed"))[0] == oldest


@pytest.mark.parametrize("picture_id", ["0" * 64, "", "'; DROP TABLE pictures; --", "\udcff"])
def test_a_picture_that_is_not_there_is_not_found(store: DatasetStore, picture_id: str) -> None:
    with pytest.raises(NotInDataset):
        store.picture(picture_id)


def test_a_transaction_is_saved_whole_or_not_at_all(filled: DatasetStore) -> None:
    ids = filled.picture_ids()
    before = labels_by_name(filled)
    with suppress(NotInDataset), filled.transaction():
        set_label(filled, ids, "glad")
        set_label(filled, ["unknown"], "glad")
    assert labels_by_name(filled) == before


def test_many_threads_may_read_and_write_at_once(filled: DatasetStore) -> None:
    ids = filled.picture_ids()

    def write(number: int) -> int:
        return set_label(filled, [ids[number % 6]], f"class {number}").count

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(write, range(40))) == 40
    assert filled.summary().last_event == 6 + 40


def test_readers_see_nothing_of_an_open_transaction(filled: DatasetStore) -> None:
    seen: list[int] = []
    with filled.transaction():
        set_label(filled, filled.picture_ids(), "glad")
        reader = threading.Thread(
            target=lambda: seen.append(filled.summary().per_class.get("glad", 0))
        )
        reader.start()
        reader.join()
    assert seen == [0]
    assert filled.summary().per_class == {"glad": 6}


def test_a_busy_database_is_said_and_nothing_is_lost(
    filled: DatasetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.dataset.schema.BUSY_SECONDS", 0.2)
    with (
        DatasetStore.open(filled.workspace) as other,
        filled.transaction(),
        pytest.raises(WorkspaceProblem, match="busy"),
    ):
        set_label(other, other.picture_ids(), "glad")
    assert "glad" not in filled.summary().per_class


@pytest.mark.on_sqlite
def test_a_database_emptied_while_it_is_open_is_damaged(filled: DatasetStore) -> None:
    filled.workspace.database.write_bytes(b"")
    with pytest.raises(DatabaseDamaged, match="damaged"):
        filled.summary()


def test_the_revision_grows_with_every_write_by_anyone(filled: DatasetStore) -> None:
    before = filled.revision()
    with DatasetStore.open(filled.workspace) as other:
        set_label(other, other.picture_ids()[:1], "glad")
    assert filled.revision() > before


def test_names_no_database_likes_are_stored(workspace: Workspace, tmp_path: Path) -> None:
    odd = ["'; DROP TABLE pictures; --/1.png", "=cmd()/2.png", "\u202egnp.3.png", "n\u0000ul.png"]
    files = {name: photo(seed) for seed, name in enumerate(odd)}
    report = run_import(workspace, zip_of(tmp_path / "a.zip", files), workers=0)
    assert report.added == 4
    with DatasetStore.open(workspace) as store:
        assert store.count() == 4
        assert not any("\u202e" in record.name for record in store.pictures())


def test_writers_and_readers_share_the_database_fairly(
    filled: DatasetStore, tmp_path: Path
) -> None:
    done = threading.Event()

    def keep_reading() -> int:
        reads = 0
        while not done.is_set():
            filled.summary()
            reads += 1
        return reads

    with ThreadPoolExecutor(2) as threads:
        reading = [threads.submit(keep_reading) for _ in range(2)]
        run_import(filled.workspace, happy_and_sad(tmp_path / "more.zip", each=9), workers=0)
        done.set()
        assert all(future.result() > 0 for future in reading)
    assert filled.count() == 18


def test_sql_is_never_put_together_from_what_came(filled: DatasetStore) -> None:
    set_label(filled, filled.picture_ids()[:1], "x'; DELETE FROM pictures; --")
    with filled.reading() as connection:
        assert connection.scalar(text("SELECT count(*) FROM pictures")) == 6
