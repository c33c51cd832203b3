"""Whether the files of photos are there and as large as they were, told without reading them."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from core.counting import photos_in_words
from core.dataset.queries import file_sizes
from core.dataset.records import PictureRecord
from core.dataset.store import DatasetStore
from core.workspace import Workspace

Harm = Literal["missing", "changed"]


@dataclass(frozen=True)
class FileCheck:
    """What became of the kept files.

    Parameters
    ----------
    checked : int
        Photos looked at.
    missing, changed : list of str
        Ids of photos whose file is gone, or has another size than what was written.
    """

    checked: int
    missing: list[str]
    changed: list[str]

    @property
    def unusable(self) -> set[str]:
        """Ids of all photos that cannot be used."""
        return {*self.missing, *self.changed}


def check_files(store: DatasetStore, *, binned: bool = True) -> FileCheck:
    """Look whether the file of every photo is there and of its size.

    Half a second for 100,000 photos; `core.dataset.verify.verify` reads every byte instead.

    Parameters
    ----------
    store : DatasetStore
        Whose photos.
    binned : bool, optional
        Whether those in the bin count too.
    """
    with store.reading() as connection:
        rows = file_sizes(connection)
    found: dict[str, list[str]] = {"missing": [], "changed": []}
    wanted = [row for row in rows if binned or not row[3]]
    for picture, suffix, size, _ in wanted:
        harm = _harm(store.workspace.picture(picture, suffix), size)
        if harm is not None:
            found[harm].append(picture)
    return FileCheck(len(wanted), found["missing"], found["changed"])


def harm_of(workspace: Workspace, record: PictureRecord) -> Harm | None:
    """Return what became of the file of a photo, None if nothing did."""
    return _harm(workspace.picture(record.id, record.suffix), record.file_size)


def left_out_files(missing: int, changed: int) -> str:
    """Say how many photos a training passes over because of their files; empty if none."""
    parts = [
        f"{photos_in_words(number)} {words}"
        for number, words in (
            (missing, "whose file is gone"),
            (changed, "whose file was changed outside Mien"),
        )
        if number
    ]
    return f"Left out: {' and '.join(parts)}." if parts else ""


def _harm(path: Path, size: int) -> Harm | None:
    try:
        found = path.lstat()
    except OSError:
        return "missing"
    return None if stat.S_ISREG(found.st_mode) and found.st_size == size else "changed"
