"""A stretch of the pictures a query describes, found from a picture at its edge.

Stepping from picture to picture instead of counting from the start costs the same in a set of a
thousand and of a hundred thousand, and skips none when pictures leave the query meanwhile.
"""

from __future__ import annotations

from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from core.dataset.queries import condition, is_id, read_record, record_rows
from core.dataset.records import PictureQuery, PictureRecord
from core.dataset.schema import pictures
from core.dataset.store import DatasetStore

Direction = Literal["after", "before", "from"]

_NAME = func.lower(pictures.c.name)
_STEPS: dict[str, tuple[ColumnElement[Any], bool]] = {
    "newest": (pictures.c.seq, True),
    "oldest": (pictures.c.seq, False),
    "name": (_NAME, False),
}
ORDERS = tuple(_STEPS)


def window(
    store: DatasetStore,
    query: PictureQuery,
    edge: str | None = None,
    direction: Direction = "after",
    limit: int = 48,
) -> list[PictureRecord]:
    """Return the pictures next to one of them, in the order of the query.

    Parameters
    ----------
    store : DatasetStore
        The dataset.
    query : PictureQuery
        Which pictures; its ``sort`` is one of `ORDERS`.
    edge : str or None, optional
        Id of the picture to go on from; it need not fit the query any more. None, or an id that
        is not in the dataset: from the start.
    direction : {"after", "before", "from"}, optional
        Those that follow the edge, those that come before it, or the edge and those that follow.
    limit : int, optional
        The most pictures to return.
    """
    key, falling = _STEPS[query.sort]
    back = direction == "before"
    with store.reading() as connection:
        statement = record_rows().where(condition(query)).limit(limit)
        place = _place(connection, key, edge)
        if place is not None:
            past = _past(key, place, falling=falling != back)
            same = pictures.c.id == edge
            statement = statement.where(or_(past, same) if direction == "from" else past)
        order = (key, pictures.c.seq)
        turned = [each.desc() for each in order] if falling != back else order
        rows = connection.execute(statement.order_by(*turned)).all()
    found = [read_record(row) for row in rows]
    return found[::-1] if back else found


def position(store: DatasetStore, query: PictureQuery, picture_id: str) -> int:
    """Return how many pictures of a query come before one of them."""
    key, falling = _STEPS[query.sort]
    with store.reading() as connection:
        place = _place(connection, key, picture_id)
        if place is None:
            return 0
        earlier = _past(key, place, falling=not falling)
        statement = select(func.count()).select_from(pictures).where(condition(query), earlier)
        return connection.scalar(statement) or 0


def _place(
    connection: Connection, key: ColumnElement[Any], picture_id: str | None
) -> tuple[Any, int] | None:
    if picture_id is None or not is_id(picture_id):
        return None
    row = connection.execute(select(key, pictures.c.seq).where(pictures.c.id == picture_id)).first()
    return None if row is None else (row[0], row[1])


def _past(key: ColumnElement[Any], place: tuple[Any, int], *, falling: bool) -> ColumnElement[bool]:
    value, seq = place
    if key is pictures.c.seq:
        return key < seq if falling else key > seq
    if falling:
        return and_(key <= value, or_(key < value, pictures.c.seq < seq))
    return and_(key >= value, or_(key > value, pictures.c.seq > seq))
