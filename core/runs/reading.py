"""What the curves mean, in plain words."""

from __future__ import annotations

from collections.abc import Sequence

from core.percent import percent
from core.runs.state import EpochRecord

_WINDOW = 3
_HUNDRED = 100
_SMALL_GAIN = 0.005
_GAP = 0.10
_CHANCE_MARGIN = 0.10

_BY_HEART = (
    "Learning the photos by heart: it gets better on the photos it learns from, "
    "but no longer on the photos kept aside."
)
_BY_HEART_ENDED = (
    "It began to learn the photos by heart: it got better on the photos it learned from, "
    "but no longer on the photos kept aside."
)


def reading(
    history: Sequence[EpochRecord],
    class_count: int = 2,
    *,
    majority: float | None = None,
    aside: int | None = None,
    ended: bool = False,
) -> str:
    """Return what a person should take from the curves.

    Parameters
    ----------
    history : sequence of EpochRecord
        Completed epochs in order.
    class_count : int
        Number of classes, which says how often guessing would be right where ``majority`` is None.
    majority : float, optional
        Share of the largest class among the photos kept aside, 0 to 1: so often is right who
        always names that class.
    aside : int, optional
        Photos kept aside; a share of them is told per hundred where it is not known.
    ended : bool, default False
        Whether no further epoch will come.

    Returns
    -------
    str
        A sentence or two that speak of rounds and of photos kept aside.
    """
    chance = 1 / class_count if majority is None else majority
    return (
        _too_early(history, aside, ended=ended)
        or _trouble(history, chance, ended=ended)
        or _progress(history, aside, ended=ended)
    )


def _too_early(history: Sequence[EpochRecord], aside: int | None, *, ended: bool) -> str | None:
    if not history:
        return "It ended in the first round." if ended else "The first round is still running."
    if any(record.loss is None or record.val_loss is None for record in history):
        return "The numbers ran away: it learned nothing it could use."
    if len(history) < _WINDOW:
        rounds = "one whole round" if len(history) == 1 else f"{len(history)} whole rounds"
        begun = f"It ended after {rounds}" if ended else "Just begun"
        return f"{begun}: it gets {_right(history[-1], aside)} photos kept aside right."
    return None


def _trouble(history: Sequence[EpochRecord], chance: float, *, ended: bool) -> str | None:
    if _at_chance(history, chance):
        begun = "It learned little" if ended else "Not learning yet"
        return (
            f"{begun}: on photos kept aside it is hardly better than guessing "
            "the most frequent label every time."
        )
    if _by_heart(history):
        return _BY_HEART_ENDED if ended else _BY_HEART
    return None


def _progress(history: Sequence[EpochRecord], aside: int | None, *, ended: bool) -> str:
    best = max(history, key=_accuracy)
    if history[-1].epoch - best.epoch >= _WINDOW or not _gained(history):
        return (
            "Levelled off: more rounds change little; "
            f"the best got {_right(best, aside)} photos kept aside right."
        )
    if ended:
        return (
            "It was still improving when it ended; more rounds may help. "
            f"It got {_right(best, aside)} photos kept aside right."
        )
    return f"Still improving: it gets {_right(best, aside)} photos kept aside right."


def _accuracy(record: EpochRecord) -> float:
    return record.val_accuracy or 0.0


def _right(record: EpochRecord, aside: int | None) -> str:
    """Count photos where they are few; else tell the share."""
    share = _accuracy(record)
    if aside is not None and aside < _HUNDRED:
        return f"{round(share * aside)} of {aside}"
    return f"{percent(share):g} of 100"


def _at_chance(history: Sequence[EpochRecord], chance: float) -> bool:
    """Less than a tenth of what guessing gets wrong is got right instead."""
    return max(map(_accuracy, history)) < chance + _CHANCE_MARGIN * (1 - chance)


def _by_heart(history: Sequence[EpochRecord]) -> bool:
    """Training loss keeps falling while validation loss stays well above its lowest."""
    lowest = min(history, key=lambda record: record.val_loss or 0.0)
    last = history[-1]
    worse = (last.val_loss or 0.0) > (1 + _GAP) * (lowest.val_loss or 0.0)
    stale = last.epoch - lowest.epoch >= _WINDOW - 1
    return stale and worse and (last.loss or 0.0) < (lowest.loss or 0.0)


def _gained(history: Sequence[EpochRecord]) -> bool:
    before = max(map(_accuracy, history[:-_WINDOW]), default=0.0)
    return max(map(_accuracy, history[-_WINDOW:])) > before + _SMALL_GAIN
