"""One training, from frozen spec to evaluated model."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import replace

import keras
import numpy as np
import tensorflow as tf

from core.errors import CannotTrain, CoreError
from core.learning.architectures import build
from core.learning.best_weights import BestWeights
from core.learning.checkpoints import Progress
from core.learning.fine_tuning import learn_from_pixels
from core.learning.input_pipeline import Pictures
from core.learning.outcome import keep_model, keep_results
from core.learning.pixel_cache import PixelCache
from core.learning.precision import in_float32, policy
from core.learning.pretrained import pretrained_weights
from core.learning.session import Session
from core.learning.solved_head import solve_head
from core.learning.stopping import Diverged, StopRequested, out_of_memory, with_model
from core.learning.transfer import train_head
from core.runs.checkpoints import Checkpoint
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory
from core.runs.spec import TrainConfig

_SPLITS = ("train", "validation", "test")
_LEARNING = 0.97  # of the loss of guessing: below it, learning has begun
_HEAD_ONLY = ("exact", "frozen")
_BROKEN_OFF = (Diverged, MemoryError, tf.errors.ResourceExhaustedError)


def train(
    run: RunDirectory,
    diary: EventWriter,
    cache: PixelCache,
    checkpoint: Checkpoint | None = None,
) -> None:
    """Train, keep the best weights, answer validation and test photos, and end the diary.

    A stop request ends the learning early; what was learned is evaluated and kept all the same. So
    is the best epoch of a training that breaks off, before its error is raised.

    Parameters
    ----------
    run : RunDirectory
        What to do, and where everything goes.
    diary : EventWriter
        Gets every event from here on, ending with ``finished`` or ``stopped``.
    cache : PixelCache
        Holds the pictures, see `core.learning.preparing`.
    checkpoint : Checkpoint, optional
        A whole one of this run to go on from.

    Raises
    ------
    CannotTrain
        If too many pictures are gone for a training.
    WeightsMissing
        If the network needs pre-trained weights that are not to be had.
    Diverged
        If the loss stops being a number.
    OutOfMemory
        If the batches are too large for this computer.
    RunDamaged
        If the checkpoint does not fit the network.
    """
    began = time.monotonic()
    splits = {name: Pictures.of_split(run.pictures, name, cache) for name in _SPLITS}
    _check(splits, run.classes)
    config = _fitting(run.config, len(splits["train"]), diary)
    session = Session(run, diary, config, splits)
    keras.utils.set_random_seed(config.seed)
    model = _network(session)
    patience = config.patience if config.early_stopping else None
    best = BestWeights(model, patience, plateau=_LEARNING * math.log(len(run.classes)))
    earlier = checkpoint.facts()["seconds"] if checkpoint else 0.0
    broken: CoreError | None = None
    stopped = False
    try:
        _learn(session, model, best, checkpoint)
    except StopRequested:
        stopped = True
    except _BROKEN_OFF as error:
        broken = error if isinstance(error, CoreError) else out_of_memory(config.batch_size)
        if best.best_epoch is None:
            raise broken from error
    best.restore()
    run.manifest.unlink(missing_ok=True)
    diary.write("evaluating", message="Answering the photos it has not learned from.")
    model = in_float32(model, config, session.num_classes)
    keep_model(run, model)
    keep_results(run, model, splits, diary)
    if broken is not None:
        raise with_model(broken, best.best_epoch or 0)
    seconds = round(time.monotonic() - began + earlier, 3)
    message = _ending(best, stopped=stopped)
    diary.write("stopped" if stopped else "finished", message=message, seconds=seconds)


def _network(session: Session) -> keras.Model:
    """Build the network, in the precision that fits it and the processor."""
    keras.config.set_dtype_policy(policy(session.config))
    weights = pretrained_weights(session)
    return build(session.config, session.num_classes, weights)


def _learn(
    session: Session, model: keras.Model, best: BestWeights, checkpoint: Checkpoint | None
) -> None:
    """Go through the stages of the training, or on with the one that was interrupted."""
    began = time.monotonic()
    before = Progress()
    if checkpoint is None and session.config.starts_pretrained:
        epochs = _learn_head(session, model, best)
        before = Progress(epochs, time.monotonic() - began)
    if session.config.fine_tuning in _HEAD_ONLY and session.config.starts_pretrained:
        return
    if before.epoch >= session.config.epochs:
        return
    if before.epoch:
        best.restore()
        best.begin_stage(before.epoch)
    learn_from_pixels(session, model, best, before=before, checkpoint=checkpoint)


def _learn_head(session: Session, model: keras.Model, best: BestWeights) -> int:
    """Let the head learn first; return the epochs that took.

    A network whose head is random would unlearn what it knows while the head catches up (Kumar et
    al. 2022, arXiv:2202.10054).
    """
    config = session.config
    if config.fine_tuning in ("frozen", "two-stage"):
        part = config.epochs if config.fine_tuning == "frozen" else max(1, config.epochs // 2)
        return train_head(session, model, best, part)
    if config.dense_units:
        return 0
    solve_head(session, model, best)
    return 1


def _check(splits: Mapping[str, Pictures], classes: list[str]) -> None:
    present = np.bincount(splits["train"].labels, minlength=len(classes))
    for label, count in zip(classes, present, strict=True):
        if count == 0:
            raise CannotTrain(
                f"No photo of {label} is left to learn from: their files are gone or damaged.",
                advice="Import the photos again, then train again.",
            )
    if not len(splits["validation"]):
        raise CannotTrain(
            "No photo is left to be kept aside: their files are gone or damaged.",
            advice="Import the photos again, then train again.",
        )


def _fitting(config: TrainConfig, images: int, diary: EventWriter) -> TrainConfig:
    """Return the settings with a batch no larger than the training set, and say so."""
    if config.batch_size <= images:
        return config
    message = f"The batch size was reduced from {config.batch_size} to {images}, all there is."
    diary.write("note", message=message)
    return replace(config, batch_size=images)


def _ending(best: BestWeights, *, stopped: bool) -> str:
    if not stopped:
        return f"It is done; round {best.best_epoch} was the best and was kept."
    if best.best_epoch is None:
        return "It was stopped in its first round, before it had learned from every photo."
    return f"It was stopped; round {best.best_epoch} was the best and was kept."
