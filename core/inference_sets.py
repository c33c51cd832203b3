"""Questions about whole sets to the process that holds models, answered from kept features."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from core.inference_process import Questions

Frame = tuple[str, str, tuple[float, ...] | None]

_LOOKED_AT_ONCE = 256


@dataclass(frozen=True)
class Judged:
    """What models that have not learned from a photo say about it, for a set.

    Parameters
    ----------
    there : list of int
        Which of the photos asked about could be read.
    probabilities : bytes
        Float32 ``(N, K)``, for these.
    neighbours : bytes
        Int64 ``(N, M)``: positions among ``there`` of the photos that look most alike.
    """

    there: list[int]
    probabilities: bytes
    neighbours: bytes


class SetQuestions(Questions):
    """Asks the child; `core.inference.Inference` is the one that is used."""

    def guess(
        self, root: Path, frames: Sequence[Frame], labels: Sequence[int], classes: int
    ) -> list[list[float] | None]:
        """Return `core.learning.guessing.guess` for photos given as id, suffix and crop.

        Where a photo cannot be read, None stands for its K probabilities.
        """
        self._look_once(root, frames)
        return list(
            self._ask(
                job="guess",
                root=str(root),
                frames=list(frames),
                labels=list(labels),
                classes=classes,
            )
        )

    def judge(self, root: Path, frames: Sequence[Frame], labels: Sequence[int]) -> Judged:
        """Return out-of-fold probabilities of labelled photos and their nearest look-alikes."""
        self._look_once(root, frames)
        found = self._ask(job="judge", root=str(root), frames=list(frames), labels=list(labels))
        return Judged(found["there"], found["probabilities"], found["neighbours"])

    def label_next(
        self, root: Path, frames: Sequence[Frame], labels: Sequence[int], classes: int, count: int
    ) -> list[int]:
        """Return which photos without a label (-1) are most useful to label, the best first.

        ``classes`` is 0 while too few photos are labelled for the computer to say anything.
        """
        self._look_once(root, frames)
        return list(
            self._ask(
                job="label_next",
                root=str(root),
                frames=list(frames),
                labels=list(labels),
                classes=classes,
                count=count,
            )
        )

    def map_out(self, root: Path, frames: Sequence[Frame]) -> tuple[list[int], bytes]:
        """Return which photos could be read, and their places: float32 ``(N, 2)``, -1 to 1."""
        self._look_once(root, frames)
        found = self._ask(job="map_out", root=str(root), frames=list(frames))
        return found["there"], found["places"]

    def _look_once(self, root: Path, frames: Sequence[Frame]) -> None:
        for start in range(0, len(frames), _LOOKED_AT_ONCE):
            part = list(frames[start : start + _LOOKED_AT_ONCE])
            self._ask(job="look_once", root=str(root), frames=part)
