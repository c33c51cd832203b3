"""Rows of an import: pictures that came in, and what became of each file.

Both are written in one transaction, so an import that was cut off knows exactly where it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select

from core.dataset.class_table import class_names, ensure_classes
from core.dataset.exchange.told import Told
from core.dataset.journal import Standing, Step, now, write_events
from core.dataset.preparing import Outcome, Prepared, Refused
from core.dataset.queries import assign_splits, in_batches
from core.dataset.schema import import_items, pictures
from core.dataset.sources import Item

ADDED, DUPLICATE, REFUSED = "added", "duplicate", "refused"


@dataclass
class _Known:
    """A picture the dataset has, as far as an import needs to know it."""

    name: str
    class_id: int | None
    split: str | None
    binned: bool
    mark: str | None = None
    face: str | None = None


@dataclass(frozen=True)
class ImportedFile:
    """What became of one file."""

    path: str
    outcome: str
    detail: dict[str, Any]
    picture: str | None = None


def write_batch(
    connection: Connection,
    import_id: str,
    source: str,
    results: Sequence[tuple[Item, Outcome]],
) -> dict[str, int]:
    """Write pictures, first labels and outcomes of some files.

    Parameters
    ----------
    connection : Connection
        Inside a transaction.
    import_id : str
        The import.
    source : str
        Name of the import, kept with each picture.
    results : sequence of (Item, Prepared or Refused)
        In the order in which the first of two equal pictures wins.

    Returns
    -------
    dict of str to int
        How many files were "added", "duplicate" and "refused".
    """
    batch = _Batch(connection, import_id, source, results)
    rows = [batch.settle(item, outcome) for item, outcome in results]
    batch.write()
    if rows:
        connection.execute(insert(import_items), rows)
    outcomes = [row["outcome"] for row in rows]
    return {kind: outcomes.count(kind) for kind in (ADDED, DUPLICATE, REFUSED)}


class _Batch:
    def __init__(
        self,
        connection: Connection,
        import_id: str,
        source: str,
        results: Sequence[tuple[Item, Outcome]],
    ) -> None:
        self._connection, self._import_id, self._source = connection, import_id, source
        ids = [outcome.id for _, outcome in results if isinstance(outcome, Prepared)]
        self._known = _known_pictures(connection, ids)
        self._classes = ensure_classes(connection, _labels(results))
        self._names = class_names(connection)
        self._new: list[dict[str, Any]] = []
        self._moves: dict[str, tuple[Standing, Standing]] = {}
        self._splits: dict[str, str] = {}
        self._authors: dict[str, tuple[str, int]] = {}

    def settle(self, item: Item, outcome: Outcome) -> dict[str, Any]:
        """Decide what becomes of one file and return its row."""
        if isinstance(outcome, Refused):
            return self._row(item, REFUSED, None, {"reason": outcome.reason})
        if outcome.id in self._known:
            return self._row(item, DUPLICATE, outcome.id, self._meet(item, outcome.id))
        self._add(item, outcome)
        detail: dict[str, Any] = {"label": item.label, "split": item.split}
        if item.told and item.told.sha256 not in ("", outcome.id):
            detail["changed"] = True
        return self._row(item, ADDED, outcome.id, detail)

    def write(self) -> None:
        """Write the new pictures, and the labels and splits that files brought."""
        if self._new:
            self._connection.execute(insert(pictures), self._new)
        step = Step(f"import-{self._import_id}", "import", "import", "import")
        write_events(self._connection, step, self._moves, self._authors)
        assign_splits(self._connection, self._splits)

    def _add(self, item: Item, outcome: Prepared) -> None:
        folder, _, name = item.path.rpartition("/")
        told = item.told or Told()
        if told.name is not None:
            folder, name = told.folder or "", told.name
        self._known[outcome.id] = _Known(name, None, item.split, binned=False)
        self._new.append(
            {
                "id": outcome.id,
                "suffix": outcome.suffix,
                "width": outcome.width,
                "height": outcome.height,
                "file_size": outcome.file_size,
                "name": name,
                "folder": folder,
                "source": told.source or self._source,
                "grey": outcome.grey,
                "notes": json.dumps(outcome.notes),
                "class_id": None,
                "label_version": 0,
                "last_event": 0,
                "split": item.split,
                "added_at": now(),
                "binned": False,
            }
        )
        self._decide(item, outcome.id)

    def _meet(self, item: Item, picture_id: str) -> dict[str, Any]:
        known = self._known[picture_id]
        detail: dict[str, Any] = {"same_as": known.name}
        if known.binned:
            detail["binned"] = True
        if known.class_id is None:
            self._decide(item, picture_id)
            if item.label is not None:
                detail["labelled"] = item.label
        elif item.label is not None and self._classes[item.label] != known.class_id:
            detail |= {"kept": self._names[known.class_id], "other": item.label}
        if known.split is None and item.split is not None:
            known.split = self._splits[picture_id] = detail["split"] = item.split
        elif item.split not in (None, known.split):
            detail["splits"] = sorted((str(known.split), str(item.split)))
        return detail

    def _decide(self, item: Item, picture_id: str) -> None:
        """Let a picture without a label have what the file brought, as one event."""
        told, known = item.told or Told(), self._known[picture_id]
        now = Standing(None, known.binned, known.mark, known.face)
        mark = told.mark if item.label else told.mark or known.mark
        class_id = None if item.label is None else self._classes[item.label]
        goal = Standing(class_id, known.binned, mark, told.face or known.face)
        if goal == now:
            return
        before, _ = self._moves.get(picture_id, (now, goal))
        self._moves[picture_id] = (before, goal)
        known.class_id, known.mark, known.face = class_id, goal.mark, goal.face
        if told.who and told.at is not None:
            self._authors[picture_id] = (told.who, told.at)

    def _row(
        self, item: Item, outcome: str, picture_id: str | None, detail: dict[str, Any]
    ) -> dict[str, Any]:
        return {
            "import_id": self._import_id,
            "key": item.key,
            "name": item.path,
            "outcome": outcome,
            "picture_id": picture_id,
            "detail": json.dumps(detail),
        }


def finished_keys(connection: Connection, import_id: str) -> set[str]:
    """Return the keys of the files an import is through with."""
    statement = select(import_items.c.key).where(import_items.c.import_id == import_id)
    return set(connection.scalars(statement))


def outcome_counts(connection: Connection, import_id: str) -> dict[str, int]:
    """Return how many files of an import were "added", "duplicate" and "refused" so far."""
    statement = (
        select(import_items.c.outcome, func.count())
        .where(import_items.c.import_id == import_id)
        .group_by(import_items.c.outcome)
    )
    counts = dict.fromkeys((ADDED, DUPLICATE, REFUSED), 0)
    return counts | {row[0]: row[1] for row in connection.execute(statement)}


def imported_files(connection: Connection, import_id: str) -> Iterator[ImportedFile]:
    """Yield what became of each file of an import, in order."""
    statement = select(import_items).where(import_items.c.import_id == import_id)
    for row in connection.execute(statement.order_by(import_items.c.seq)):
        yield ImportedFile(row.name, row.outcome, json.loads(row.detail), row.picture_id)


def _labels(results: Sequence[tuple[Item, Outcome]]) -> list[str]:
    return list(dict.fromkeys(item.label for item, _ in results if item.label is not None))


def _known_pictures(connection: Connection, ids: Sequence[str]) -> dict[str, _Known]:
    columns = (
        pictures.c.id,
        pictures.c.name,
        pictures.c.class_id,
        pictures.c.split,
        pictures.c.binned,
        pictures.c.mark,
        pictures.c.face_choice,
    )
    known = {}
    for part in in_batches(ids):
        for row in connection.execute(select(*columns).where(pictures.c.id.in_(part))):
            known[row.id] = _Known(
                row.name, row.class_id, row.split, row.binned, row.mark, row.face_choice
            )
    return known
