"""Files that are no sound backup are refused in one sentence, and leave nothing behind."""

from __future__ import annotations

import hashlib
import sqlite3
import stat
import struct
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from core.backup.layout import MANIFEST
from core.backup.restoring import restore_backup
from core.backup.unpacking import opened
from core.dataset.store import DatasetStore
from core.dataset.verify import verify
from core.errors import BackupRefused
from core.limits import ARCHIVE_ENTRIES
from core.workspace import Workspace
from tests.backup.sameness import Edit, listed, remade
from tests.dataset.making import encoded

DATABASE = "data/mien.sqlite"


def refuses(file: Path, folder: Path, match: str) -> None:
    """Hold that a file is refused with this sentence, and nothing is left beside the target."""
    before = sorted(folder.parent.iterdir())
    with pytest.raises(BackupRefused, match=match):
        restore_backup(file, folder)
    assert sorted(folder.parent.iterdir()) == before


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a folder of its own to restore into."""
    (tmp_path / "here").mkdir()
    return tmp_path / "here" / "back"


@pytest.mark.parametrize(
    "name",
    [
        "../escaped.txt",
        "/etc/cron.d/mien",
        "data/../../escaped.txt",
        "data\\..\\escaped.txt",
        "C:/escaped.txt",
        "data/pictures/ab/../../x.png",
        "models/20261122-100911-a003/../../x",
        "models/20261122-100911-a003/.hidden",
        "models/20261122-100911-a003/CON.json",
        "models/starter/model.keras",
        "models/training.lock",
        "core/__init__.py",
        "data/pictures/ab/" + "a" * 64 + ".png",
        "data/imports/20261122-100909-37a1/received/x.zip",
        "data/mien.sqlite-journal",
        "streamlit_app.py\n",
        "models/20261122-100911-a003/" + "x" * 400,
        "models/20261122-100911-a003/run.lock",
        "models/20261122-100911-a003/stop.request",
        "models/20261122-100911-a003/worker.pid",
        "models/20261122-100911-a003/draft.keras",
    ],
)
def test_paths_that_no_backup_has(backup: Path, place: Path, name: str) -> None:
    file = remade(backup, place.parent.parent / "bad.zip", {name: b"x"})
    refuses(file, place, "which no backup does")
    assert not (place.parent.parent / "escaped.txt").exists()


def test_a_link(backup: Path, place: Path) -> None:
    file = place.parent.parent / "bad.zip"
    file.write_bytes(backup.read_bytes())
    with zipfile.ZipFile(file, "a") as archive:
        info = zipfile.ZipInfo("data/suspects.json")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    refuses(file, place, "packed, encrypted or a link")


def test_a_bomb(backup: Path, place: Path) -> None:
    file = place.parent.parent / "bad.zip"
    file.write_bytes(backup.read_bytes())
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data/suspects.json", bytes(50_000_000))
    refuses(file, place, "packed, encrypted or a link")


def test_files_that_share_bytes(backup: Path, place: Path) -> None:
    file = place.parent.parent / "bad.zip"
    data = bytearray(remade(backup, file, {}).read_bytes())
    with zipfile.ZipFile(file) as archive:
        first, second, *_ = archive.infolist()
        at = data.index(b"PK\x01\x02", archive.start_dir)
    at = data.index(
        b"PK\x01\x02", at + 4
    )  # the second file of the list begins where the first does
    assert struct.unpack_from("<I", data, at + 42)[0] == second.header_offset
    struct.pack_into("<I", data, at + 42, first.header_offset)
    file.write_bytes(data)
    refuses(file, place, "overlap")


def test_a_file_twice(backup: Path, place: Path) -> None:
    file = place.parent.parent / "bad.zip"
    file.write_bytes(backup.read_bytes())
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(DATABASE, b"another one")
    refuses(file, place, "a file twice")


def test_a_photo_that_was_exchanged(backup: Path, place: Path) -> None:
    photo = next(name for name in listed(backup)["files"] if name.endswith(".png"))
    file = remade(backup, place.parent.parent / "bad.zip", {photo: b"another photo"})
    refuses(file, place, "not as Mien keeps photos")
    other = Image.new("RGB", (9, 9), (1, 2, 3))
    file = remade(backup, place.parent.parent / "bad.zip", {photo: encoded(other)})
    refuses(file, place, "missing or another one")


def test_a_hash_that_does_not_fit(backup: Path, place: Path) -> None:
    def edit(document: dict[str, dict[str, list[object]]]) -> None:
        document["files"]["README.txt"][1] = "0" * 64

    file = remade(backup, place.parent.parent / "bad.zip", {}, edit)
    refuses(file, place, "README.txt differs from what was backed up")


def test_a_bit_that_flipped(backup: Path, place: Path) -> None:
    data = bytearray(backup.read_bytes())
    data[len(data) // 2] ^= 1
    file = place.parent.parent / "bad.zip"
    file.write_bytes(data)
    refuses(file, place, "cannot be put back")


@pytest.mark.parametrize("name", [DATABASE, "data/pictures/.dataset-id"])
def test_without_what_a_project_needs(backup: Path, place: Path, name: str) -> None:
    file = remade(backup, place.parent.parent / "bad.zip", {name: None})
    refuses(file, place, "cannot be put back")


def test_a_listed_file_is_missing(backup: Path, place: Path) -> None:
    def edit(document: dict[str, dict[str, object]]) -> None:
        document["files"]["data/suspects.json"] = [1, "0" * 64]

    file = remade(backup, place.parent.parent / "bad.zip", {}, edit)
    refuses(file, place, "suspects.json is missing in it")


def test_a_file_is_not_listed(backup: Path, place: Path) -> None:
    def edit(document: dict[str, dict[str, object]]) -> None:
        del document["files"]["README.txt"]

    file = remade(backup, place.parent.parent / "bad.zip", {}, edit)
    refuses(file, place, "without being listed")


@pytest.mark.parametrize(
    "edit",
    [
        lambda document: document.pop("files"),
        lambda document: document.update(files=[1, 2]),
        lambda document: document["files"].update({"README.txt": ["1", "x"]}),
        lambda document: document.update(mien_backup="1"),
        lambda document: document.update(missing=3),
    ],
)
def test_a_list_that_is_none(backup: Path, place: Path, edit: Edit) -> None:
    file = remade(backup, place.parent.parent / "bad.zip", {}, edit)
    refuses(file, place, "list of files is damaged")


def test_a_list_that_is_far_longer_than_its_files(backup: Path, place: Path) -> None:
    def edit(document: dict[str, object]) -> None:
        document["mien"] = [[]] * 6_000_000

    file = remade(backup, place.parent.parent / "long.zip", {}, edit)
    refuses(file, place, "list of files is too long")


def test_more_files_than_a_zip_of_photos_may_have_are_read(tmp_path: Path) -> None:
    file = tmp_path / "large.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(ARCHIVE_ENTRIES + 1):
            archive.writestr(f"{number:x}", b"")
    with opened(file) as archive:
        assert len(archive.infolist()) == ARCHIVE_ENTRIES + 1


@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_a_file_that_was_cut(backup: Path, place: Path, share: float) -> None:
    data = backup.read_bytes()
    file = place.parent.parent / "bad.zip"
    file.write_bytes(data[: int(share * len(data))])
    refuses(file, place, "not a complete zip")


def test_another_zip_is_none(place: Path) -> None:
    file = place.parent.parent / "photos.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("happy/1.jpg", b"photo")
    refuses(file, place, "not a backup of a Mien project")


def test_a_folder_inside_another_project(backup: Path, filled: Workspace) -> None:
    refuses(backup, filled.models / "back", "inside another project")


def test_a_folder_that_is_not_empty(backup: Path, place: Path) -> None:
    place.mkdir()
    (place / "mine.txt").write_text("mine")
    refuses(backup, place, "is not empty")
    assert (place / "mine.txt").read_text() == "mine"


def test_an_empty_folder_is_taken(backup: Path, place: Path) -> None:
    place.mkdir()
    assert restore_backup(backup, place).photos == 40


def changed_database(backup: Path, folder: Path, change: Callable[[Path], object]) -> bytes:
    """Return the database of a backup after a change."""
    path = folder / "changed.sqlite"
    with zipfile.ZipFile(backup) as archive:
        path.write_bytes(archive.read(DATABASE))
    change(path)
    return path.read_bytes()


def run_sql(statement: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute(statement)
            connection.commit()

    return change


CELLS = [
    "dataset SET revision = 'abc'",
    "dataset SET revision = -5",
    "dataset SET revision = 9223372036854775807",
    "dataset SET framing = 'evil'",
    "dataset SET shares = '[1, 2]'",
    """dataset SET shares = '{"train": NaN, "validation": 1, "test": 0}'""",
    "pictures SET width = 'wide'",
    "pictures SET width = 0",
    "pictures SET height = -5",
    "pictures SET added_at = 'x'",
    "pictures SET added_at = 9223372036854775807",
    "pictures SET notes = '{'",
    """pictures SET notes = '{"a": 1}'""",
    "pictures SET notes = replace(hex(zeroblob(50000)), '0', '[')",
    "pictures SET name = x'fffe00'",
    "pictures SET face_count = 'x'",
    "pictures SET face_choice = 'zz'",
    "pictures SET mark = 'zz'",
    "pictures SET split = 'evil'",
    "pictures SET binned = 7",
    "pictures SET class_id = 99",
    "import_items SET detail = '7'",
]


@pytest.mark.parametrize(
    ("statement", "match"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", "newer version"),
        ("UPDATE dataset SET id = 'another'", "belong to different projects"),
        ("ALTER TABLE pictures DROP COLUMN notes", "other columns in pictures"),
        ("CREATE TABLE secrets (a)", "something foreign: 'secrets'"),
        ("CREATE VIEW v AS SELECT 1", "something foreign: 'v'"),
        (
            "CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM pictures; END",
            "something foreign: 't'",
        ),
        ("DROP TABLE pictures", "cannot be read"),
        ("UPDATE alembic_version SET version_num = x'00ff'", "of no version of Mien"),
        ("CREATE UNIQUE INDEX u ON changes (kind)", "other rules for changes"),
        *((f"UPDATE {cell}", f"in {cell.partition(' ')[0]}") for cell in CELLS),
    ],
)
def test_a_database_with_something_else_in_it(
    backup: Path, place: Path, statement: str, match: str
) -> None:
    data = changed_database(backup, place.parent.parent, run_sql(statement))
    refuses(remade(backup, place.parent.parent / "bad.zip", {DATABASE: data}), place, match)


@pytest.mark.parametrize(
    ("picture", "suffix"),
    [
        ("../../../../../home/u/.ssh/id_rsa", ""),
        ("/etc/passwd", ""),
        ("a" * 64, ".sqlite"),
        ("A" * 64, ".png"),
        ("a" * 64 + "\n", ".png"),
    ],
)
@pytest.mark.parametrize("told", [False, True], ids=["unseen", "told as missing"])
def test_a_photo_whose_name_leads_elsewhere(
    backup: Path, place: Path, picture: str, suffix: str, *, told: bool
) -> None:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            sql = "UPDATE pictures SET id = ?, suffix = ? WHERE seq = 1"
            connection.execute(sql, (picture, suffix))
            connection.commit()

    def edit(document: dict[str, object]) -> None:
        document["missing"] = [picture] if told else []

    data = changed_database(backup, place.parent.parent, change)
    file = remade(backup, place.parent.parent / "bad.zip", {DATABASE: data}, edit)
    refuses(file, place, "names a photo as none is called")


@pytest.mark.parametrize(
    "split",
    [
        b'{"pictures": [["../../../../../home/u/.ssh/id_rsa", "", 0, "train"]]}',
        b'{"pictures": [["/etc/passwd", "", 0, "test"]]}',
        b'{"pictures": ["/etc"]}',
        b'{"pictures": {"/etc": ""}}',
        b'{"pictures": [[]]}',
        b"[" * 100_000,
    ],
)
@pytest.mark.parametrize("name", ["split.json", "attempts/0001/SPLIT.json"])
def test_a_training_whose_photos_lead_elsewhere(
    backup: Path, place: Path, name: str, split: bytes
) -> None:
    files = listed(backup)["files"]
    run = next(each for each in files if each.endswith("/split.json")).removesuffix("/split.json")
    instead = {f"{run}/split.json": None, f"{run}/{name}": split}
    refuses(remade(backup, place.parent.parent / "bad.zip", instead), place, "photo as none")


def test_a_database_with_a_name_that_is_no_text(backup: Path, place: Path) -> None:
    spoil = run_sql("UPDATE pictures SET name = cast(x'eda080' AS text)")
    data = changed_database(backup, place.parent.parent, spoil)
    file = remade(backup, place.parent.parent / "bad.zip", {DATABASE: data})
    refuses(file, place, "database cannot be read")


@pytest.mark.parametrize(
    ("old", "new"),
    [("who TEXT NOT NULL", "who TEXT NOT NULL CHECK (0)"), ("UNIQUE (op_id)", "CHECK (1)")],
)
def test_a_database_with_other_conditions(backup: Path, place: Path, old: str, new: str) -> None:
    def change(path: Path) -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA writable_schema = ON")
            sql = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = 'changes'"
            assert connection.execute(sql, (old, new)).rowcount == 1
            connection.commit()

    data = changed_database(backup, place.parent.parent, change)
    file = remade(backup, place.parent.parent / "bad.zip", {DATABASE: data})
    refuses(file, place, "other rules for changes|database is damaged|cannot be read")


@pytest.mark.parametrize("missing", ["abc", ["abc"], [7], {"a": 1}, None], ids=str)
def test_photos_told_as_missing_that_it_never_had(
    backup: Path, place: Path, missing: object
) -> None:
    def edit(document: dict[str, object]) -> None:
        document["missing"] = missing

    file = remade(backup, place.parent.parent / "bad.zip", {}, edit)
    refuses(file, place, "list of missing photos|list of files is damaged")


def test_what_a_terminal_would_obey_is_not_told(backup: Path, place: Path) -> None:
    def edit(document: dict[str, object]) -> None:
        document["mien"], document["made"] = "\x1b]0;mine\x07", "\x1b[2J\n\u202e"

    file = remade(backup, place.parent.parent / "odd.zip", {}, edit)
    told = restore_backup(file, place)
    assert (told.mien + told.made).isprintable()


def test_a_database_that_is_none(backup: Path, place: Path) -> None:
    file = remade(backup, place.parent.parent / "bad.zip", {DATABASE: b"no database"})
    refuses(file, place, "database cannot be read")


def test_a_newer_backup(backup: Path, place: Path) -> None:
    def edit(document: dict[str, object]) -> None:
        document["mien_backup"], document["mien"] = 99, "7.0"

    file = remade(backup, place.parent.parent / "bad.zip", {}, edit)
    refuses(file, place, r"made by a newer Mien \(7\.0\)")


def test_an_older_database_is_brought_up_to_date(backup: Path, place: Path) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    def downgrade(path: Path) -> None:
        with create_engine(f"sqlite:///{path}").begin() as connection:
            config = Config()
            config.set_main_option("script_location", "core/dataset/migrations")
            config.attributes["connection"] = connection
            command.downgrade(config, "0003")

    data = changed_database(backup, place.parent.parent, downgrade)
    file = remade(backup, place.parent.parent / "old.zip", {DATABASE: data})
    assert restore_backup(file, place).photos == 40
    assert verify(Workspace(place)).intact
    with DatasetStore.open(Workspace(place)) as store:
        assert store.summary().per_class == {"happy": 20, "sad": 20}


def test_the_list_of_files_is_the_last_one(backup: Path) -> None:
    with zipfile.ZipFile(backup) as archive:
        assert archive.namelist()[-1] == MANIFEST


def test_a_photo_that_mien_did_not_write(backup: Path, place: Path) -> None:
    def edit(document: dict[str, dict[str, list[object]]]) -> None:
        document["files"][name] = [len(page), hashlib.sha256(page).hexdigest()]

    page = b"<!DOCTYPE html><script>alert(1)</script>"
    name = next(each for each in listed(backup)["files"] if each.endswith(".png"))
    file = remade(backup, place.parent.parent / "bad.zip", {name: page}, edit)
    refuses(file, place, "not as Mien keeps photos|missing or another one")
