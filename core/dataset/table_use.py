"""Lists found among the photos, put to use: their rows become labels, or photos themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from core.counting import photos_in_words
from core.dataset.entries import Entry, Listing, Refusal
from core.dataset.exchange.layouts import README
from core.dataset.exchange.moved_photos import ClassFolders
from core.dataset.exchange.told import Told
from core.dataset.folders import place_file
from core.dataset.opening import Opener, open_here
from core.dataset.paths import clean_path, is_coco_name, is_table_name, is_there
from core.dataset.row_merging import merge_rows
from core.dataset.table_reading import read_document, read_table
from core.dataset.tables import Row, check_size
from core.errors import ImportRefused

_COMES_BACK = (
    "This set was taken away from Mien: labels, sets, marks, names, and who decided when, come "
    "from its list."
)


def use_tables(
    listing: Listing, scratch: Path, sources: Sequence[Path], opener: Opener = open_here
) -> None:
    """Replace the tables of a listing by what they say.

    A table with pixels becomes one photo per row. A table with paths gives labels and splits to
    the photos beside it; if the table itself is the source, it brings in the files it names. So
    does a COCO document. The list of a set that was taken away says everything about its photos.
    A table that cannot be read is refused by its name.

    Parameters
    ----------
    listing : Listing
        Changed in place.
    scratch : Path
        A folder for tables that lie in a zip.
    sources : sequence of Path
        What the person pointed at.
    opener : Opener, optional
        What opens the tables.

    Raises
    ------
    ImportRefused
        If a table cannot be read, and there is nothing else.
    """
    tables = [entry for entry in listing.entries if is_table_name(entry.path)]
    listing.entries = [entry for entry in listing.entries if not is_table_name(entry.path)]
    for number, entry in enumerate(tables):
        try:
            read = opener(entry.path, read_table, entry, scratch / f"{number}.csv")
        except ImportRefused as error:
            if len(tables) == 1 and not listing.entries and not listing.refused:
                raise
            listing.refused.append(Refusal(entry.path, str(error)))
            continue
        listing.entries += read.photos.entries
        listing.refused += read.photos.refused
        if read.rows is not None:
            _label(listing, entry.path, read.rows, _beside(read.place, sources))
    _use_coco(listing, scratch, sources, opener)


def _use_coco(listing: Listing, scratch: Path, sources: Sequence[Path], opener: Opener) -> None:
    for number, entry in enumerate([each for each in listing.entries if is_coco_name(each.path)]):
        try:
            check_size(entry.path, entry.size)
            found = opener(entry.path, read_document, entry, scratch / f"{number}.json")
        except ImportRefused as error:
            listing.entries.remove(entry)
            listing.refused.append(Refusal(entry.path, str(error)))
            continue
        if found is None:
            continue  # it stays where it is, and is refused as what it is: no photo
        listing.entries.remove(entry)
        document, rows, several = found
        if several:
            listing.notes.append(
                f"{several:,} photos have several labels in {entry.path}; they came without one."
            )
        beside = _beside(document, sources)
        _label(listing, entry.path, [_coco_row(path, told) for path, told in rows], beside)


def _coco_row(path: str, told: Told) -> Row:
    ours = bool(told.sha256)  # a document of another program leaves the rest to the folders
    return Row(path, told.label, told.split, told if ours else None)


def _beside(table: Path, sources: Sequence[Path]) -> Path | None:
    return table.parent if table in sources else None


def _label(listing: Listing, table: str, rows: Sequence[Row], beside: Path | None) -> None:
    folder = PurePosixPath(table).parent
    places = _Places(listing.entries, folder)
    folders = ClassFolders(folder, [(row.path, row.told) for row in rows if row.told])
    merged = merge_rows(rows, lambda row: _or_path(places.find(row.path), row.path))
    _note_disputed(listing, table, sum(bool(each.labels) for each in merged))
    for row, labels in ((each.row, each.labels) for each in merged):
        position = places.find(row.path)
        if position is not None:
            entry = replace(_told(listing.entries[position], row), disputed=labels)
            if entry.told and not labels and places.was_moved(row.path):
                entry = replace(entry, told=folders.told(entry.told, entry.path))
            listing.entries[position] = entry
        elif beside is not None:
            _bring(listing, beside, row, labels)
        else:
            reason = f"It is listed in {table} but is not there."
            listing.refused.append(Refusal(clean_path(row.path), reason))
    if any(row.told for row in rows):
        _note_coming_back(listing, folder)


def _or_path(position: int | None, path: str) -> int | str:
    return clean_path(path) if position is None else position


def _note_disputed(listing: Listing, table: str, count: int) -> None:
    if count:
        listing.notes.append(
            f"Listed with different labels in {table}: {photos_in_words(count)}; they came "
            "without a label."
        )


def _note_coming_back(listing: Listing, folder: PurePosixPath) -> None:
    if _COMES_BACK not in listing.notes:
        listing.notes.append(_COMES_BACK)
    explained = {f"{place / README}" for place in (folder, folder.parent)}
    listing.entries = [each for each in listing.entries if each.path not in explained]


def _bring(listing: Listing, beside: Path, row: Row, labels: tuple[str, ...]) -> None:
    path = beside / row.path
    name = clean_path(row.path)
    if not is_there(path):
        listing.refused.append(Refusal(name, "It is listed in the table but is not there."))
        return
    count = len(listing.entries)
    place_file(listing, path, name)
    listing.entries[count:] = [
        replace(_told(entry, row), disputed=labels) for entry in listing.entries[count:]
    ]


def _told(entry: Entry, row: Row) -> Entry:
    if row.told is not None:
        return replace(entry, told=row.told)
    return replace(entry, label=row.label or entry.label, split=row.split or entry.split)


class _Places:
    """Where each photo stands in the listing, by path, and by name where that is enough."""

    def __init__(self, entries: Sequence[Entry], folder: PurePosixPath) -> None:
        self._folder = folder
        self._by_path = {entry.path.casefold(): at for at, entry in enumerate(entries)}
        self._by_name: dict[str, int | None] = {}
        for at, entry in enumerate(entries):
            name = PurePosixPath(entry.path).name.casefold()
            self._by_name[name] = None if name in self._by_name else at

    def find(self, path: str) -> int | None:
        """Return the position of the photo a table names: beside it, from the top, or by name."""
        exact = self._exact(path)
        if exact is not None:
            return exact
        return self._by_name.get(PurePosixPath(clean_path(path)).name.casefold())

    def was_moved(self, path: str) -> bool:
        """Return whether no photo lies where a table says: if one is found, it is by name."""
        return self._exact(path) is None

    def _exact(self, path: str) -> int | None:
        cleaned = clean_path(path)
        beside = clean_path((self._folder / cleaned).as_posix())
        for candidate in (beside, cleaned):
            if candidate.casefold() in self._by_path:
                return self._by_path[candidate.casefold()]
        return None
