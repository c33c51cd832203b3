"""The photos that go with a set that is taken away, and what is known about each."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from core.dataset.class_table import class_names
from core.dataset.exchange.away_set import AwayPhoto, AwaySet
from core.dataset.exchange.told import Told
from core.dataset.schema import classes, events, pictures
from core.dataset.store import DatasetStore


def away_set(store: DatasetStore) -> AwaySet:
    """Return what is to be taken away."""
    with store.reading() as connection:
        photos = [_photo(row) for row in connection.execute(_rows())]
        used = {photo.told.label for photo in photos}
        names = [name for name in class_names(connection).values() if name in used]
        return AwaySet(photos, names, _binned(connection))


def _rows() -> Any:
    decided = or_(
        events.c.old_class.is_distinct_from(events.c.new_class),
        events.c.old_mark.is_distinct_from(events.c.new_mark),
        events.c.old_face.is_distinct_from(events.c.new_face),
    )
    last = (
        select(events.c.picture_id, func.max(events.c.id).label("event"))
        .where(decided)
        .group_by(events.c.picture_id)
        .subquery()
    )
    return (
        select(pictures, classes.c.name.label("label"), events.c.who, events.c.at)
        .select_from(
            pictures.outerjoin(classes, pictures.c.class_id == classes.c.id)
            .outerjoin(last, last.c.picture_id == pictures.c.id)
            .outerjoin(events, events.c.id == last.c.event)
        )
        .where(~pictures.c.binned)
        .order_by(pictures.c.seq)
    )


def _photo(row: Row[Any]) -> AwayPhoto:
    decided = bool(row.label or row.mark or row.face_choice)
    told = Told(
        sha256=row.id,
        label=row.label,
        split=row.split,
        mark=row.mark,
        face=row.face_choice,
        who=row.who if decided else None,
        at=row.at if decided else None,
        name=row.name,
        folder=row.folder,
        source=row.source,
    )
    return AwayPhoto(row.id, row.suffix, row.width, row.height, row.file_size, told)


def _binned(connection: Connection) -> int:
    return connection.scalar(select(func.count()).where(pictures.c.binned)) or 0
