"""Which round of a training became the model, and how the last one did, in a sentence or two."""

from __future__ import annotations

from collections.abc import Sequence

from core.evaluation.figures import share_of
from core.evaluation.wording import right_words
from core.runs.state import EpochRecord


def rounds_sentence(history: Sequence[EpochRecord], best_epoch: int | None, aside: int) -> str:
    """Say how the best and the last round did on the photos kept aside.

    The best round is the one with the lowest loss there, which need not have the most right.

    Parameters
    ----------
    history : sequence of EpochRecord
        The finished rounds, in order.
    best_epoch : int or None
        The round whose weights are the model; None where nobody wrote it down.
    aside : int
        Photos kept aside.

    Returns
    -------
    str
        For example "The best round, with the lowest loss, was 7 of 12: 93.1 % (91.7 to 94.3 %,
        1,440 photos kept aside) right. It is the model. The last round, 12: 92.4 % (91 to 93.7 %,
        1,440 photos kept aside) right." Empty without rounds.
    """
    if not history:
        return ""
    last = history[-1]
    best = next((each for each in history if each.epoch == best_epoch), None)
    if len(history) == 1:
        return f"It learned in one round{_reached(last, aside)}."
    if best is None:
        return f"It learned for {len(history):,} rounds. The last{_reached(last, aside)}."
    which = f"The best round, with the lowest loss, was {best.epoch} of {last.epoch}"
    said = f"{which}{_reached(best, aside)}. It is the model."
    if best.epoch == last.epoch:
        return f"{said} As it was the last one too, more rounds might help."
    return f"{said} The last round, {last.epoch}{_reached(last, aside)}."


def _reached(record: EpochRecord, aside: int) -> str:
    if record.val_accuracy is None or not aside:
        return ""
    known = right_words({**share_of(record.val_accuracy, aside), "split": "validation"})
    return f": {known} right"
