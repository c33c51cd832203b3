"""Tables: ``path,label`` beside photos, and FER-2013's ``emotion,pixels,Usage``."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from core.dataset.entries import Entry, Listing, PixelRow, Refusal
from core.dataset.exchange.cells import unguarded
from core.dataset.exchange.told import FIELDS, Told, read_told
from core.dataset.naming import LONGEST_NAME, split_of, tidy_class
from core.errors import ImportRefused
from core.limits import IMPORT_PHOTOS, LIST_BYTES, LIST_ROWS, ROW_BYTES

FILE_COLUMNS = ("path", "file", "filename", "file_name", "filepath", "image", "image_path", "photo")
"""What the column that names a file may be called."""

_MANIFEST_PATH = ("file_name",)
_OURS = {*_MANIFEST_PATH, *FIELDS}
_LABELS = ("label", "class", "category", "emotion", "expression", "target")
_SPLITS = ("split", "set", "subset", "usage")
_LONGEST_LABEL = 1000
_PIECE = 1 << 20
_TOO_LONG = (
    f"The row is longer than {ROW_BYTES / 1e6:.0f} MB, the most the pixels of a photo may have."
)
_FER_CLASSES = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
_FER_SPLITS = {"training": "train", "publictest": "validation", "privatetest": "test"}


@dataclass(frozen=True)
class Header:
    """Which column of a table is what; None where there is none.

    The names of all columns tell whether the table was written by taking a set away.
    """

    separator: str
    path: int | None
    pixels: int | None
    label: int | None
    split: int | None
    names: tuple[str, ...] = ()

    @property
    def is_manifest(self) -> bool:
        """Whether the table is the list of a set that was taken away."""
        return {*self.names} >= _OURS


@dataclass(frozen=True)
class Row:
    """What a table says about one photo; everything there is, if a set was taken away with it."""

    path: str
    label: str | None
    split: str | None
    told: Told | None = None


def read_header(table: Path) -> Header | None:
    """Return what the columns of a table are, None if it is no table of photos."""
    with table.open("rb") as stream:
        line = stream.readline(100_000).decode("utf-8-sig", "replace")
    separator = max(",;\t", key=line.count)
    names = [name.strip().strip("\"'").casefold() for name in line.split(separator)]
    header = Header(
        separator,
        _first(names, _MANIFEST_PATH if {*names} >= _OURS else FILE_COLUMNS),
        _first(names, ("pixels",)),
        _first(names, _LABELS),
        _first(names, _SPLITS),
        tuple(names),
    )
    return header if (header.path, header.pixels) != (None, None) else None


def pixel_entries(table: Path, header: Header, name: str) -> Listing:
    """List the rows of a table that holds the pixels themselves.

    Raises
    ------
    ImportRefused
        If the table has no rows, or too many.
    """
    listing = Listing()
    modified = table.stat().st_mtime_ns
    for number, (offset, line, length) in enumerate(_lines(table), 1):
        if number > IMPORT_PHOTOS:
            raise ImportRefused(
                f"{name} has more than {IMPORT_PHOTOS:,} rows.", advice="Divide it into several."
            )
        path = f"{name}/row-{number:06d}"
        if length > ROW_BYTES:
            listing.refused.append(Refusal(path, _TOO_LONG))
            continue
        cells = line.split(header.separator.encode())
        wrong = _trouble(cells, header)
        if wrong:
            listing.refused.append(Refusal(path, wrong))
            continue
        place = (modified, offset, len(line))
        loader = PixelRow(table, *place, header.separator, header.pixels or 0)
        label = _emotion(_cell(cells, header.label))
        split = _usage(_cell(cells, header.split))
        listing.entries.append(Entry(path, loader, len(line), zlib.crc32(line), label, split))
    if not listing.entries:
        reason = listing.refused[0].reason if listing.refused else ""
        raise ImportRefused(f"{name} has no rows with pixels.", reason)
    return listing


def _trouble(cells: list[bytes], header: Header) -> str:
    """Return why a row is refused before its pixels are looked at; "" if it is not."""
    if len(cells) <= max(header.pixels or 0, header.label or 0, header.split or 0):
        return "The row is shorter than the first line says."
    label = _cell(cells, header.label)
    if len(label) > (LONGEST_NAME if label.isdecimal() else _LONGEST_LABEL):
        return f"Its label is {len(label):,} characters long."
    return ""


def check_size(name: str, size: int) -> None:
    """Refuse a list that is read whole and has more bytes than that should cost.

    Raises
    ------
    ImportRefused
        If it has too many bytes.
    """
    if size > LIST_BYTES:
        raise ImportRefused(
            f"{name} has {size / 1e6:,.0f} MB.",
            f"A list of photos may have {LIST_BYTES / 1e6:.0f} MB.",
            "Divide it into several.",
        )


def path_rows(table: Path, header: Header) -> list[Row]:
    """Return the rows of a table that names files.

    Raises
    ------
    ImportRefused
        If the table is not text in UTF-8, or too long.
    """
    check_size(table.name, table.stat().st_size)
    assert header.path is not None  # noqa: S101 - the caller chose the kind of table by it
    try:
        with table.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream, delimiter=header.separator)
            cells = list(islice(rows, LIST_ROWS + 2))[1:]
    except (UnicodeDecodeError, csv.Error) as error:
        raise ImportRefused(
            f"{table.name} cannot be read as a table.", "It should be CSV text in UTF-8."
        ) from error
    if len(cells) > LIST_ROWS:
        raise ImportRefused(
            f"{table.name} has more than {LIST_ROWS:,} rows.", advice="Divide it into several."
        )
    read = _manifest_row if header.is_manifest else _row
    found = (row for row in cells if len(row) > header.path and row[header.path].strip())
    return [read(row, header) for row in found]


def _row(row: list[str], header: Header) -> Row:
    path = row[header.path or 0].strip()
    return Row(path, _label(row, header.label), _split(row, header.split))


def _manifest_row(row: list[str], header: Header) -> Row:
    texts = {name: unguarded(text) for name, text in zip(header.names, row, strict=False)}
    told = read_told(texts)
    path = unguarded(row[header.path or 0]).strip()
    return Row(path, told.label, told.split, told)


def _first(names: list[str], wanted: tuple[str, ...]) -> int | None:
    return next((names.index(name) for name in wanted if name in names), None)


def _lines(table: Path) -> Iterator[tuple[int, bytes, int]]:
    """Yield where each row begins, its bytes, and how many it has; too long ones are cut off."""
    with table.open("rb") as stream:
        offset = len(stream.readline())
        while line := stream.readline(ROW_BYTES + 1):
            length, end = len(line), line
            while not end.endswith(b"\n") and (end := stream.readline(_PIECE)):
                length += len(end)
            if line.strip():
                yield offset, line, length
            offset += length


def _cell(cells: list[bytes], column: int | None) -> str:
    return "" if column is None else cells[column].decode("utf-8", "replace").strip().strip("\"'")


def _emotion(text: str) -> str | None:
    if text.isdecimal() and int(text) < len(_FER_CLASSES):
        return _FER_CLASSES[int(text)]
    return tidy_class(text) or None


def _usage(text: str) -> str | None:
    return _FER_SPLITS.get(text.casefold()) or split_of(text)


def _label(row: list[str], column: int | None) -> str | None:
    return None if column is None or column >= len(row) else tidy_class(row[column]) or None


def _split(row: list[str], column: int | None) -> str | None:
    return None if column is None or column >= len(row) else _usage(row[column].strip())
