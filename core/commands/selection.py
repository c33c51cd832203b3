"""Choosing photos by id, and telling what a change did to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from core.commands import console
from core.dataset.changes import Change
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.errors import NotInDataset

Ids = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Photo ids, or their first digits (4 or more).")
]
_SHORTEST = 4


def find_ids(store: DatasetStore, given: Sequence[str], *, binned: bool = False) -> list[str]:
    """Return the full ids that begin with what a person typed.

    Raises
    ------
    NotInDataset
        If one of them fits no photo, or more than one.
    """
    known = store.picture_ids(PictureQuery(binned=binned))
    return [complete(known, beginning) for beginning in given]


def complete(known: Sequence[str], beginning: str) -> str:
    """Return the one known id that begins so.

    Raises
    ------
    NotInDataset
        If none does, or several do, or fewer than four digits are given.
    """
    found = [each for each in known if each.startswith(beginning.lower())]
    if len(beginning) < _SHORTEST or len(found) != 1:
        problem = "fits several photos" if found else "fits no photo"
        raise NotInDataset(
            f"The id {beginning[:70]!r} {problem}.",
            f"Give at least {_SHORTEST} first digits of one photo's id.",
            "List them with: python -m core photos",
        )
    return found[0]


def tell(change: Change, *, as_json: bool) -> None:
    """Answer with what was changed."""
    document: dict[str, Any] = {
        "kind": change.kind,
        "count": change.count,
        "label": change.label,
        "op_id": change.op_id,
    }
    console.answer(document, change.sentence(), as_json=as_json)
