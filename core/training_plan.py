"""From the dataset to a run: is there enough to train on, and what exactly is trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.dataset.face_marks import ALREADY_FACE, face_counts
from core.dataset.framing import WHOLE
from core.dataset.labels import dataset_version
from core.dataset.records import DatasetSummary
from core.dataset.splits import ensure_splits
from core.dataset.store import DatasetStore
from core.errors import CannotTrain
from core.runs import launcher
from core.runs.networks import FACE_NETWORK
from core.runs.run_directory import Folder, RunDirectory, TrainingPicture, list_runs
from core.runs.run_files import SPLITS
from core.runs.spec import TrainConfig
from core.training_pictures import (
    faces_per_class,
    faces_wanted,
    left_out_sentence,
    training_pictures,
)
from core.weights import local_weights
from core.workspace import Workspace

FEWEST = 5
"""Photos that every class needs."""

FEW = 200
"""Below this many photos a pre-trained network does better than one that learns from nothing."""


@dataclass(frozen=True)
class Readiness:
    """Whether a training can start.

    Parameters
    ----------
    ready : bool
        It can.
    reason : str
        Why not, and what to do, as whole sentences; empty if it can.
    per_class : dict of str to int
        Labelled photos of every class that has any, in class order; where the training is on
        faces, those that show one.
    left_out : int
        Labelled photos that show no face, where the training is on faces.
    """

    ready: bool
    reason: str
    per_class: dict[str, int]
    left_out: int = 0


def readiness(store: DatasetStore, framing: str = WHOLE) -> Readiness:
    """Say whether the dataset has enough to train on: two classes, five photos of each.

    Parameters
    ----------
    store : DatasetStore
        Where the photos are known.
    framing : {"whole", "faces"}, optional
        What is to be learned from: photos that show no face do not count where it is faces.
    """
    summary = store.summary()
    per_class = {label: count for label, count in summary.per_class.items() if count}
    if framing == WHOLE or not summary.labelled:
        reason = _reason(summary.total, per_class)
        return Readiness(not reason, reason, per_class)
    return _on_faces(summary, store)


def suggest_architecture(
    workspace: Workspace, photos: int, *, framing: str = WHOLE, size: int | None = None
) -> str:
    """Return the network a person should begin with.

    Where it looks at faces, the one that knows faces. Else few photos are too few to learn from
    nothing, so a network that knows everyday things comes first if its weights are on this
    computer.

    Parameters
    ----------
    workspace : Workspace
        Where weights are looked for.
    photos : int
        Labelled photos.
    framing : {"whole", "faces"}, optional
        What is to be learned from.
    size : int, optional
        Typical side of the photos in pixels; whole photos as small as faces are faces.

    Returns
    -------
    str
        A key of `core.runs.networks.ARCHITECTURES`.
    """
    if framing != WHOLE or (size is not None and size <= ALREADY_FACE):
        return FACE_NETWORK
    if photos < FEW and local_weights(workspace) is not None:
        return "mobilenet-v2-0.35"
    return "cnn-16-32-64"


def start_training(
    workspace: Workspace,
    store: DatasetStore,
    config: TrainConfig,
    *,
    name: str | None = None,
    launch: bool = True,
) -> RunDirectory:
    """Freeze the dataset as it is now into a run, and start it.

    Photos without a split get one first. While another training runs, the new one waits.

    Parameters
    ----------
    workspace : Workspace
        Where the run will lie.
    store : DatasetStore
        Where the photos are known.
    config : TrainConfig
        The settings; their shares and seed also draw the splits.
    name : str, optional
        What a person calls it; else "Training" and a number.
    launch : bool, optional
        Whether to start the worker; if not, `core.runs.launcher.start` can do so later.

    Raises
    ------
    CannotTrain
        If there is not enough to train on.
    """
    name = name or f"Training {len(list_runs(workspace)) + 1}"
    run = freeze(workspace, store, config, RunDirectory, name=name)
    if launch:
        launcher.launch(run)
    return run


def freeze(
    workspace: Workspace,
    store: DatasetStore,
    config: TrainConfig,
    kind: type[Folder],
    *,
    name: str,
    **facts: Any,
) -> Folder:
    """Freeze the dataset as it is now into a folder of models; nothing is started.

    Parameters
    ----------
    workspace, store, config
        As in `start_training`.
    kind : type
        `RunDirectory`, or a kind of it such as `core.runs.studies.Study`.
    name : str
        What a person calls it.
    **facts
        Further JSON values for its settings file.

    Raises
    ------
    CannotTrain
        If there is not enough to train on.
    """
    ready = readiness(store, config.framing)
    if not ready.ready:
        raise CannotTrain(ready.reason)
    notes = ensure_splits(store, config.shares.to_json(), config.seed)
    classes = list(ready.per_class)
    pictures, faceless = training_pictures(store, classes, config.framing)
    _check_splits(pictures, classes)
    left_out = left_out_sentence(len(faceless))
    return kind.create(
        workspace,
        name,
        config,
        classes,
        pictures,
        dataset_version=dataset_version(store),
        last_event=store.summary().last_event,
        notes=[split_sentence(pictures), *notes.sentences, *filter(None, [left_out])],
        without_face=faceless,
        **facts,
    )


def split_sentence(pictures: Sequence[TrainingPicture]) -> str:
    """Say how the photos of a run are shared out, in plain words."""
    counts = Counter({(item.id, item.split): item.split for item in pictures}.values())
    learned, watched, tested = (counts[split] for split in SPLITS)
    last = f"and {tested:,} for the final test" if tested else "and none for a final test"
    return f"{learned:,} photos to learn from, {watched:,} kept aside, {last}."


def _reason(total: int, per_class: Mapping[str, int]) -> str:
    if not total:
        return "There are no photos yet. Add some first."
    if not per_class:
        return f"None of the photos has a label yet. Label at least {FEWEST} of each kind."
    if len(per_class) == 1:
        return (
            f"All labelled photos are {next(iter(per_class))}. "
            f"Add at least {FEWEST} photos of a second kind."
        )
    short = [_shortage(label, count) for label, count in per_class.items() if count < FEWEST]
    return " ".join(short)


def _shortage(label: str, count: int) -> str:
    photos = "1 photo" if count == 1 else f"{count} photos"
    return f"{label[:1].upper()}{label[1:]} has {photos}; add at least {FEWEST - count} more."


def _on_faces(summary: DatasetSummary, store: DatasetStore) -> Readiness:
    shown = faces_per_class(store)
    left_out = summary.labelled - sum(shown.values())
    lacking = faces_wanted(face_counts(store).waiting, anybody=bool(shown))
    if lacking:
        return Readiness(ready=False, reason=lacking, per_class=shown)
    reason = _reason(summary.total, shown)
    told = f"{reason} {left_out_sentence(left_out)}".strip() if reason else ""
    return Readiness(not reason, told, shown, left_out)


def _check_splits(pictures: Sequence[TrainingPicture], classes: Sequence[str]) -> None:
    learned = {item.class_index for item in pictures if item.split == "train"}
    for index, label in enumerate(classes):
        if index not in learned:
            raise CannotTrain(
                f"Every photo of {label} was imported for checking or for the final test.",
                advice=f"Import photos of {label} to learn from.",
            )
    if not any(item.split == "validation" for item in pictures):
        raise CannotTrain(
            "No photo is kept aside to watch the learning.",
            advice="Add more photos, or raise the share that is kept aside.",
        )
