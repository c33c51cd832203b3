"""What is known about the faces in each picture.

Who finds faces is no business of the dataset: a face comes and goes as a JSON object.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    select,
    update,
)

from core.dataset.face_itself import ALREADY_FACE, FEWEST_PIXELS
from core.dataset.journal import standings
from core.dataset.queries import in_batches
from core.dataset.schema import faces, pictures
from core.dataset.store import DatasetStore

ALL = "all"
"""The choice that a label is about every face of a picture."""

FaceDocument = dict[str, Any]


@dataclass(frozen=True)
class FaceCounts:
    """In how many pictures in use faces were found.

    Parameters
    ----------
    one, several, none : int
        Pictures with one face, with more, and with no face found.
    small : int
        Pictures so small that they count as faces themselves; nobody looks for more in them.
    waiting : int
        Pictures nobody has looked at yet.
    """

    one: int
    several: int
    none: int
    small: int
    waiting: int


@dataclass(frozen=True)
class FacedPicture:
    """A picture with the faces that its label is about.

    Parameters
    ----------
    width, height : int
        Of the picture in pixels.
    looked_at : bool
        Whether faces were looked for.
    faces : dict of int to JSON object
        The chosen faces by their number, 0 being the largest.
    """

    width: int
    height: int
    looked_at: bool
    faces: dict[int, FaceDocument]


def waiting_pictures(store: DatasetStore, *, again: bool = False) -> list[tuple[str, str]]:
    """Return (id, suffix) of the pictures in which faces are to be looked for.

    Parameters
    ----------
    store : DatasetStore
        The dataset.
    again : bool, optional
        Whether to name those looked at before too.
    """
    large, missing = ~_small(), pictures.c.face_count.is_(None)
    statement = select(pictures.c.id, pictures.c.suffix).order_by(pictures.c.seq)
    with store.reading() as connection:
        rows = connection.execute(statement.where(large if again else and_(large, missing)))
        return [(row[0], row[1]) for row in rows]


def save_faces(store: DatasetStore, found: Mapping[str, Sequence[FaceDocument]]) -> None:
    """Keep what was found in pictures, in place of what was known.

    A person's choice of one face goes with the faces it was made among; "all" stays, and so does
    a choice that came with a picture nobody here had looked at, if there is such a face.

    Parameters
    ----------
    store : DatasetStore
        The dataset.
    found : mapping of str to sequence of JSON object
        Faces by picture id, the largest first; an empty sequence where there is none. Pictures
        that were deleted meanwhile are left out.
    """
    if not found:
        return
    with store.transaction() as connection:
        _save(connection, {each: found[each] for each in standings(connection, [*found])})


def _save(connection: Connection, found: Mapping[str, Sequence[FaceDocument]]) -> None:
    rows = [
        {"picture_id": picture, "number": number, "face": json.dumps(face)}
        for picture, documents in found.items()
        for number, face in enumerate(documents)
    ]
    came_along = and_(
        pictures.c.face_count.is_(None),
        cast(pictures.c.face_choice, Integer) < bindparam("count", type_=Integer),
    )
    kept = case(
        (pictures.c.face_choice.is_(None), None),
        (pictures.c.face_choice == ALL, ALL),
        (came_along, pictures.c.face_choice),
        else_=None,
    )
    mark = update(pictures).where(pictures.c.id == bindparam("picture"))
    counts = [{"picture": picture, "count": len(found[picture])} for picture in found]
    for part in in_batches([*found]):
        connection.execute(delete(faces).where(faces.c.picture_id.in_(part)))
    if rows:
        connection.execute(insert(faces), rows)
    if counts:
        connection.execute(mark.values(face_count=bindparam("count"), face_choice=kept), counts)


def faces_of(store: DatasetStore, picture_id: str) -> list[FaceDocument]:
    """Return the faces found in a picture, the largest first."""
    statement = select(faces.c.face).where(faces.c.picture_id == picture_id)
    with store.reading() as connection:
        return [json.loads(row) for row in connection.scalars(statement.order_by(faces.c.number))]


def faces_by_picture(store: DatasetStore, ids: Sequence[str]) -> dict[str, list[FaceDocument]]:
    """Return the faces found in each of these pictures, the largest first; those without none."""
    found: dict[str, list[FaceDocument]] = {}
    with store.reading() as connection:
        for part in in_batches(ids):
            statement = select(faces).where(faces.c.picture_id.in_(part)).order_by(faces.c.number)
            for row in connection.execute(statement):
                found.setdefault(row.picture_id, []).append(json.loads(row.face))
    return found


def faceless_pictures(store: DatasetStore) -> set[str]:
    """Return the ids of the pictures in use in which faces were looked for and none was found."""
    none = and_(~_small(), pictures.c.face_count == 0, ~pictures.c.binned)
    with store.reading() as connection:
        return set(connection.scalars(select(pictures.c.id).where(none)))


def face_counts(store: DatasetStore) -> FaceCounts:
    """Return in how many pictures in use one, several and no faces were found."""
    found = pictures.c.face_count
    looked_at = and_(~_small(), found.is_not(None))
    with store.reading() as connection:
        return FaceCounts(
            one=_count(connection, and_(looked_at, found == 1)),
            several=_count(connection, and_(looked_at, found > 1)),
            none=_count(connection, and_(looked_at, found == 0)),
            small=_count(connection, _small()),
            waiting=_count(connection, and_(~_small(), found.is_(None))),
        )


def faced_pictures(store: DatasetStore, *, labelled: bool = True) -> dict[str, FacedPicture]:
    """Return every (labelled) picture in use with the faces its label is about, by id."""
    used = ~pictures.c.binned
    if labelled:
        used = and_(used, pictures.c.class_id.is_not(None))
    facts = select(*_FACTS).where(used)
    documents = select(faces).join(pictures, pictures.c.id == faces.c.picture_id).where(used)
    by_picture: dict[str, dict[int, FaceDocument]] = {}
    with store.reading() as connection:
        for row in connection.execute(documents.order_by(faces.c.number)):
            by_picture.setdefault(row.picture_id, {})[row.number] = json.loads(row.face)
        return {
            row.id: FacedPicture(
                row.width,
                row.height,
                row.face_count is not None,
                _chosen(by_picture.get(row.id, {}), row.face_choice),
            )
            for row in connection.execute(facts)
        }


_FACTS = (
    pictures.c.id,
    pictures.c.width,
    pictures.c.height,
    pictures.c.face_count,
    pictures.c.face_choice,
)


def _chosen(found: dict[int, FaceDocument], choice: str | None) -> dict[int, FaceDocument]:
    if choice == ALL:
        return found
    number = int(choice or 0)
    return {number: found[number]} if number in found else {}


def _small() -> ColumnElement[bool]:
    sides = (pictures.c.width, pictures.c.height)
    return and_(*(side.between(FEWEST_PIXELS, ALREADY_FACE) for side in sides))


def _count(connection: Connection, wanted: ColumnElement[bool]) -> int:
    statement = select(func.count()).select_from(pictures).where(~pictures.c.binned, wanted)
    return connection.scalar(statement) or 0
