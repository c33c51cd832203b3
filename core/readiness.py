"""Whether the dataset has enough to train on, and what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core.counting import photos_in_words
from core.dataset.face_marks import face_counts
from core.dataset.framing import WHOLE
from core.dataset.records import DatasetSummary
from core.dataset.store import DatasetStore
from core.training_pictures import faces_per_class, faces_wanted, left_out_sentence

FEWEST = 5
"""Photos that every class needs."""

_NAMED = 5
"""Classes that are named where many have too few photos."""


@dataclass(frozen=True)
class Readiness:
    """Whether a training can start.

    Parameters
    ----------
    ready : bool
        It can.
    reason : str
        Why not, and what to do, as whole sentences; empty if it can.
    per_class : dict of str to int
        Labelled photos of every class that has any, in class order; where the training is on
        faces, those that show one.
    left_out : int
        Labelled photos that show no face, where the training is on faces.
    """

    ready: bool
    reason: str
    per_class: dict[str, int]
    left_out: int = 0


def readiness(store: DatasetStore, framing: str = WHOLE) -> Readiness:
    """Say whether the dataset has enough to train on: two classes, five photos of each.

    Parameters
    ----------
    store : DatasetStore
        Where the photos are known.
    framing : {"whole", "faces"}, optional
        What is to be learned from: photos that show no face do not count where it is faces.
    """
    summary = store.summary()
    per_class = {label: count for label, count in summary.per_class.items() if count}
    if framing == WHOLE or not summary.labelled:
        reason = _reason(summary.total, per_class)
        return Readiness(not reason, reason, per_class)
    return _on_faces(summary, store)


def _reason(total: int, per_class: Mapping[str, int]) -> str:
    if not total:
        return "There are no photos yet. Add some first."
    if not per_class:
        return f"None of the photos has a label yet. Label at least {FEWEST} of each kind."
    if len(per_class) == 1:
        return (
            f"All labelled photos are {next(iter(per_class))}. "
            f"Add at least {FEWEST} photos of a second kind."
        )
    short = [_shortage(label, count) for label, count in per_class.items() if count < FEWEST]
    more = len(short) - _NAMED
    also = f"{more:,} more {'kind has' if more == 1 else 'kinds have'} fewer than {FEWEST}, too."
    return " ".join([*short[:_NAMED], also] if more > 0 else short)


def _shortage(label: str, count: int) -> str:
    photos = photos_in_words(count)
    return f"{label[:1].upper()}{label[1:]} has {photos}; add at least {FEWEST - count} more."


def _on_faces(summary: DatasetSummary, store: DatasetStore) -> Readiness:
    shown = faces_per_class(store)
    left_out = summary.labelled - sum(shown.values())
    lacking = faces_wanted(face_counts(store).waiting, anybody=bool(shown))
    if lacking:
        return Readiness(ready=False, reason=lacking, per_class=shown)
    reason = _reason(summary.total, shown)
    told = f"{reason} {left_out_sentence(left_out)}".strip() if reason else ""
    return Readiness(not reason, told, shown, left_out)
