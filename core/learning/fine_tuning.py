"""Learning from pixels: the whole network, or the part of it that is not frozen."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import keras

from core.learning.backbones import unfreeze
from core.learning.best_weights import BestWeights
from core.learning.budget import Plan, step_seconds
from core.learning.callbacks import EventLogger, StopOnDivergence, StopOnRequest
from core.learning.checkpoints import CheckpointWriter, Progress, restore
from core.learning.input_pipeline import plain_batches, training_batches
from core.learning.losses import compile_model
from core.learning.optimizers import make_optimizer
from core.learning.progressive_resizing import (
    Part,
    longest_plan,
    parts_of,
    relative_cost,
    resized,
    smaller_rounds,
)
from core.learning.session import Session
from core.runs.checkpoints import Checkpoint
from core.runs.networks import FACE_NETWORK
from core.runs.spec import TrainConfig

_GENTLE = 0.1  # of the step size: what was learned elsewhere must not be shaken off
_HALF = 50  # of 100
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
    optimizer = _optimizer(config, plan)
    _compile(session, model, optimizer)
    progress = restore(checkpoint, model, best) if checkpoint else before
    if progress.ended:
        return
    if checkpoint is None:
        best.begin_stage(plan.before + plan.smaller)  # smaller photos are never given up early
    logger = EventLogger(
        session.diary,
        best,
        epochs=plan.epochs,
        steps=plan.steps,
        images=min(len(session.training), plan.steps * config.batch_size),
        costs=[relative_cost(plan, epoch) for epoch in range(plan.epochs)],
    )
    watchers = [
        StopOnDivergence(session.diary, session.config.learning_rate),
        *([keras.callbacks.SwapEMAWeights()] if optimizer.use_ema else []),
        best,
        logger,
        CheckpointWriter(session.run, best, checkpoint, progress.seconds, plan),
        StopOnRequest(session.run.stop_request),
    ]
    for part in parts_of(plan, model):
        done = max(progress.epoch, part.begin)
        if done >= part.end:
            continue
        _compile(session, part.network, optimizer)
        if done == part.begin > plan.before:
            _begin_part(part, best)
        _fit(session, part, done, plan.steps, watchers)


def _begin_part(part: Part, best: BestWeights) -> None:
    """Begin with the averaged weights, as Keras leaves them, also after an interruption."""
    part.network.optimizer.finalize_variable_values(part.network.trainable_variables)
    best.begin_stage(part.begin, comparable=False)


def _fit(session: Session, part: Part, done: int, steps: int, watchers: list[Any]) -> None:
    """Make the rounds of a part that are not done yet."""
    config, network = session.config, part.network
    watched = plain_batches(session.validation, config.batch_size)
    network.fit(
        _batches(session, part, done),
        initial_epoch=done,
        epochs=part.end,
        steps_per_epoch=steps,
        validation_data=resized(watched, part.side) if part.side != config.image_size else watched,
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
    rounds = config.epochs - before.epoch
    smaller = smaller_rounds(rounds) if config.progressive_resizing else 0
    whole = Plan(before.epoch + rounds, session.steps, before.epoch, smaller)
    if not config.minutes:
        return whole
    began = time.monotonic()
    first, costs = _costs(session, model, config, whole)
    gone = before.seconds + time.monotonic() - began + first
    left = max(0.0, 60 * config.minutes * (1 - _AT_THE_END) - gone)
    watched = len(session.validation) / len(session.training)
    found = longest_plan(left, costs, whole.steps, rounds, watched)
    plan = replace(found, epochs=before.epoch + found.epochs, before=before.epoch)
    if plan != whole:
        session.diary.write("note", message=_shortened(plan, whole, config.minutes))
    return plan


def _costs(
    session: Session, model: keras.Model, config: TrainConfig, whole: Plan
) -> tuple[float, list[float]]:
    """Measure how long the first batches take, and a later one of each size of photos."""
    first, costs = 0.0, []
    for part in parts_of(whole, model):
        _compile(session, part.network, _optimizer(config, whole))
        slow, later = step_seconds(part.network, _batches(session, part, part.begin))
        first += slow
        costs.append(later)
    return first, costs


def _batches(session: Session, part: Part, done: int) -> Any:
    batches = training_batches(session.training, session.config, done)
    return resized(batches, part.side) if part.side != session.config.image_size else batches


def _optimizer(config: TrainConfig, plan: Plan) -> keras.Optimizer:
    own = replace(config, epochs=plan.epochs - plan.before)
    return make_optimizer(own, plan.steps)


def _compile(session: Session, model: keras.Model, optimizer: keras.Optimizer) -> None:
    compile_model(model, optimizer, session.num_classes, session.config.label_smoothing)


def _shortened(plan: Plan, whole: Plan, minutes: float) -> str:
    rounds = "1 round" if plan.epochs == 1 else f"{plan.epochs} rounds"
    time = f"{60 * minutes:.0f} seconds" if minutes < 1 else f"{minutes:g} min"
    if plan.steps < whole.steps:
        share = round(100 * plan.steps / whole.steps)
        part = "half of the photos" if share == _HALF else f"{share} of 100 photos"
        return (
            f"This computer is slow or busy just now, so it learns from {part} in {rounds} "
            f"to keep to {time}."
        )
    return (
        f"This computer is slow or busy just now, so it makes {rounds} instead of {whole.epochs} "
        f"to keep to {time}."
    )
