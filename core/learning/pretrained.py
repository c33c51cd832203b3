"""Where a network's first weights come from."""

from __future__ import annotations

import time
from pathlib import Path

from core.learning.session import Session
from core.learning.stopping import StopRequested
from core.runs.networks import ARCHITECTURES, FACE_NETWORK
from core.starter_model import starter_weights
from core.weights import IMAGENET, find_weights

_EVERY = 0.5


def pretrained_weights(session: Session) -> Path | None:
    """Return the file a training's network starts from, fetched if need be; None for from scratch.

    Parameters
    ----------
    session : Session
        The training; its diary is told of a download.

    Raises
    ------
    WeightsMissing
        If the file is not here and cannot be fetched.
    StopRequested
        If the person asks for a stop meanwhile.
    """
    config, run = session.config, session.run
    if not config.starts_pretrained:
        return None
    if config.architecture == FACE_NETWORK:
        return starter_weights()

    written = 0.0

    def progress(done: int, total: int | None) -> None:
        nonlocal written
        if run.stop_request.exists():
            raise StopRequested
        if time.monotonic() - written < _EVERY and done != total:
            return
        written = time.monotonic()
        message = "Fetching the pre-trained weights."
        session.diary.write("preparing", message=message, done=done, total=total)

    return find_weights(
        run.workspace, IMAGENET[ARCHITECTURES[config.architecture].weights], progress
    )
