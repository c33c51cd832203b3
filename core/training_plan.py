"""From the dataset to a run: with which network, and what exactly is trained on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from core.counting import photos_in_words
from core.dataset.face_itself import ALREADY_FACE
from core.dataset.file_check import check_files, left_out_files
from core.dataset.framing import WHOLE
from core.dataset.labels import dataset_version
from core.dataset.splits import ensure_splits
from core.dataset.store import DatasetStore
from core.duplicate_search import groups_at_hand
from core.errors import CannotTrain
from core.readiness import FEWEST, readiness
from core.runs import launcher
from core.runs.bin import next_name
from core.runs.marks import checked_name
from core.runs.networks import FACE_NETWORK
from core.runs.one_at_a_time import one_at_a_time
from core.runs.run_directory import Folder, RunDirectory, TrainingPicture
from core.runs.run_files import SPLITS
from core.runs.spec import TrainConfig
from core.training_notes import all_alike, warnings, without_photos
from core.training_pictures import left_out_sentence, training_pictures
from core.weights import local_weights
from core.workspace import Workspace

FEW = 200
"""Below this many photos a pre-trained network does better than one that learns from nothing."""


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
    InvalidName
        If the name is empty or too long.
    """
    with one_at_a_time(workspace):
        name = checked_name(name) if name else next_name(workspace)
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
    groups = groups_at_hand(workspace, store)
    notes = ensure_splits(store, config.shares.to_json(), config.seed, groups=groups)
    classes = list(ready.per_class)
    asked, faceless = training_pictures(store, classes, config.framing)
    files = check_files(store, binned=False)
    pictures = [item for item in asked if item.id not in files.unusable]
    wanting = {item.id for item in asked} & files.unusable
    _check_files(pictures, classes, len(wanting))
    _check_splits(pictures, classes, all_alike(groups, sum(ready.per_class.values())))
    gone = len(wanting & {*files.missing})
    left_out = [left_out_sentence(len(faceless)), left_out_files(gone, len(wanting) - gone)]
    return kind.create(
        workspace,
        name,
        config,
        classes,
        pictures,
        dataset_version=dataset_version(store),
        last_event=store.summary().last_event,
        notes=[
            split_sentence(pictures),
            *notes.sentences,
            *filter(None, [*left_out, without_photos(store.summary().per_class)]),
            *warnings(ready.per_class, groups, config.batch_size, _learned(pictures)),
        ],
        without_face=faceless,
        without_file=sorted(wanting),
        **facts,
    )


def _learned(pictures: Sequence[TrainingPicture]) -> int:
    return sum(each.split == SPLITS[0] for each in pictures)


def split_sentence(pictures: Sequence[TrainingPicture]) -> str:
    """Say how the photos of a run are shared out, in plain words."""
    counts = Counter({(item.id, item.split): item.split for item in pictures}.values())
    learned, watched, tested = (counts[split] for split in SPLITS)
    last = f"and {tested:,} for the final test" if tested else "and none for a final test"
    return f"{learned:,} photos to learn from, {watched:,} kept aside, {last}."


def _check_files(
    pictures: Sequence[TrainingPicture], classes: Sequence[str], left_out: int
) -> None:
    """Refuse where so many files are gone that a class has too few photos left."""
    if not left_out:
        return
    left = Counter(item.class_index for item in pictures)
    for index, label in enumerate(classes):
        if left[index] < FEWEST:
            raise CannotTrain(
                f"The files of {photos_in_words(left_out)} are gone or were changed outside Mien; "
                f"of {label} {photos_in_words(left[index])} can be read.",
                f"At least {FEWEST} of each kind are needed.",
                "Add the photos again; `python -m core doctor` names them.",
            )


def _check_splits(pictures: Sequence[TrainingPicture], classes: Sequence[str], alike: str) -> None:
    """Refuse a set that has nothing to learn from or to watch with.

    Photos that look alike stay together, so a set of one picture cannot be shared out; ``alike``
    says so then.
    """
    learned = {item.class_index for item in pictures if item.split == "train"}
    for index, label in enumerate(classes):
        if index not in learned and alike:
            raise CannotTrain(alike)
        if index not in learned:
            raise CannotTrain(
                f"Every photo of {label} was imported for checking or for the final test.",
                advice=f"Import photos of {label} to learn from.",
            )
    if not any(item.split == "validation" for item in pictures):
        if alike:
            raise CannotTrain(alike)
        raise CannotTrain(
            "No photo is kept aside to watch the learning.",
            advice="Add more photos, or raise the share that is kept aside.",
        )
