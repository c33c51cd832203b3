"""One training, from frozen spec to evaluated model."""

from __future__ import annotations

import math
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from core.errors import CannotTrain, CoreError
from core.learning.architectures import build
from core.learning.callbacks import BestWeights, EventLogger, StopOnDivergence, StopOnRequest
from core.learning.checkpoints import CheckpointWriter, Progress, restore
from core.learning.input_pipeline import Pictures, plain_batches, training_batches
from core.learning.losses import compile_model
from core.learning.optimizers import make_optimizer
from core.learning.outcome import keep_model, keep_results
from core.learning.pixel_cache import PixelCache
from core.learning.stopping import Diverged, StopRequested, out_of_memory, with_model
from core.runs.checkpoints import Checkpoint
from core.runs.events import EventWriter
from core.runs.networks import ARCHITECTURES, FACE_NETWORK
from core.runs.run_directory import RunDirectory
from core.runs.spec import TrainConfig
from core.starter_model import starter_weights
from core.weights import IMAGENET, find_weights

_SPLITS = ("train", "validation", "test")
_LEARNING = 0.97  # of the loss of guessing: below it, learning has begun
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
    keras.utils.set_random_seed(config.seed)
    model = build(config, len(run.classes), _weights(run, config, diary))
    steps = math.ceil(len(splits["train"]) / config.batch_size)
    optimizer = make_optimizer(config, steps)
    compile_model(model, optimizer, len(run.classes), config.label_smoothing)
    guessing = math.log(len(run.classes))
    best = BestWeights(
        config.patience if config.early_stopping else None, plateau=_LEARNING * guessing
    )
    progress = restore(checkpoint, model, best)
    keeper = CheckpointWriter(run, best, checkpoint, progress.seconds)
    broken: CoreError | None = None
    stopped = False
    try:
        stopped = _fit(
            model, run, config, splits, diary=diary, best=best, keeper=keeper, progress=progress
        )
    except _BROKEN_OFF as error:
        broken = error if isinstance(error, CoreError) else out_of_memory(config.batch_size)
        if best.best_epoch is None:
            raise broken from error
    best.restore(model)
    run.manifest.unlink(missing_ok=True)
    diary.write("evaluating", message="Answering the photos it has not learned from.")
    keep_model(run, model)
    keep_results(run, model, splits, diary)
    if broken is not None:
        raise with_model(broken, best.best_epoch or 0)
    seconds = round(time.monotonic() - began + progress.seconds, 3)
    message = _ending(best, stopped=stopped)
    diary.write("stopped" if stopped else "finished", message=message, seconds=seconds)


def class_weights(labels: np.ndarray, num_classes: int) -> dict[int, float]:
    """Return a weight for each class in inverse proportion to its share, 1 on average.

    Parameters
    ----------
    labels : ndarray of int, shape (N,)
        Class indices; every class occurs.
    num_classes : int
        K.
    """
    counts = np.bincount(labels, minlength=num_classes)
    return {index: len(labels) / (num_classes * int(count)) for index, count in enumerate(counts)}


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


def _weights(run: RunDirectory, config: TrainConfig, diary: EventWriter) -> Path | None:
    if not config.starts_pretrained:
        return None
    if config.architecture == FACE_NETWORK:
        return starter_weights()
    file = IMAGENET[ARCHITECTURES[config.architecture].weights]

    def progress(done: int, total: int | None) -> None:
        if run.stop_request.exists():
            raise StopRequested
        message = "Fetching the pre-trained weights."
        diary.write("preparing", message=message, done=done, total=total)

    return find_weights(run.workspace, file, progress)


def _fit(
    model: keras.Model,
    run: RunDirectory,
    config: TrainConfig,
    splits: Mapping[str, Pictures],
    *,
    diary: EventWriter,
    best: BestWeights,
    keeper: CheckpointWriter,
    progress: Progress,
) -> bool:
    """Fit until the end or a stop request; return whether it was one."""
    if progress.ended:
        return False
    training, validation = splits["train"], splits["validation"]
    steps = math.ceil(len(training) / config.batch_size)
    logger = EventLogger(diary, best, epochs=config.epochs, steps=steps, images=len(training))
    watchers = [
        StopOnDivergence(diary, config.learning_rate),
        best,
        logger,
        keeper,
        StopOnRequest(run.stop_request),
    ]
    weights = class_weights(training.labels, len(run.classes)) if config.class_weights else None
    try:
        model.fit(
            training_batches(training, config, progress.epoch),
            initial_epoch=progress.epoch,
            epochs=config.epochs,
            steps_per_epoch=steps,
            validation_data=plain_batches(validation, config.batch_size),
            class_weight=weights,
            callbacks=watchers,
            shuffle=False,
            verbose=0,
        )
    except StopRequested:
        return True
    return False


def _ending(best: BestWeights, *, stopped: bool) -> str:
    if not stopped:
        return f"It is done; round {best.best_epoch} was the best and was kept."
    if best.best_epoch is None:
        return "It was stopped in its first round, before it had learned from every photo."
    return f"It was stopped; round {best.best_epoch} was the best and was kept."
