"""What survives a kill or a fault: ``python -m benchmarks faults [FIGURE ...] [SEED] [--kills N]``.

``resume`` kills the worker of a training at five random moments, resumes it each time, and counts
the rounds that are missing, told twice or different from those of the same training left alone.
``checkpoint_overhead`` is the share of a training that goes into writing down where it is.
``label_kills`` kills the app 300 times (or ``--kills N``) while labels are given, and counts the
acknowledged ones that are lost, doubled or wrong. ``import_kills`` kills imports 200 times, and
``checkpoint_kills`` a process that writes checkpoints 100 times. The rest is asked for by name:
``app_restarts`` kills the app 50 times during one training; ``stateful`` lives 2,000 lives of a
dataset at random beside a model in memory (``--runs``, ``--steps``, ``--from``, ``--postgres``);
``calls`` lets every single call to the disk fail, with strace (``--changes``); the figures of
`benchmarks.database_faults` are about what a database outlives.
``offline`` goes the whole road in a browser on a machine without a network, and counts what is
asked elsewhere.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import database_faults, kill_figures
from benchmarks.event_cost import Stopwatch
from benchmarks.failing_calls import CHANGES
from benchmarks.figure import Figure
from benchmarks.offline import NAME as OFFLINE
from benchmarks.offline import offline
from core.dataset.importing import run_import
from core.dataset.store import DatasetStore
from core.evaluation.report import load_report
from core.learning.preparing import prepare_pixels
from core.runs import launcher
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory
from core.runs.settings import MILD
from core.runs.spec import TrainConfig
from core.training_plan import start_training
from core.worker import tune_tensorflow
from core.workspace import Workspace

_RESUME, _OVERHEAD = "resume", "checkpoint_overhead"
_KILLS = 5
_LOOK_EVERY = 0.05
_NOISE = 1e-3
_CONFIG = TrainConfig(
    image_size=64, epochs=60, batch_size=16, dropout=0.2, early_stopping=False, augmentation=MILD
)
_COSTLY = TrainConfig(image_size=128, epochs=8, early_stopping=False, augmentation=MILD)


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures above, or those named; a number among the arguments is the seed."""
    given = _given(arguments)
    seeds = [int(each) for each in given.what if each.isdigit()] or [0]
    wanted = {each for each in given.what if not each.isdigit()}
    wanted = wanted or {_RESUME, _OVERHEAD, OFFLINE, *kill_figures.USUAL}
    if OFFLINE in wanted:
        yield offline()
    yield from kill_figures.figures(wanted, seeds[0], given)
    yield from database_faults.figures(sorted(wanted & {*database_faults.FIGURES}), seeds[0])
    if not wanted & {_RESUME, _OVERHEAD}:
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        workspace = Workspace(Path(folder))
        run_import(workspace, "starter")
        if _RESUME in wanted:
            yield _resume(workspace, seeds[0])
        if _OVERHEAD in wanted:
            yield _overhead(workspace)


def _given(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks faults")
    parser.add_argument("what", nargs="*")
    parser.add_argument("--kills", type=int)
    parser.add_argument("--runs", type=int, default=2_000)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--from", type=int, default=0, dest="first")
    parser.add_argument("--postgres", action="store_true")
    parser.add_argument("--changes", nargs="+", choices=CHANGES, default=CHANGES)
    return parser.parse_args(arguments)


def _resume(workspace: Workspace, seed: int) -> Figure:
    whole = _made(workspace, _CONFIG)
    began = time.monotonic()
    launcher.start(workspace, whole.run_id)
    _wait(whole, lambda run: run.state().ended or bool(run.state().history))
    start = time.monotonic() - began
    _wait(whole, lambda run: run.state().ended)
    learning = time.monotonic() - began - start
    cut = _made(workspace, _CONFIG)
    launcher.start(workspace, cut.run_id)
    moments = random.Random(seed)
    kills = []
    for _ in range(_KILLS):
        kills.append(_killed(cut, moments.uniform(0, start + learning / _KILLS)))
        launcher.resume(cut)
    _wait(cut, lambda run: run.state().ended)
    detail = {
        "kills": kills,
        "ended": cut.state().status,
        "rounds": [record.epoch for record in cut.state().history] == [*range(1, 61)],
        "same_to_the_last_digit": _curve(cut) == _curve(whole),
        "message": cut.state().message,
        "test": _tested(cut),
        "test_left_alone": _tested(whole),
        "noise": f"a validation loss within {_NOISE} is the same",
    }
    return Figure(_RESUME, _wrong_rounds(cut, whole), "rounds", 0, "left alone", detail)


def _killed(run: RunDirectory, after: float) -> dict[str, Any]:
    """Kill the worker some seconds after it came to life; return how the run then stood."""
    _wait(run, lambda each: each.alive and each.worker_pid.exists())
    time.sleep(after)
    doing = run.state().status
    launcher.end_at_once(run)
    _wait(run, lambda each: not each.alive)
    state = run.state()
    return {
        "after_seconds": round(after, 2),
        "while": doing,
        "rounds": len(state.history),
        "reads_as": state.status,
    }


def _tested(run: RunDirectory) -> float | None:
    return float(load_report(run.report)["test"]["accuracy"]) if run.finished else None


def _wrong_rounds(cut: RunDirectory, whole: RunDirectory) -> int:
    expected, came = whole.state().history, cut.state().history
    different = sum(
        one.epoch != other.epoch or abs((one.val_loss or 0) - (other.val_loss or 0)) > _NOISE
        for one, other in zip(expected, came, strict=False)
    )
    return different + abs(len(expected) - len(came))


def _curve(run: RunDirectory) -> list[tuple[float | None, ...]]:
    return [
        (item.loss, item.accuracy, item.val_loss, item.val_accuracy) for item in run.state().history
    ]


def _overhead(workspace: Workspace) -> Figure:
    tune_tensorflow()
    from core.learning.checkpoints import CheckpointWriter
    from core.learning.training import train

    spent = Stopwatch()
    hook = "_write"  # what the rest of the hook does is to look at a clock
    setattr(CheckpointWriter, hook, spent.on(vars(CheckpointWriter)[hook]))
    run = _made(workspace, _COSTLY)
    with EventWriter(run.events) as diary:
        train(run, diary, prepare_pixels(run, diary))
    seconds = sum(record.seconds for record in run.state().history)
    detail = {
        "training_seconds": round(seconds, 2),
        "writing_seconds": round(spent.seconds, 3),
        "checkpoints": spent.calls,
        "megabytes": round(max(_sizes(run)) / 1e6, 1),
    }
    return Figure(_OVERHEAD, round(spent.seconds / seconds, 4), "share", "<= 0.04", None, detail)


def _sizes(run: RunDirectory) -> list[int]:
    return [path.stat().st_size for path in run.checkpoints.glob("*/arrays.npz")]


def _made(workspace: Workspace, config: TrainConfig) -> RunDirectory:
    with DatasetStore.open(workspace) as store:
        return start_training(workspace, store, config, launch=False)


def _wait(run: RunDirectory, until: Any) -> None:
    while not until(run):
        time.sleep(_LOOK_EVERY)
