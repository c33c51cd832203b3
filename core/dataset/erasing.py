"""Everything the database knows about one photo, found and removed for good."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, exists, func, select, update

from core.dataset.journal import set_state
from core.dataset.journal_reading import SETTLED
from core.dataset.queries import last_event
from core.dataset.schema import changes, events, faces, import_items, pictures
from core.dataset.steps import check_known
from core.dataset.store import DatasetStore

NAMELESS = "a deleted photo"
"""What stands in the place of its name."""

_OF_PHOTOS = ("label", "suggest", "confirm", "mark", "face", "bin", "restore")


@dataclass(frozen=True)
class CameAs:
    """A file that a photo came as.

    Parameters
    ----------
    import_id : str
        The import.
    path : str
        Where it lay inside its source, with ``/``.
    """

    import_id: str
    path: str


def came_as(store: DatasetStore, picture_id: str) -> list[CameAs]:
    """Return the files that a photo came as, the duplicates too."""
    columns = (import_items.c.import_id, import_items.c.name)
    statement = select(*columns).where(import_items.c.picture_id == picture_id)
    with store.reading() as connection:
        rows = connection.execute(statement.order_by(import_items.c.seq))
        return [CameAs(row[0], row[1]) for row in rows]


def erase(store: DatasetStore, picture_id: str) -> None:
    """Remove a photo's row, faces, journal and names; what others did with it stays counted.

    The journal keeps its length, so that its numbers are never given twice.

    Raises
    ------
    NotInDataset
        If there is no such photo.
    """
    with store.transaction() as connection:
        check_known(connection, [picture_id])
        length = last_event(connection)
        steps = _steps_with(connection, picture_id)
        connection.execute(delete(faces).where(faces.c.picture_id == picture_id))
        connection.execute(delete(events).where(events.c.picture_id == picture_id))
        _keep_length(connection, length)
        _settle(connection, steps)
        _unname(connection, picture_id)
        connection.execute(delete(pictures).where(pictures.c.id == picture_id))


def _steps_with(connection: Connection, picture_id: str) -> list[str]:
    mine = events.c.picture_id == picture_id
    return list(connection.scalars(select(events.c.op_id).where(mine).distinct()))


def _keep_length(connection: Connection, length: int) -> None:
    """Give the newest entry that is left the number that was the newest."""
    newest = connection.scalar(select(func.max(events.c.id)))
    if newest is None or newest == length:
        return
    connection.execute(update(events).where(events.c.id == newest).values(id=length))
    followed = pictures.c.last_event == newest
    connection.execute(update(pictures).where(followed).values(last_event=length))


def _settle(connection: Connection, steps: Sequence[str]) -> None:
    """Let nobody take back a step of which nothing is left."""
    empty = ~exists().where(events.c.op_id == changes.c.op_id)
    ours = changes.c.op_id.in_(steps) & changes.c.kind.in_(_OF_PHOTOS)
    for op_id in connection.scalars(select(changes.c.op_id).where(ours, empty)).all():
        set_state(connection, op_id, SETTLED)


def _unname(connection: Connection, picture_id: str) -> None:
    """Keep that a file was gone through, so that no import takes it again; forget which."""
    mine = import_items.c.picture_id == picture_id
    columns = (import_items.c.seq, import_items.c.detail)
    for seq, detail in connection.execute(select(*columns).where(mine)).all():
        kept = dict(_without_names(json.loads(detail)))
        row = update(import_items).where(import_items.c.seq == seq)
        connection.execute(row.values(name=NAMELESS, picture_id=None, detail=json.dumps(kept)))


def _without_names(detail: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in detail.items():
        yield key, NAMELESS if key == "same_as" else value
