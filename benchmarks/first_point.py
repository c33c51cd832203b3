"""From the start of a training to the first point on its curve."""

from __future__ import annotations

import os
import time
from statistics import median

from benchmarks.figure import Figure
from core.dataset.store import DatasetStore
from core.runs.launcher import request_stop
from core.runs.presets import preset_config
from core.runs.run_directory import RunDirectory
from core.standby import SWITCH, Standby
from core.training_plan import start_training
from core.workspace import Workspace

_TRIES = 3
_NETWORK = "cnn-16-32-64"
_READING = 15.0
_RIVAL = "a worker started at the press"
_LOOKS = 0.02
_PATIENCE = 120.0


def first_point(faces: Workspace) -> Figure:
    """Train as the page does and stop at the first point, three times each way; return medians.

    The figure is that of the page, which has a worker ready while a person reads it and presses
    the button; beside it stands a worker that starts at the press.

    Parameters
    ----------
    faces : Workspace
        Whose faces are imported, and were never trained on.
    """
    os.environ.pop(SWITCH, None)
    cold = [_try(faces, seed, waits=False) for seed in range(_TRIES)]
    found = [_try(faces, seed, waits=True) for seed in range(_TRIES)]
    detail = {
        "seconds": found,
        "without_waiting_worker": median(cold),
        "seconds_without_waiting_worker": cold,
        "network": _NETWORK,
        "first_of_those": "it also brings every picture to its size",
    }
    return Figure(
        "first_point",
        median(found),
        "s",
        "<= 6, stretch 3",
        "a worker started at the press",
        detail,
    )


def _try(faces: Workspace, seed: int, *, waits: bool) -> float:
    standby = Standby()
    if waits:
        standby.prepare()
        time.sleep(_READING)
    with DatasetStore.open(faces) as store:
        began = time.monotonic()
        photos = store.summary().labelled
        config = preset_config("quick", _NETWORK, photos, 48)
        run = start_training(faces, store, config, name=f"Try {seed}", launch=False)
        standby.launch(run)
    seconds = _wait(run) - began
    request_stop(run)
    while not run.state().ended:
        time.sleep(_LOOKS)
    return round(seconds, 2)


def _wait(run: RunDirectory) -> float:
    began = time.monotonic()
    while time.monotonic() - began < _PATIENCE:
        now = run.state()
        if now.first or now.history:
            return time.monotonic()
        if now.ended:
            raise RuntimeError(now.message)
        time.sleep(_LOOKS)
    raise TimeoutError("No point appeared within two minutes.")
