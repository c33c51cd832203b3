"""Bringing photos in."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.dataset import import_run
from core.dataset.importing import (
    ImportProgress,
    continue_import,
    import_progress,
    import_report,
    import_starter,
    imports,
    receive,
    run_import,
    start_import,
)
from core.dataset.labels import move_to_bin, set_label
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.errors import ImportRefused, NotInDataset
from core.workspace import Workspace
from tests.dataset.making import (
    encoded,
    happy_and_sad,
    labels_by_name,
    photo,
    pixels,
    wait_until,
    zip_of,
)


def refusals(report: object) -> dict[str, str]:
    return {each.file: each.reason for each in report.refused}  # type: ignore[attr-defined]


def test_a_messy_zip_comes_in_as_far_as_it_can(workspace: Workspace, tmp_path: Path) -> None:
    files = {
        "set/Happy/1.png": photo(1),
        "set/HAPPY /2.jpg": photo(2, "JPEG"),
        "set/sad/3.gif": photo(3, "GIF"),
        "set/sad/copy of 3.gif": photo(3, "GIF"),
        "set/sad/broken.jpg": photo(4, "JPEG")[:200],
        "set/sad/empty.png": b"",
        "set/sad/more.zip": b"PK",
        "set/5.png": photo(5),
        "set/read me.txt": b"hello",
        "__MACOSX/set/Happy/._1.png": b"",
    }
    report = run_import(workspace, zip_of(tmp_path / "a.zip", files), workers=2)
    assert (report.added, report.per_class, report.skipped) == (
        4,
        {"Happy": 2, "sad": 1},
        {"__MACOSX": 1},
    )
    assert [(each.file, each.same_as) for each in report.duplicates] == [
        ("set/sad/copy of 3.gif", "3.gif")
    ]
    assert set(refusals(report)) == {
        f"set/{name}" for name in ("sad/broken.jpg", "sad/empty.png", "sad/more.zip", "read me.txt")
    }
    assert report.notes == ("1 photo came without a label.",)
    assert sum((report.added, len(report.duplicates), len(report.refused))) == len(files) - 1


def test_the_document_has_the_promised_keys(workspace: Workspace, tmp_path: Path) -> None:
    document = run_import(workspace, happy_and_sad(tmp_path / "a.zip"), workers=0).document()
    promised = {"added", "duplicates", "refused", "per_class", "per_split", "seconds"}
    assert promised <= document.keys()
    assert (document["added"], document["duplicates"], document["refused"]) == (6, 0, [])


def test_every_kept_file_bears_its_own_hash_and_is_read_only(filled: DatasetStore) -> None:
    from core.files import sha256_file

    for record in filled.pictures():
        path = filled.workspace.picture(record.id, record.suffix)
        assert sha256_file(path) == record.id
        assert not path.stat().st_mode & 0o222


def test_only_larger_pictures_get_a_thumbnail(workspace: Workspace, tmp_path: Path) -> None:
    files = {"a.png": photo(), "b.jpg": encoded(Image.fromarray(pixels(1, 300, 200)), "JPEG")}
    run_import(workspace, zip_of(tmp_path / "a.zip", files), workers=0)
    with DatasetStore.open(workspace) as store:
        found = {r.name: workspace.thumbnail(r.id).is_file() for r in store.pictures()}
    assert found == {"a.png": False, "b.jpg": True}


def test_a_picture_with_two_labels_keeps_the_first_and_is_told(
    workspace: Workspace, tmp_path: Path
) -> None:
    path = zip_of(
        tmp_path / "a.zip", {"happy/1.png": photo(1), "sad/2.png": photo(1), "sad/3.png": photo(3)}
    )
    report = run_import(workspace, path, workers=0)
    assert [(each.file, each.kept, each.other) for each in report.conflicts] == [
        ("sad/2.png", "happy", "sad")
    ]
    assert report.per_class == {"happy": 1, "sad": 1}


def test_a_label_given_by_hand_is_kept_when_the_photo_comes_again(
    filled: DatasetStore, tmp_path: Path
) -> None:
    set_label(filled, filled.picture_ids(PictureQuery(label="sad")), "glad")
    report = run_import(filled.workspace, happy_and_sad(tmp_path / "again.zip"), workers=0)
    assert (report.added, len(report.duplicates), len(report.conflicts)) == (0, 6, 3)
    assert filled.summary().per_class == {"happy": 3, "glad": 3}


def test_photos_without_a_label_get_the_one_they_come_with_later(
    workspace: Workspace, tmp_path: Path
) -> None:
    run_import(workspace, zip_of(tmp_path / "a.zip", {"0.png": photo(0)}), workers=0)
    report = run_import(workspace, happy_and_sad(tmp_path / "b.zip", each=1), workers=0)
    assert len(report.duplicates) == 1
    with DatasetStore.open(workspace) as store:
        assert store.summary().per_class == {"happy": 1, "sad": 1}


def test_a_picture_in_two_splits_stays_in_the_first_and_is_told(
    workspace: Workspace, tmp_path: Path
) -> None:
    files = {"train/a/1.png": photo(1), "val/a/2.png": photo(1), "val/b/3.png": photo(3)}
    report = run_import(workspace, zip_of(tmp_path / "a.zip", files), workers=0)
    assert report.per_split == {"train": 1, "validation": 1}
    assert "1 photo came in both train and validation" in report.notes[0]
    assert any("no test set" in note for note in report.notes)


def test_a_photo_in_the_bin_stays_there_and_is_told(filled: DatasetStore, tmp_path: Path) -> None:
    move_to_bin(filled, filled.picture_ids()[:1])
    report = run_import(filled.workspace, happy_and_sad(tmp_path / "again.zip"), workers=0)
    assert report.notes == ("Already in the bin, where they stay: 1 photo.",)
    assert filled.summary().binned == 1


def test_classes_of_one_import_are_in_alphabetical_order(
    workspace: Workspace, tmp_path: Path
) -> None:
    files = {"wow/1.png": photo(1), "Angry/2.png": photo(2), "meh/3.png": photo(3)}
    run_import(workspace, zip_of(tmp_path / "a.zip", files), workers=0)
    run_import(workspace, happy_and_sad(tmp_path / "b.zip"), workers=0)
    with DatasetStore.open(workspace) as store:
        assert store.classes() == ["Angry", "meh", "wow", "happy", "sad"]


def test_the_table_of_fer_comes_in_pixel_for_pixel(workspace: Workspace, tmp_path: Path) -> None:
    values = (np.arange(48 * 48) % 256).astype(np.uint8).reshape(48, 48)
    row = " ".join(map(str, values.ravel()))
    (tmp_path / "fer2013.csv").write_text(
        f"emotion,pixels,Usage\n3,{row},Training\n4,1 2 3,PublicTest\n"
    )
    report = run_import(workspace, tmp_path / "fer2013.csv", workers=0)
    assert (report.added, report.per_class, report.per_split) == (1, {"happy": 1}, {"train": 1})
    assert list(refusals(report)) == ["fer2013.csv/row-000002"]
    with DatasetStore.open(workspace) as store:
        (record,) = store.pictures()
    kept = np.asarray(Image.open(workspace.picture(record.id, record.suffix)))
    assert np.array_equal(kept, values)


def test_nothing_is_made_for_a_source_that_is_not_there(
    workspace: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(ImportRefused):
        run_import(workspace, tmp_path / "nowhere.zip")
    assert imports(workspace) == []


def test_a_source_without_photos_fails_with_its_sentence(
    workspace: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(ImportRefused, match="No photos"):
        run_import(workspace, zip_of(tmp_path / "a.zip", {}), workers=0)
    (progress,) = imports(workspace)
    assert progress.status == "failed"
    assert "No photos" in progress.message


def test_progress_counts_every_file(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "_TOLD_EVERY", 0.0)
    told: list[ImportProgress] = []
    run_import(workspace, happy_and_sad(tmp_path / "a.zip"), on_progress=told.append, workers=0)
    assert [each.done for each in told] == sorted(each.done for each in told)
    assert {each.total for each in told} == {6}
    assert (told[-1].done, told[-1].added, told[-1].status) == (6, 6, "finished")
    assert told[-1].per_second > 0


def test_labelling_works_while_photos_come_in(filled: DatasetStore, tmp_path: Path) -> None:
    labelled: list[int] = []

    def label(_: ImportProgress) -> None:
        labelled.append(set_label(filled, filled.picture_ids()[:1], f"class {len(labelled)}").count)

    run_import(
        filled.workspace, happy_and_sad(tmp_path / "b.zip", each=40), on_progress=label, workers=0
    )
    assert labelled
    assert set(labelled) == {1}


def test_a_disk_that_is_nearly_full_is_said_before_anything_is_done(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "_FREE_BYTES", 10**18)
    with pytest.raises(ImportRefused, match="are free on the disk"):
        run_import(workspace, happy_and_sad(tmp_path / "a.zip"), workers=0)


def finished(workspace: Workspace, job: str) -> ImportProgress:
    wait_until(lambda: import_progress(workspace, job).status != "running")
    return import_progress(workspace, job)


def test_uploads_are_imported_in_the_background_under_their_own_names(workspace: Workspace) -> None:
    files = [("me.png", BytesIO(photo(1))), ("set/sad/2.png", BytesIO(photo(2)))]
    folder = receive(workspace, files)
    job = start_import(workspace, folder, name="2 files")
    progress = finished(workspace, job)
    assert (progress.name, progress.status, progress.added) == ("2 files", "finished", 2)
    assert import_report(workspace, job).added == 2
    wait_until(lambda: not folder.exists())
    with DatasetStore.open(workspace) as store:
        assert labels_by_name(store) == {"me.png": None, "2.png": "sad"}


def test_a_background_import_that_fails_tells_why(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and nothing else")
    progress = finished(workspace, start_import(workspace, tmp_path / "a.zip"))
    assert progress.status == "failed"
    assert "not a complete zip" in progress.message


def test_a_failed_import_can_be_tried_again(workspace: Workspace, tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {})
    job = start_import(workspace, path)
    assert finished(workspace, job).status == "failed"
    happy_and_sad(path)
    continue_import(workspace, job)
    assert finished(workspace, job).added == 6


def test_sample_faces_are_drawn_and_imported(workspace: Workspace) -> None:
    report = import_starter(workspace, count=4, seed=1)
    assert (report.added, report.per_class) == (4, {"happy": 2, "sad": 2})
    with DatasetStore.open(workspace) as store:
        assert {(record.width, record.height) for record in store.pictures()} == {(128, 128)}


@pytest.mark.parametrize("job", ["", "../../etc", "20260101-000000-ffff", "x" * 9000, "\udcff"])
def test_an_import_that_does_not_exist_is_not_found(workspace: Workspace, job: str) -> None:
    with pytest.raises(NotInDataset):
        import_progress(workspace, job)


def test_the_newest_import_is_told_first(workspace: Workspace, tmp_path: Path) -> None:
    names = ["one", "two", "three", "four"]  # within a second or two
    for name in names:
        run_import(workspace, happy_and_sad(tmp_path / f"{name}.zip"), name=name, workers=0)
    assert [each.name for each in imports(workspace)] == names[::-1]


def test_an_import_tells_when_it_ended(workspace: Workspace, tmp_path: Path) -> None:
    before = datetime.now(UTC).isoformat()
    for name in ("one", "two"):
        run_import(workspace, happy_and_sad(tmp_path / f"{name}.zip"), workers=0)
    second, first = (each.ended_at for each in imports(workspace))
    assert before < first < second < datetime.now(UTC).isoformat()


@pytest.mark.skipif(sys.platform != "linux", reason="names elsewhere are always text")
def test_a_folder_whose_name_is_no_text_comes_in(workspace: Workspace, tmp_path: Path) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/q\xff"))
    folder.mkdir()
    (folder / "one.png").write_bytes(photo(1))
    assert run_import(workspace, folder, workers=0).added == 1
    assert imports(workspace)[0].name == "q?"
