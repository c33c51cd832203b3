"""Trainings side by side: what they were asked, and what they are worth on the same photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import CannotCompare
from core.evaluation.figures import right_answers
from core.evaluation.pairing import difference, difference_sentence, floor, same_photos
from core.runs.differences import differing_settings
from core.runs.run_directory import RunDirectory

FEWEST, MOST = 2, 6
"""Trainings that can be compared at once."""


@dataclass(frozen=True)
class Comparison:
    """Several trainings beside each other, in the order they were given.

    Parameters
    ----------
    split : {"test", "validation"}
        The photos they are compared on: test photos, or where they share none, those kept aside.
    n : int
        How many photos all of them were checked on; 0 where they share none.
    relabelled : int
        Shared photos that were left out because their label was changed in between.
    figures : list of dict
        ``n``, ``accuracy`` and ``interval`` of each; empty where ``n`` is 0.
    floor : dict or None
        The same for always naming the most frequent label, and that ``label``.
    sentences : list of str
        How each differs from the first, photo by photo.
    settings : list of (str, list of str)
        The settings that differ, in plain words.
    """

    split: str
    n: int
    relabelled: int
    figures: list[dict[str, Any]]
    floor: dict[str, Any] | None
    sentences: list[str]
    settings: list[tuple[str, list[str]]]

    def photos_sentence(self) -> str:
        """Say on which photos they are compared."""
        if not self.n:
            return "They were checked on no photo in common, so their figures cannot be compared."
        photos = "photo" if self.n == 1 else "photos"
        if self.split == "test":
            parts = [f"Compared on the {self.n:,} {photos} of the final test."]
        else:
            parts = [f"Compared on the {self.n:,} {photos} that all of them kept aside."]
            parts.append("These also chose the best rounds, so new photos may do worse.")
        if self.relabelled:
            parts.append(f"Left out: {self.relabelled:,} whose label was changed in between.")
        return " ".join(parts)


def compare(
    runs: Sequence[RunDirectory], predictions: Sequence[Sequence[Mapping[str, Any]]]
) -> Comparison:
    """Compare trainings that have a model.

    Parameters
    ----------
    runs : sequence of RunDirectory
        From `FEWEST` to `MOST`.
    predictions : sequence
        What each said, as `core.evaluation.report.load_predictions` returns it.

    Raises
    ------
    CannotCompare
        If there are too few or too many.
    """
    if not FEWEST <= len(runs) <= MOST:
        raise CannotCompare(
            "One training was chosen." if len(runs) == 1 else f"{len(runs)} trainings were chosen.",
            f"Choose {FEWEST} to {MOST} to compare.",
        )
    classes = [run.classes for run in runs]
    photos = same_photos(predictions, classes, "test")
    if not photos.ids:
        photos = same_photos(predictions, classes, "validation")
    settings = differing_settings([run.config for run in runs])
    if not photos.ids:
        return Comparison(photos.split, 0, photos.relabelled, [], None, [], settings)
    first, *others = photos.right
    sentences = [
        difference_sentence(runs[0].name, run.name, difference(first, right, len(others)))
        for run, right in zip(runs[1:], others, strict=True)
    ]
    return Comparison(
        split=photos.split,
        n=len(photos.ids),
        relabelled=photos.relabelled,
        figures=[right_answers(photos.truth, answers) for answers in photos.answers],
        floor=floor(photos),
        sentences=sentences,
        settings=settings,
    )
