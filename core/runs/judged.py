"""The photos that a finished training is judged by."""

from __future__ import annotations

from core.runs.run_directory import RunDirectory
from core.runs.run_files import TrainingPicture


def judged_split(run: RunDirectory) -> str:
    """Return the split that a training is judged by: "test", or "validation" without one."""
    return "test" if any(each.split == "test" for each in run.pictures) else "validation"


def some_pictures(run: RunDirectory, split: str, most: int) -> list[TrainingPicture]:
    """Return at most so many pictures of a split, evenly spread over it."""
    pictures = [each for each in run.pictures if each.split == split]
    return [pictures[at] for at in evenly(len(pictures), most)]


def evenly(number: int, most: int) -> list[int]:
    """Return at most so many of the positions 0 to ``number`` - 1, evenly spread, both ends too."""
    kept = min(number, most)
    return [at * (number - 1) // max(1, kept - 1) for at in range(kept)]
