"""What a backup holds, and what was put back, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from core.backup.backing_up import BackedUp
from core.backup.restoring import Restored
from core.counting import photos_in_words


def backed_up_sentences(done: BackedUp) -> list[str]:
    """Say what is in a backup, and what could not be."""
    said = [f"Backed up: {photos_in_words(done.photos)} with their labels, {_runs(done.runs)}."]
    said += [
        f"{name} was learning meanwhile: put back, it goes on from its last checkpoint."
        for name in done.going
    ]
    return said + _left_out(done.left_out) + _harmed(done.missing, done.changed)


def restored_sentences(done: Restored) -> list[str]:
    """Say what was put back, and what was harmed before."""
    said = [f"Put back: {photos_in_words(done.photos)} with their labels, {_runs(done.runs)}."]
    return [
        *said,
        f"The backup was made on {done.made[:10]} with Mien {done.mien}.",
        *_harmed(done.missing, done.changed),
    ]


def _left_out(names: Sequence[str]) -> list[str]:
    return [f"Left out, because a file of this name could not be put back: {n}." for n in names]


def _runs(number: int) -> str:
    return "1 training" if number == 1 else f"{number:,} trainings"


def _harmed(missing: Sequence[str], changed: Sequence[str]) -> list[str]:
    return [
        f"{photos_in_words(len(ids))} {what}: {', '.join(each[:12] for each in ids[:5])}"
        + (", and others." if len(ids) > 5 else ".")  # noqa: PLR2004 - a few show which
        for ids, what in (
            (missing, "had no file any more"),
            (changed, "had changed since being kept, and stayed as they were"),
        )
        if ids
    ]
