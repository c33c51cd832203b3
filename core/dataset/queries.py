"""Questions about pictures, as SQL."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, func, select

from core.dataset.class_table import used_class_names
from core.dataset.naming import class_key, tidy_text
from core.dataset.records import DatasetSummary, PictureQuery, PictureRecord
from core.dataset.schema import changes, classes, events, pictures

_ID = re.compile(r"[0-9a-f]{64}")
_IDS_AT_ONCE = 10_000
_PIXELS = pictures.c.width * pictures.c.height
_FACES: dict[str, ColumnElement[bool]] = {
    "none": pictures.c.face_count == 0,
    "one": pictures.c.face_count == 1,
    "several": pictures.c.face_count > 1,
}
_ORDERS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "newest": (pictures.c.seq.desc(),),
    "oldest": (pictures.c.seq,),
    "name": (func.lower(pictures.c.name), pictures.c.seq),
    "largest": (_PIXELS.desc(), pictures.c.seq),
    "smallest": (_PIXELS, pictures.c.seq),
    "recently changed": (pictures.c.last_event.desc(), pictures.c.seq.desc()),
}


def in_batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the ids in portions that every database takes as parameters."""
    for start in range(0, len(ids), _IDS_AT_ONCE):
        yield ids[start : start + _IDS_AT_ONCE]


def is_id(text: str) -> bool:
    """Return whether a text has the form of a picture's id."""
    return _ID.fullmatch(text) is not None


def moment(milliseconds: int) -> datetime:
    """Return stored milliseconds as a point in time, UTC."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def find(
    connection: Connection, query: PictureQuery, offset: int, limit: int
) -> list[PictureRecord]:
    """Return one page of the pictures a query describes."""
    statement = record_rows().where(condition(query)).order_by(*_ORDERS[query.sort])
    return [read_record(row) for row in connection.execute(statement.offset(offset).limit(limit))]


def count(connection: Connection, query: PictureQuery) -> int:
    """Return how many pictures a query describes."""
    statement = select(func.count()).select_from(_joined()).where(condition(query))
    return connection.scalar(statement) or 0


def find_ids(connection: Connection, query: PictureQuery) -> list[str]:
    """Return the ids of the pictures a query describes, in its order."""
    statement = select(pictures.c.id).select_from(_joined()).where(condition(query))
    return list(connection.scalars(statement.order_by(*_ORDERS[query.sort])))


def get(connection: Connection, picture_id: str) -> PictureRecord | None:
    """Return one picture, None if there is none with this id."""
    if not is_id(picture_id):
        return None
    row = connection.execute(record_rows().where(pictures.c.id == picture_id)).first()
    return None if row is None else read_record(row)


def get_many(connection: Connection, ids: Sequence[str]) -> dict[str, PictureRecord]:
    """Return pictures by their ids; ids that are not in the dataset are left out."""
    found = {}
    for part in in_batches([each for each in ids if is_id(each)]):
        for row in connection.execute(record_rows().where(pictures.c.id.in_(part))):
            found[row.id] = read_record(row)
    return found


def source_names(connection: Connection) -> list[str]:
    """Return the imports that pictures came with, in alphabetical order."""
    return _different(connection, pictures.c.source)


def people(connection: Connection) -> list[str]:
    """Return who changed pictures by hand, in alphabetical order."""
    return _different(connection, changes.c.who)


def _different(connection: Connection, column: ColumnElement[str]) -> list[str]:
    """Return the different values of an indexed column, one jump along the index for each."""
    found: list[str] = []
    value = connection.scalar(select(func.min(column)))
    while value is not None:
        found.append(value)
        value = connection.scalar(select(func.min(column)).where(column > value))
    return found


def summarise(connection: Connection) -> DatasetSummary:
    """Return the counts over the dataset."""
    statement = (
        select(classes.c.name, pictures.c.split, pictures.c.binned, func.count())
        .select_from(_joined())
        .group_by(classes.c.position, classes.c.id, classes.c.name)
        .group_by(pictures.c.split, pictures.c.binned)
        .order_by(classes.c.position, classes.c.id)
    )
    per_class = dict.fromkeys(used_class_names(connection), 0)
    per_split: dict[str, dict[str, int]] = {}
    unlabelled = binned = 0
    for label, split, in_bin, number in connection.execute(statement):
        if in_bin:
            binned += number
        elif label is None:
            unlabelled += number
        else:
            per_class[label] += number
            if split is not None:
                per_split.setdefault(split, {})[label] = number
    labelled = sum(per_class.values())
    total = labelled + unlabelled
    return DatasetSummary(
        total, labelled, unlabelled, binned, per_class, per_split, last_event(connection)
    )


def last_event(connection: Connection) -> int:
    """Return the number of the newest journal entry, 0 if there is none."""
    return connection.scalar(select(func.max(events.c.id))) or 0


def labelled_rows(connection: Connection) -> list[tuple[str, str, str, str | None]]:
    """Return (id, suffix, label, split) of every labelled picture in use, in order of arrival."""
    statement = (
        select(pictures.c.id, pictures.c.suffix, classes.c.name, pictures.c.split)
        .join(classes, pictures.c.class_id == classes.c.id)
        .where(~pictures.c.binned)
        .order_by(pictures.c.seq)
    )
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(statement)]


def state_rows(connection: Connection) -> Iterator[tuple[Any, ...]]:
    """Yield (id, label, split, binned, face count, choice of face) of every picture, by id."""
    columns = (pictures.c.split, pictures.c.binned, pictures.c.face_count, pictures.c.face_choice)
    statement = select(pictures.c.id, classes.c.name, *columns)
    for row in connection.execute(statement.select_from(_joined()).order_by(pictures.c.id)):
        yield tuple(row)


def file_rows(connection: Connection) -> list[tuple[str, str, str]]:
    """Return (id, suffix, name) of every picture, by id."""
    statement = select(pictures.c.id, pictures.c.suffix, pictures.c.name).order_by(pictures.c.id)
    return [(row[0], row[1], row[2]) for row in connection.execute(statement)]


def file_sizes(connection: Connection) -> list[tuple[str, str, int, bool]]:
    """Return (id, suffix, bytes of its file, whether in the bin) of every picture, by id."""
    columns = (pictures.c.id, pictures.c.suffix, pictures.c.file_size, pictures.c.binned)
    rows = connection.execute(select(*columns).order_by(pictures.c.id))
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def assign_splits(connection: Connection, splits: dict[str, str]) -> None:
    """Write the split of each picture id."""
    for split in sorted(set(splits.values())):
        ids = [picture_id for picture_id, value in splits.items() if value == split]
        for part in in_batches(ids):
            statement = pictures.update().where(pictures.c.id.in_(part))
            connection.execute(statement.values(split=split))


def _joined() -> Any:
    return pictures.outerjoin(classes, pictures.c.class_id == classes.c.id)


def record_rows() -> Select[Any]:
    """Return the statement that `read_record` reads a row of."""
    return select(pictures, classes.c.name.label("label")).select_from(_joined())


def condition(query: PictureQuery) -> ColumnElement[bool]:
    """Return what a picture has to fulfil to be one a query describes."""
    wanted: list[ColumnElement[bool]] = [pictures.c.binned if query.binned else ~pictures.c.binned]
    if query.unlabelled:
        wanted.append(pictures.c.class_id.is_(None))
    elif query.label is not None:
        wanted.append(pictures.c.class_id == _class_id(query.label))
    if query.split is not None:
        wanted.append(pictures.c.split == query.split)
    if query.faces is not None:
        wanted.append(_FACES[query.faces])
    wanted += _rarer(query)
    if query.text:
        name = func.lower(pictures.c.name)
        wanted.append(name.contains(tidy_text(query.text).lower(), autoescape=True))
    if query.ids is not None:
        wanted.append(pictures.c.id.in_([each for each in query.ids if is_id(each)]))
    return and_(*wanted)


def _class_id(label: str) -> ColumnElement[int]:
    return select(classes.c.id).where(classes.c.key == class_key(label)).scalar_subquery()


def _rarer(query: PictureQuery) -> Iterator[ColumnElement[bool]]:
    if query.labelled:
        yield pictures.c.class_id.is_not(None)
    if query.mark is not None:
        yield pictures.c.mark.is_(None) if query.mark == "none" else pictures.c.mark == query.mark
    if query.source is not None:
        yield pictures.c.source == query.source
    if query.changed_by is not None:
        theirs = (events.c.picture_id == pictures.c.id) & (events.c.who == query.changed_by)
        yield select(events.c.id).where(theirs, events.c.kind != "import").exists()


def read_record(row: Row[Any]) -> PictureRecord:
    """Return a row of `record_rows` as a record."""
    return PictureRecord(
        id=row.id,
        suffix=row.suffix,
        width=row.width,
        height=row.height,
        file_size=row.file_size,
        name=row.name,
        folder=row.folder,
        source=row.source,
        grey=row.grey,
        notes=tuple(json.loads(row.notes)),
        label=row.label,
        label_version=row.label_version,
        split=row.split,
        added_at=moment(row.added_at),
        binned=row.binned,
        face_count=row.face_count,
        face_choice=row.face_choice,
        mark=row.mark,
    )
