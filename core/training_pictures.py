"""Which photos, and which parts of them, a training learns from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING

from core.counting import photos_in_words
from core.dataset.framing import WHOLE
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.runs.run_files import TrainingPicture

if TYPE_CHECKING:
    from core.face_examples import Example

_SOME = 50


def training_pictures(
    store: DatasetStore, classes: Sequence[str], framing: str
) -> tuple[list[TrainingPicture], list[str]]:
    """Return what a training learns from, and what it passes over.

    Parameters
    ----------
    store : DatasetStore
        Where photos, splits and faces are known.
    classes : sequence of str
        The class list of the run; photos of other classes are not taken.
    framing : {"whole", "faces"}
        Whether a photo comes whole, or once for each of its chosen faces.

    Returns
    -------
    tuple of (list of TrainingPicture, list of str)
        And the ids of the photos that show no face, where it is about faces.
    """
    position = {label: index for index, label in enumerate(classes)}
    rows = [
        (picture, suffix, position[label], split)
        for picture, suffix, label, split in store.training_pictures()
        if split is not None and label in position
    ]
    if framing == WHOLE:
        return [TrainingPicture(*row) for row in rows], []
    examples = _examples(store)
    pictures = [
        TrainingPicture(*row, crop=each.crop, face=each.face)
        for row in rows
        for each in examples[row[0]]
    ]
    return pictures, [row[0] for row in rows if not examples[row[0]]]


def faces_per_class(store: DatasetStore) -> dict[str, int]:
    """Return how many labelled photos of every class show a face, in class order."""
    examples = _examples(store)
    shown = Counter(row[2] for row in store.training_pictures() if examples[row[0]])
    return {label: shown[label] for label in store.classes() if shown[label]}


def faces_wanted(waiting: int, *, anybody: bool) -> str:
    """Return why there can be no training on faces yet, as whole sentences; empty if there can.

    Parameters
    ----------
    waiting : int
        Photos nobody has looked for faces in.
    anybody : bool
        Whether any labelled photo shows a face.
    """
    if waiting:
        photos = photos_in_words(waiting)
        wait = "Wait for that, or train on whole photos."
        return f"Faces are still to be looked for in {photos}. {wait}"
    if not anybody:
        return "No face was found in any labelled photo. Train on whole photos instead."
    return ""


def native_size(store: DatasetStore, framing: str) -> int | None:
    """Return the typical side in pixels of what will be looked at, None if there is nothing."""
    if framing != WHOLE:
        from core.face_examples import typical_side  # noqa: PLC0415 - loads OpenCV

        return typical_side(store)
    some = store.pictures(PictureQuery(), limit=_SOME)
    return round(median(max(item.width, item.height) for item in some)) if some else None


def left_out_sentence(count: int) -> str:
    """Say how many photos a training on faces passes over; empty if none."""
    if not count:
        return ""
    if count == 1:
        return "1 photo shows no face and is left out."
    return f"{count:,} photos show no face and are left out."


def _examples(store: DatasetStore) -> dict[str, list[Example]]:
    from core.face_examples import face_examples  # noqa: PLC0415 - loads OpenCV

    return face_examples(store)
