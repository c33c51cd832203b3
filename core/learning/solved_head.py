"""A linear head on what a network knows, solved exactly: one look at each photo, one round."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import keras
import numpy as np
from numpy.typing import NDArray

from core.learning.best_weights import BestWeights
from core.learning.exact_head import LinearHead, fit_head
from core.learning.features import features, views
from core.learning.kept_features import SIDE, KeptFeatures
from core.learning.looking import Looking
from core.learning.session import Session
from core.learning.starter import starter_head
from core.runs.networks import FACE_NETWORK

FIRST_LOOK = 2_000
"""Photos that are enough for a head which goes on learning afterwards."""

_OF_EACH_CLASS = 5
_TINY = 1e-7


def solve_head(session: Session, model: keras.Model, best: BestWeights) -> None:
    """Give a network the best linear head for its training photos, as its first epoch.

    Where more learning follows, a sample of a large set is enough to begin with.

    Parameters
    ----------
    session : Session
        The training; its diary gets the epoch.
    model : keras.Model
        Its ``answer`` layer stands right behind its features.
    best : BestWeights
        Keeps these weights.

    Raises
    ------
    StopRequested
        If the person asks for a stop.
    """
    began = time.monotonic()
    training, validation = session.training, session.validation
    exact = session.config.fine_tuning == "exact"
    sample = np.arange(len(training)) if exact else _sample(training.labels, session.config.seed)
    labels = training.labels[sample]
    looking = Looking(session, len(sample) + len(validation))
    if exact and _sees_as_starter(session):
        seen, watched = _kept(session, looking)
    else:
        look = features if exact else _as_they_are
        seen = look(model, training.pixels, training.rows[sample], looking.tell)
        looking.next_part(len(sample))
        watched = look(model, validation.pixels, validation.rows, looking.tell)
    known = starter_head() if session.config.architecture == FACE_NETWORK else None
    head = fit_head(seen, labels, known, balanced=session.config.class_weights)
    model.get_layer("answer").set_weights([head.kernel, head.bias])
    loss, accuracy = _figures(head, seen, labels)
    val_loss, val_accuracy = _figures(head, watched, validation.labels)
    best.set_model(model)
    best.consider(1, val_loss)
    epochs = 1 if exact else session.config.epochs
    session.diary.write("training", epochs=epochs, steps=1)
    session.diary.write(
        "epoch",
        epoch=1,
        loss=loss,
        accuracy=accuracy,
        val_loss=val_loss,
        val_accuracy=val_accuracy,
        seconds=round(time.monotonic() - began, 4),
        best_epoch=1,
        images_per_second=None,
        seconds_left=0.0 if exact else None,
    )


def _sees_as_starter(session: Session) -> bool:
    """Return whether the features are those of the starter model, to the last bit."""
    config = session.config
    plain = config.precision == "float32" and config.image_size == SIDE
    return config.starts_as_starter and plain


def _kept(session: Session, looking: Looking) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the features of training and validation photos, looking at those not seen before."""
    kept = KeptFeatures(session.run.workspace)
    parts = (session.training, session.validation)
    squares = {
        key: part.pixels[row]
        for part in parts
        for key, row in zip(part.keys, part.rows, strict=True)
        if key not in kept.rows
    }
    kept.add_squares(squares, looking.tell)
    seen, watched = (kept.array[[kept.rows[key] for key in part.keys]] for part in parts)
    return seen, watched


def _sample(labels: NDArray[np.int64], seed: int) -> NDArray[np.int64]:
    """Return where in the training set to look first; every class is among them."""
    order = np.random.default_rng(seed).permutation(len(labels))
    rare = [order[labels[order] == label][:_OF_EACH_CLASS] for label in np.unique(labels)]
    found: NDArray[np.int64] = np.unique(np.concatenate([order[:FIRST_LOOK], *rare]))
    return found


def _as_they_are(
    model: keras.Model,
    pixels: NDArray[np.uint8],
    rows: NDArray[np.int64],
    on_batch: Callable[[int], None],
) -> NDArray[np.float32]:
    """Return features as later rounds will see the photos, without their mirror images."""
    seen: NDArray[np.float32] = views(model, pixels, rows, on_batch=on_batch)[0]
    return seen


def _figures(
    head: LinearHead, seen: NDArray[np.float32], labels: NDArray[np.int64]
) -> tuple[float, float]:
    """Return cross-entropy and accuracy of a head."""
    answers = head.probabilities(seen)
    right = answers[np.arange(len(labels)), labels]
    loss = -math.fsum(np.log(np.maximum(right, _TINY)).tolist()) / len(labels)
    return loss, float((answers.argmax(axis=1) == labels).mean())
