"""A process that writes checkpoints and is killed: what it wrote is read, and it goes on from it.

It does what a training does after each round, and nothing else: the round goes into the diary, then
the checkpoint is written, by the training's own code. The weights of round 12 are all 12, so a
checkpoint that is half of one round and half of another is seen.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from core.runs.checkpoints import newest_intact
from core.runs.events import EventWriter
from core.runs.resuming import take_up
from core.runs.run_directory import RunDirectory, TrainingPicture
from core.runs.spec import TrainConfig
from core.runs.state import EpochRecord
from core.workspace import Workspace

NAME = "checkpoint_kills"
_KILLS_A_RUN = 20
_LATEST_KILL = 0.25
_MOST_EPOCHS = 1_000_000
_CONTEXT = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")


def checkpoint_kills(workspace: Workspace, kills: int, seed: int) -> Figure:
    """Return how many times a run could not be read, or did not go on from a whole checkpoint."""
    chance = random.Random(seed)
    runs: list[RunDirectory] = []
    written, all_written, wrong = 0, 0, []
    for number in range(kills):
        if number % _KILLS_A_RUN == 0:
            runs.append(new_run(workspace))
            all_written, written = all_written + written, 0
        begun, reached = _until_killed(runs[-1], chance.uniform(0, _LATEST_KILL))
        wrong += [f"kill {number}: {each}" for each in _faults(runs[-1], begun, reached, written)]
        written = max(written, reached)
    detail = {
        "kills": kills,
        "runs": len(runs),
        "checkpoints_written": all_written + written,
        "read_as": sorted({run.state().status for run in runs}),
        "wrong": wrong[:20],
    }
    return Figure(NAME, len(wrong), "runs", 0, None, detail)


def write_checkpoints(run: RunDirectory, told: Any, most: int = _MOST_EPOCHS) -> None:
    """Go on from the newest whole checkpoint, and write one after another.

    Parameters
    ----------
    run : RunDirectory
        Whose.
    told : callable
        Called with the round that it goes on after, then with each that is written down.
    most : int, optional
        How many.
    """
    from core.learning import checkpoints
    from core.learning.best_weights import BestWeights
    from core.learning.budget import Plan

    vars(checkpoints)["_REST"] = 0  # no pause between two of them
    model = _network()
    best = BestWeights(model, None)
    with EventWriter(run.events) as diary:
        kept = take_up(run, diary)
        before = checkpoints.restore(kept, model, best).epoch
        told(
            (before, sorted({float(value) for part in model.get_weights() for value in part.flat}))
        )
        writer = checkpoints.CheckpointWriter(run, best, kept, 0.0, Plan(_MOST_EPOCHS, 1))
        writer.set_model(model)
        best.set_model(model)
        for epoch in range(before + 1, before + 1 + most):
            model.set_weights([0 * part + epoch for part in model.get_weights()])
            best.consider(epoch, 1 / epoch)
            diary.write("epoch", **asdict(_record(epoch)), best_epoch=epoch)
            writer.on_epoch_end(epoch - 1)
            told(epoch)


def _network() -> Any:
    import keras

    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(2, use_bias=False)])
    model.add(keras.layers.Flatten())
    model.compile("adam", "mse")
    model.stop_training = False
    model.set_weights([0 * part for part in model.get_weights()])
    return model


def _record(epoch: int) -> EpochRecord:
    return EpochRecord(epoch, 0.5, 0.5, 0.5, 0.5, 0.001)


def new_run(workspace: Workspace) -> RunDirectory:
    """Return a run that nobody has started."""
    shown = [TrainingPicture("0" * 64, ".png", index, "train") for index in range(2)]
    config = TrainConfig(epochs=1000)
    return RunDirectory.create(workspace, "Killed", config, ["happy", "sad"], shown)


def _until_killed(run: RunDirectory, after: float) -> tuple[Any, int]:
    """Return what it went on from, and the last round that it said was written down."""
    mine, theirs = _CONTEXT.Pipe()
    child = _CONTEXT.Process(target=_write, args=(run.path, theirs))
    child.start()
    theirs.close()
    begun, reached = None, 0
    killer = threading.Timer(after, child.kill)
    with mine, suppress(EOFError, ConnectionError):
        begun = mine.recv()
        killer.start()
        while True:
            reached = mine.recv()
    child.join()
    killer.cancel()
    return begun, reached


def _write(path: Path, told: Connection) -> None:
    write_checkpoints(RunDirectory(path), told.send)


def _faults(run: RunDirectory, begun: Any, reached: int, before: int) -> list[str]:
    """Return what is wrong with a run whose process was just killed."""
    if begun is None:
        return ["it did not go on"]
    epoch, weights = begun
    kept = newest_intact(run)
    found = []
    if epoch < before or weights != [float(epoch)]:
        found.append(f"it went on after round {epoch} with {weights[:3]}, {before} was written")
    if max(reached, before) and (kept is None or kept.epoch < reached):
        found.append(f"the newest whole checkpoint is {kept and kept.epoch}, {reached} was written")
    rounds = [record.epoch for record in RunDirectory(run.path).state().history]
    if rounds != [*range(1, len(rounds) + 1)] or len(rounds) < reached:
        found.append(f"the history has {len(rounds)} rounds, {reached} were told")
    return found
