"""Whether the computer is to look at the faces in a set's photos, or at whole photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update

from core.dataset.face_itself import is_face_itself
from core.dataset.schema import dataset, pictures
from core.dataset.store import DatasetStore
from core.errors import CoreError

FACES = "faces"
WHOLE = "whole"
FRAMINGS = (FACES, WHOLE)

_SOME = 100
_HALF = 0.5


@dataclass(frozen=True)
class ProposedFraming:
    """What suits a set, and why.

    Parameters
    ----------
    framing : str
        "faces" or "whole".
    reason : str
        One sentence for a person.
    """

    framing: str
    reason: str


def chosen_framing(store: DatasetStore) -> str | None:
    """Return what a person chose for the set, "faces" or "whole"; None if nobody chose."""
    with store.reading() as connection:
        return connection.scalar(select(dataset.c.framing))


def choose_framing(store: DatasetStore, framing: str | None) -> None:
    """Choose for the set; None goes back to what is proposed.

    Raises
    ------
    CoreError
        If it is neither "faces" nor "whole".
    """
    if framing is not None and framing not in FRAMINGS:
        raise CoreError(
            f"A set cannot be framed as {framing[:40]!r}.", f"Choose {FACES} or {WHOLE}."
        )
    with store.transaction() as connection:
        connection.execute(update(dataset).values(framing=framing))


def proposed_framing(store: DatasetStore) -> ProposedFraming:
    """Return what suits the set, told from its first and its last photos in use.

    A set of nothing but tiny photos holds faces that somebody cut out already. Otherwise faces are
    worth cutting out where at least half of the photos show one; a tiny one is a face itself.
    """
    some = _some_photos(store)
    if not some:
        return ProposedFraming(WHOLE, "There are no photos yet.")
    larger = [row for row in some if not is_face_itself(row.width, row.height)]
    if not larger:
        return ProposedFraming(WHOLE, "Your photos are so small that they are faces already.")
    looked_at = [row.face_count for row in larger if row.face_count is not None]
    if not looked_at:
        return ProposedFraming(WHOLE, "Nobody has looked for faces in your photos yet.")
    small = len(some) - len(larger)
    share = (small + sum(count > 0 for count in looked_at)) / (small + len(looked_at))
    if share < _HALF:
        return ProposedFraming(WHOLE, f"A face was found in only {share:.0%} of your photos.")
    if small:
        return ProposedFraming(FACES, f"{share:.0%} of your photos are faces already or show one.")
    return ProposedFraming(FACES, f"A face was found in {share:.0%} of your photos.")


def _some_photos(store: DatasetStore) -> Sequence[Any]:
    statement = select(
        pictures.c.seq, pictures.c.width, pictures.c.height, pictures.c.face_count
    ).where(~pictures.c.binned)
    with store.reading() as connection:
        first = connection.execute(statement.order_by(pictures.c.seq).limit(_SOME)).all()
        last = connection.execute(statement.order_by(pictures.c.seq.desc()).limit(_SOME)).all()
    return list({row.seq: row for row in [*first, *last]}.values())


def current_framing(store: DatasetStore) -> str:
    """Return "faces" or "whole": what a person chose, else what is proposed."""
    return chosen_framing(store) or proposed_framing(store).framing
