"""Groups of photos that only a person can know, from a table that names files and groups.

Whether a model is worse for one age or one skin tone matters, and must never be guessed from a
face. Whoever knows it writes it down beside the file names; Mien reads that and keeps none of it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from core.counting import photos_in_words
from core.dataset.exchange.cells import unguarded
from core.dataset.naming import tidy_text
from core.dataset.records import PictureRecord
from core.dataset.tables import FILE_COLUMNS
from core.errors import ImportRefused
from core.limits import GROUP_TABLE_BYTES, LIST_ROWS
from core.runs.run_files import picture_of
from core.slice_facts import MOST_CATEGORIES, Facts

MOST_COLUMNS = 20
_LONGEST = 60
_EXPECTED = 'The first line should name the columns: "file" and, say, "age group".'


@dataclass(frozen=True)
class GroupTable:
    """What a table says.

    Parameters
    ----------
    columns : tuple of str
        Names of the groupings, each once.
    rows : dict of str to tuple of str
        For each file, as `_plain_path` spells it, its group in each column; empty: not told.
    doubtful : frozenset of str
        Files that are named more than once, with different groups; they count for nothing.
    """

    columns: tuple[str, ...]
    rows: dict[str, tuple[str, ...]]
    doubtful: frozenset[str]


@dataclass(frozen=True)
class Grouping:
    """The groups of the photos that a model was checked on.

    Parameters
    ----------
    facts : dict of str to list of str or None
        For each grouping the group of each photo.
    sentences : tuple of str
        How many photos have one, and what was left out and why.
    """

    facts: Facts
    sentences: tuple[str, ...]


def read_groups(data: bytes, name: str) -> GroupTable:
    """Read a table of groups.

    Parameters
    ----------
    data : bytes
        CSV in UTF-8, its cells parted by commas, semicolons or tabs. One column names files, as
        `core.dataset.tables.FILE_COLUMNS` spells it; every other one is a grouping.
    name : str
        What the table is called.

    Raises
    ------
    ImportRefused
        If it is too large or no such table.
    """
    if len(data) > GROUP_TABLE_BYTES:
        raise ImportRefused(
            f"{name} has {len(data) / 1e6:,.0f} MB.",
            f"A table of groups may have {GROUP_TABLE_BYTES // 1_000_000} MB.",
        )
    headings, *lines = _cells(data, name)
    names = [tidy_text(each).strip()[:_LONGEST] for each in headings]
    at = next((at for at, each in enumerate(names) if each.casefold() in FILE_COLUMNS), None)
    others = [each for column, each in enumerate(names) if each and column != at]
    if at is None or not others:
        missing = "names the files" if at is None else "names groups"
        raise ImportRefused(f"{name} has no column that {missing}.", _EXPECTED)
    if len(others) > MOST_COLUMNS or len({*others}) < len(others):
        raise ImportRefused(
            f"{name} has {len(others)} columns of groups.",
            f"There may be {MOST_COLUMNS}, each with a name of its own.",
        )
    wanted = [names.index(each) for each in others]
    return _table(
        others, [(_cell(line, at), [_cell(line, each) for each in wanted]) for line in lines]
    )


def group_facts(
    table: GroupTable, everything: Iterable[PictureRecord], keys: Sequence[str]
) -> Grouping:
    """Find the groups of photos by the names their files came with.

    A file may be named with as many of its folders as it takes: ``sad/1.jpg`` says more than
    ``1.jpg``. A row that fits several photos counts for none of them.

    Parameters
    ----------
    table : GroupTable
        As `read_groups` returns it.
    everything : iterable of PictureRecord
        All photos of the set, so that it shows when a name fits several.
    keys : sequence of str
        The photos that are asked about, as predictions name them.

    Returns
    -------
    Grouping
    """
    fits: dict[str, list[str]] = {}
    for record in everything:
        for row in _names(record):
            if row in table.rows:
                fits.setdefault(row, []).append(record.id)
    exact_last = sorted(fits, key=lambda row: row.count("/"))
    sure = {fits[row][0]: table.rows[row] for row in exact_last if len(fits[row]) == 1}
    told = [sure.get(picture_of(key)) for key in keys]
    facts: Facts = {
        column: [(each[at] or None) if each else None for each in told]
        for at, column in enumerate(table.columns)
    }
    several = sum(len(found) > 1 for found in fits.values())
    unknown = len(table.rows) - len(fits)
    return Grouping(facts, tuple(_sentences(table, facts, several, unknown)))


def _sentences(table: GroupTable, facts: Facts, several: int, unknown: int) -> list[str]:
    known = [any(groups) for groups in zip(*facts.values(), strict=True)]
    said = [f"The table tells the group of {sum(known):,} of {photos_in_words(len(known))}."]
    if unknown == len(table.rows):
        said[0] = "No photo was found by its name: the column file must hold names as in this set."
    left = {
        "not in this set": unknown,
        "fitting several photos: write their folder before the name": several,
        "which another row puts into another group": len(table.doubtful),
    }
    said += [f"Left out, {why}: {number:,} of its files." for why, number in left.items() if number]
    for column, groups in facts.items():
        different = len({*groups} - {None})
        if different > MOST_CATEGORIES:
            said.append(
                f"{column} has {different:,} groups, too many to compare ({MOST_CATEGORIES})."
            )
    return said


def _cells(data: bytes, name: str) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
        first = text.partition("\n")[0]
        separator = max(",;\t", key=first.count)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        found = list(islice(rows, LIST_ROWS + 1))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ImportRefused(
            f"{name} cannot be read as a table.", "It should be CSV text in UTF-8."
        ) from error
    if not found:
        raise ImportRefused(f"{name} is empty.", _EXPECTED)
    if len(found) > LIST_ROWS:
        raise ImportRefused(f"{name} has too many rows.", f"There may be {LIST_ROWS:,}.")
    return found


def _cell(line: Sequence[str], at: int) -> str:
    return unguarded(line[at]).strip() if at < len(line) else ""


def _table(columns: Sequence[str], lines: Iterable[tuple[str, list[str]]]) -> GroupTable:
    rows: dict[str, tuple[str, ...]] = {}
    doubtful = set()
    for file, groups in lines:
        path = _plain_path(file)
        told = tuple(tidy_text(each)[:_LONGEST] for each in groups)
        if path and rows.setdefault(path, told) != told:
            doubtful.add(path)
    sure = {path: told for path, told in rows.items() if path not in doubtful}
    return GroupTable(tuple(columns), sure, frozenset(doubtful))


def _plain_path(text: str) -> str:
    parts = tidy_text(text).replace("\\", "/").casefold().split("/")
    return "/".join(part for part in parts if part not in ("", "."))


def _names(record: PictureRecord) -> list[str]:
    """Return every way to name a photo: its file alone, and with more and more of its folders."""
    parts = _plain_path(f"{record.folder}/{record.name}").split("/")
    return ["/".join(parts[at:]) for at in range(len(parts))]
