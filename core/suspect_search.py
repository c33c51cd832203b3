"""Labels of a set that are probably wrong, each with its reason."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from core.curation.label_errors import estimated_errors
from core.curation.suspects import NEIGHBOURS, Suspicion, suspicions
from core.curation.wording import suspect_sentence
from core.dataset.records import PictureRecord
from core.dataset.store import DatasetStore
from core.errors import CannotCurate
from core.guesses import classes_with_enough, frames_of
from core.inference import Inference
from core.inference_sets import Judged
from core.readiness import FEWEST
from core.workspace import Workspace


@dataclass(frozen=True)
class Suspect:
    """A photo whose label is probably wrong.

    Parameters
    ----------
    id : str
        The photo.
    given : str
        Its label.
    said : str
        The class that is more probable.
    probability : float
        Of ``said``, 0 to 1.
    self_confidence : float
        Probability of ``given``, 0 to 1; the list is sorted by it.
    look_alikes : tuple of str
        Ids of the five photos that look most like it, the most similar first.
    look_alike_labels : dict of str to int
        How many of these carry which label.
    sentence : str
        All of it for a person.
    """

    id: str
    given: str
    said: str
    probability: float
    self_confidence: float
    look_alikes: tuple[str, ...]
    look_alike_labels: dict[str, int]
    sentence: str


@dataclass(frozen=True)
class Audit:
    """What came of looking through the labels of a set.

    Parameters
    ----------
    suspects : tuple of Suspect
        The most suspicious first.
    judged : int
        Photos whose label was looked at.
    left_out : int
        Labelled photos that could not be judged: no face found, unreadable, or of a class with too
        few photos.
    estimated_errors : int
        How many labels are probably wrong (confident learning).
    """

    suspects: tuple[Suspect, ...]
    judged: int
    left_out: int
    estimated_errors: int


def find_suspects(workspace: Workspace, store: DatasetStore, inference: Inference) -> Audit:
    """Look for wrong labels; what people answered earlier plays no part.

    Parameters
    ----------
    workspace : Workspace
        Whose photos.
    store : DatasetStore
        Its dataset.
    inference : Inference
        The process that holds the networks.

    Raises
    ------
    CannotCurate
        If fewer than two classes have `core.training_plan.FEWEST` photos that can be judged.
    CoreError
        If the starter model is gone.
    """
    labelled = [each for each in store.pictures(limit=store.count()) if each.label]
    frames = frames_of(store, labelled)
    classes = classes_with_enough([each for each in labelled if each.id in frames])
    records = [each for each in labelled if each.id in frames and each.label in classes]
    if not classes:
        raise CannotCurate(
            "There are too few labelled photos to tell which labels are wrong.",
            f"At least two kinds need {FEWEST} photos each that the computer can look at.",
            "Label some more photos first.",
        )
    labels = [classes.index(each.label or "") for each in records]
    wanted = [frames[each.id] for each in records]
    judged = inference.judge(workspace.root, wanted, labels)
    return _audit(judged, records, labels, classes, len(labelled))


def _audit(
    judged: Judged,
    records: list[PictureRecord],
    labels: list[int],
    classes: list[str],
    labelled: int,
) -> Audit:
    there = [records[at] for at in judged.there]
    known = np.array(labels, np.int64)[judged.there]
    probabilities = np.frombuffer(judged.probabilities, np.float32).reshape(-1, len(classes))
    number = min(NEIGHBOURS, len(there) - 1)
    neighbours = np.frombuffer(judged.neighbours, np.int64).reshape(-1, number)
    found = suspicions(known, probabilities, neighbours)
    return Audit(
        tuple(_suspect(each, there, classes) for each in found),
        len(there),
        labelled - len(there),
        estimated_errors(known, probabilities),
    )


def _suspect(found: Suspicion, records: list[PictureRecord], classes: list[str]) -> Suspect:
    given, said = classes[found.given], classes[found.said]
    alike = [records[at] for at in found.look_alikes]
    labels = [each.label or "" for each in alike]
    return Suspect(
        records[found.position].id,
        given,
        said,
        found.probability,
        found.self_confidence,
        tuple(each.id for each in alike),
        dict(Counter(labels)),
        suspect_sentence(given, said, found.probability, labels),
    )
