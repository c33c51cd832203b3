"""What the computer would say about the photos of a set, fitted anew from their labels."""

from __future__ import annotations

from dataclasses import dataclass

from core.dataset.framing import WHOLE, current_framing
from core.dataset.records import PictureRecord
from core.dataset.store import DatasetStore
from core.face_examples import face_examples
from core.inference import Frame, Inference
from core.readiness import FEWEST
from core.workspace import Workspace


@dataclass(frozen=True)
class Guess:
    """What the computer would say about one photo.

    Parameters
    ----------
    label : str
        The most probable class.
    probability : float
        Of that class, 0 to 1.
    agrees : bool or None
        Whether it is the label the photo has; None where it has none.
    """

    label: str
    probability: float
    agrees: bool | None


def guesses(workspace: Workspace, store: DatasetStore, inference: Inference) -> dict[str, Guess]:
    """Return a guess for every photo that can be looked at, by id.

    No photo is answered by a head that was fitted on it. Where the set is about faces, photos
    without one get no guess.

    Parameters
    ----------
    workspace : Workspace
        Whose photos.
    store : DatasetStore
        Its dataset.
    inference : Inference
        The process that holds the networks.

    Returns
    -------
    dict of str to Guess
        Empty while fewer than two classes have `core.training_plan.FEWEST` photos.

    Raises
    ------
    CoreError
        If the starter model is gone.
    """
    everything = store.pictures(limit=store.count())
    frames = frames_of(store, everything)
    records = [each for each in everything if each.id in frames]
    classes = classes_with_enough(records)
    if not classes:
        return {}
    labels = [classes.index(each.label) if each.label in classes else -1 for each in records]
    wanted = [frames[each.id] for each in records]
    answers = inference.guess(workspace.root, wanted, labels, len(classes))
    return {
        record.id: _guess(record, row, classes)
        for record, row in zip(records, answers, strict=True)
        if row is not None
    }


def frames_of(store: DatasetStore, everything: list[PictureRecord]) -> dict[str, Frame]:
    """Return what is looked at of each photo: its chosen face, or all of it."""
    records = {each.id: each.suffix for each in everything}
    if current_framing(store) == WHOLE:
        return {picture: (picture, suffix, None) for picture, suffix in records.items()}
    examples = face_examples(store, labelled=False)
    return {
        picture: (picture, records[picture], each[0].crop)
        for picture, each in examples.items()
        if each and picture in records
    }


def classes_with_enough(records: list[PictureRecord]) -> list[str]:
    """Return the classes with at least `FEWEST` photos; none where there is but one."""
    counts: dict[str, int] = {}
    for record in records:
        if record.label is not None:
            counts[record.label] = counts.get(record.label, 0) + 1
    enough = sorted(label for label, count in counts.items() if count >= FEWEST)
    return enough if len(enough) > 1 else []


def _guess(record: PictureRecord, row: list[float], classes: list[str]) -> Guess:
    best = max(range(len(row)), key=row.__getitem__)
    agrees = None if record.label is None else record.label == classes[best]
    return Guess(classes[best], row[best], agrees)
