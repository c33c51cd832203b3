"""Lists of photos read whole, out of a zip if need be; done where a hostile one harms nothing."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from core.dataset.archives import open_zip
from core.dataset.entries import ZIP_TROUBLE, Entry, FileBytes, Listing, ZipBytes
from core.dataset.exchange.coco import read_coco
from core.dataset.exchange.told import Told
from core.dataset.tables import Row, path_rows, pixel_entries, read_header
from core.disk_refusals import why
from core.errors import ImportRefused

_NO_TABLE = (
    "The table has no columns this program knows: it needs path and label, or emotion and pixels."
)
_DAMAGED = "The table is damaged inside the zip; make the zip again."


@dataclass(frozen=True)
class TableRead:
    """What a table says.

    Parameters
    ----------
    place : Path
        Where it lies now.
    photos : Listing
        Those in its rows, for a table that holds pixels.
    rows : list of Row or None
        What it says about photos elsewhere; None for a table that holds pixels.
    """

    place: Path
    photos: Listing
    rows: list[Row] | None = None


def read_table(entry: Entry, copy: Path) -> TableRead:
    """Read a table, unpacked to ``copy`` where it lies in a zip.

    Raises
    ------
    ImportRefused
        If it is damaged, or none this program knows.
    """
    try:
        table = _on_disk(entry, copy)
    except ZIP_TROUBLE as error:
        raise ImportRefused(_DAMAGED) from error
    try:
        header = read_header(table)
        if header is None:
            raise ImportRefused(_NO_TABLE)
        if header.pixels is not None:
            return TableRead(table, pixel_entries(table, header, entry.path))
        return TableRead(table, Listing(), path_rows(table, header))
    except OSError as error:
        raise ImportRefused(f"{entry.path} cannot be read: {why(error)}.") from error


def read_document(entry: Entry, copy: Path) -> tuple[Path, list[tuple[str, Told]], int] | None:
    """Read a COCO document: where it lies now, what it says, and how many have several labels.

    Returns
    -------
    tuple or None
        None where it is none, or damaged inside its zip.

    Raises
    ------
    ImportRefused
        If it cannot be read.
    """
    try:
        document = _on_disk(entry, copy)
    except ZIP_TROUBLE:
        return None
    try:
        found = read_coco(document)
    except OSError as error:
        raise ImportRefused(f"It cannot be read: {why(error)}.") from error
    return None if found is None else (document, *found)


def _on_disk(entry: Entry, copy: Path) -> Path:
    if isinstance(entry.loader, FileBytes):
        return entry.loader.path
    assert isinstance(entry.loader, ZipBytes)  # noqa: S101 - listings hold nothing else
    copy.parent.mkdir(parents=True, exist_ok=True)
    with open_zip(entry.loader.archive) as archive:
        info = archive.infolist()[entry.loader.index]
        with archive.open(info) as stream, copy.open("wb") as target:
            shutil.copyfileobj(stream, target, 1 << 20)
    return copy
