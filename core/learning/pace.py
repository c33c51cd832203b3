"""How fast a training goes, and how long it still takes."""

from __future__ import annotations

from collections.abc import Sequence


class Pace:
    """Tell rate and remaining time from the moments when batches end.

    The first batch of a training is slow, because the graph is traced, and is not counted.

    Parameters
    ----------
    epochs, steps : int
        The most epochs there will be, and batches in each.
    images : int
        Training photos in an epoch.
    costs : sequence of float, optional
        What each epoch costs in relation to the others; all the same where left out.
    """

    def __init__(self, epochs: int, steps: int, images: int, costs: Sequence[float] = ()) -> None:
        self._epochs, self._steps, self._images = epochs, steps, images
        self._costs = costs or [1.0] * epochs
        self._epoch = 1
        self._begun = False
        self._counted_from = 0.0
        self._uncounted = 1
        self._per_step: float | None = None
        self._validation_began = 0.0
        self._validation = 0.0

    def begin_part(self) -> None:
        """Note that the next batch is traced anew, so that it is not counted."""
        self._begun = False

    def begin_epoch(self, epoch: int, now: float) -> None:
        """Note the start of an epoch, 1 for the first; ``now`` is in seconds of any clock."""
        self._epoch = epoch
        self._counted_from = now
        self._uncounted = 0 if self._begun else 1
        self._begun = True

    def end_step(self, step: int, now: float) -> None:
        """Note the end of a batch, 1 for the first of an epoch."""
        if step == self._uncounted:
            self._counted_from = now
        elif step > self._uncounted:
            self._per_step = (now - self._counted_from) / (step - self._uncounted)

    def begin_validation(self, now: float) -> None:
        """Note the end of the last batch and the start of the validation."""
        self._validation_began = now

    def end_validation(self, now: float) -> None:
        """Note the end of the validation."""
        self._validation = now - self._validation_began

    def outlook(self, step: int) -> dict[str, float | None]:
        """Return ``images_per_second`` and ``seconds_left`` after a batch; None while unknown."""
        if not self._per_step:
            return {"images_per_second": None, "seconds_left": None}
        cost = self._costs[self._epoch - 1]
        to_come = sum(self._costs[self._epoch :]) / cost
        steps = to_come * self._steps + self._steps - step
        validations = to_come + (step < self._steps)
        left = steps * self._per_step + validations * self._validation
        rate = self._images / self._steps / self._per_step
        return {"images_per_second": round(rate, 2), "seconds_left": round(left, 1)}
