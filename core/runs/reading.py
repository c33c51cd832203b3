"""What the curves mean, in one plain sentence."""

from __future__ import annotations

from collections.abc import Sequence

from core.runs.state import EpochRecord

_WINDOW = 3
_SMALL_GAIN = 0.005
_GAP = 0.10
_CHANCE_MARGIN = 0.05


def reading(history: Sequence[EpochRecord], class_count: int = 2) -> str:
    """Return what a person should take from the curves so far.

    Parameters
    ----------
    history : sequence of EpochRecord
        Completed epochs in order.
    class_count : int
        Number of classes, which says how often guessing would be right.

    Returns
    -------
    str
        One sentence that speaks of rounds and of photos kept aside.
    """
    return _too_early(history) or _trouble(history, class_count) or _progress(history)


def _too_early(history: Sequence[EpochRecord]) -> str | None:
    if not history:
        return "The first round is still running."
    if any(record.loss is None or record.val_loss is None for record in history):
        return "The numbers ran away: it learned nothing it could use."
    if len(history) < _WINDOW:
        return f"Just begun: it gets {_right(history[-1])} of 100 photos kept aside right."
    return None


def _trouble(history: Sequence[EpochRecord], class_count: int) -> str | None:
    if _at_chance(history, class_count):
        return "Not learning yet: on photos kept aside it is hardly better than guessing."
    if _by_heart(history):
        return (
            "Learning the photos by heart: it gets better on the photos it learns from, "
            "but no longer on the photos kept aside."
        )
    return None


def _progress(history: Sequence[EpochRecord]) -> str:
    best = max(history, key=_accuracy)
    if history[-1].epoch - best.epoch < _WINDOW and _gained(history):
        return f"Still improving: it gets {_right(best)} of 100 photos kept aside right."
    return f"Levelled off: more rounds change little; the best got {_right(best)} of 100 right."


def _accuracy(record: EpochRecord) -> float:
    return record.val_accuracy or 0.0


def _right(record: EpochRecord) -> int:
    return round(100 * _accuracy(record))


def _at_chance(history: Sequence[EpochRecord], class_count: int) -> bool:
    return max(map(_accuracy, history)) < 1 / class_count + _CHANCE_MARGIN


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
