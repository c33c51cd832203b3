"""Learning from pixels: the whole network, or the part of it that is not frozen."""

from __future__ import annotations

import time
from dataclasses import replace

import keras

from core.learning.backbones import unfreeze
from core.learning.best_weights import BestWeights
from core.learning.budget import Plan, make_plan, step_seconds
from core.learning.callbacks import EventLogger, StopOnDivergence, StopOnRequest
from core.learning.checkpoints import CheckpointWriter, Progress, restore
from core.learning.input_pipeline import plain_batches, training_batches
from core.learning.losses import compile_model
from core.learning.optimizers import make_optimizer
from core.learning.session import Session
from core.runs.checkpoints import Checkpoint
from core.runs.networks import FACE_NETWORK
from core.runs.spec import TrainConfig

_GENTLE = 0.1  # of the step size: what was learned elsewhere must not be shaken off
_AT_THE_END = 0.04  # of the time: answering the photos at the end, writing the files


def learn_from_pixels(
    session: Session,
    model: keras.Model,
    best: BestWeights,
    *,
    before: Progress,
    checkpoint: Checkpoint | None,
) -> None:
    """Train until the end, the last epoch, or the moment when nothing gets better.

    Parameters
    ----------
    session : Session
        The training.
    model : keras.Model
        Its network.
    best : BestWeights
        Keeps the best weights.
    before : Progress
        Epochs that an earlier stage made, and how long everything took until now.
    checkpoint : Checkpoint or None
        A whole one to go on from.

    Raises
    ------
    StopRequested
        If the person asks for a stop.
    Diverged
        If the loss stops being a number.
    RunDamaged
        If the checkpoint does not fit the network.
    """
    config = _prepared(session, model)
    plan = _plan(session, model, config, before, checkpoint)
    _compile(session, model, config, plan)
    progress = restore(checkpoint, model, best) if checkpoint else before
    if progress.ended:
        return
    keeper = CheckpointWriter(session.run, best, checkpoint, progress.seconds, plan)
    logger = EventLogger(
        session.diary,
        best,
        epochs=plan.epochs,
        steps=plan.steps,
        images=min(len(session.training), plan.steps * config.batch_size),
    )
    watchers = [
        StopOnDivergence(session.diary, config.learning_rate),
        *([keras.callbacks.SwapEMAWeights()] if model.optimizer.use_ema else []),
        best,
        logger,
        keeper,
        StopOnRequest(session.run.stop_request),
    ]
    model.fit(
        training_batches(session.training, config, progress.epoch),
        initial_epoch=progress.epoch,
        epochs=plan.epochs,
        steps_per_epoch=plan.steps,
        validation_data=plain_batches(session.validation, config.batch_size),
        class_weight=session.class_weight,
        callbacks=watchers,
        shuffle=False,
        verbose=0,
    )


def _prepared(session: Session, model: keras.Model) -> TrainConfig:
    """Unfreeze what shall learn, and return the settings of this stage."""
    config = session.config
    unfreeze(model, config)
    if config.starts_pretrained and config.architecture != FACE_NETWORK:
        return replace(config, learning_rate=_GENTLE * config.learning_rate)
    return config


def _plan(
    session: Session,
    model: keras.Model,
    config: TrainConfig,
    before: Progress,
    checkpoint: Checkpoint | None,
) -> Plan:
    """Fit the epochs into the time; what was planned before an interruption stays."""
    if checkpoint is not None:
        return Plan(**checkpoint.facts()["plan"])
    whole = Plan(max(config.epochs, before.epoch + 1), session.steps, before.epoch)
    if not config.minutes:
        return whole
    began = time.monotonic()
    _compile(session, model, config, whole)
    first, later = step_seconds(model, training_batches(session.training, config))
    gone = before.seconds + time.monotonic() - began + first
    left = max(0.0, 60 * config.minutes * (1 - _AT_THE_END) - gone)
    watched = len(session.validation) / len(session.training)
    found = make_plan(left, later, whole.steps, whole.epochs - before.epoch, watched)
    plan = Plan(before.epoch + found.epochs, found.steps, before.epoch)
    if plan != whole:
        session.diary.write("note", message=_shortened(plan, whole, config.minutes))
    return plan


def _compile(session: Session, model: keras.Model, config: TrainConfig, plan: Plan) -> None:
    own = replace(config, epochs=plan.epochs - plan.before)
    optimizer = make_optimizer(own, plan.steps)
    compile_model(model, optimizer, session.num_classes, config.label_smoothing)


def _shortened(plan: Plan, whole: Plan, minutes: float) -> str:
    rounds = "1 round" if plan.epochs == 1 else f"{plan.epochs} rounds"
    time_there_is = "a minute" if minutes <= 1 else f"{minutes:g} minutes"
    if plan.steps < whole.steps:
        share = round(100 * plan.steps / whole.steps)
        return (
            f"On this computer {time_there_is} is enough for {rounds} with {share}% of the photos."
        )
    return f"On this computer {rounds} of {whole.epochs} fit into {time_there_is}."
