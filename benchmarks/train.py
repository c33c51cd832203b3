"""Training: ``python -m benchmarks train [FIGURE...]``.

``seed_cnn_accuracy`` imports 13,593 faces and trains the small network on them as a person would on
the command line, then begins again with the same seed. ``seed_cnn_speedup`` trains it on 150 photos
at 256x256 beside a plain Keras script. ``event_overhead`` adds up what the diary and its readers
cost while a network learns. ``augmentation_share`` is the part of a step of the face network that
random changes take. ``first_point`` is the time from the start of a training to the first point on
its curve, 13,593 faces imported before.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.event_cost import measured_training
from benchmarks.figure import Figure
from benchmarks.first_point import first_point
from core.dataset.importing import run_import
from core.dataset.store import DatasetStore
from core.runs.presets import default_config
from core.runs.run_directory import RunDirectory
from core.runs.settings import Augmentation, SplitShares
from core.training_plan import start_training
from core.workspace import PROJECT, Workspace

_DATA = PROJECT.parent / "shared" / "data"
_FER = _DATA / "fer2013-happy-sad.zip"
_WEB = _DATA / "web-photos-happy-sad.zip"
_ACCURACY, _SPEEDUP, _OVERHEAD = "seed_cnn_accuracy", "seed_cnn_speedup", "event_overhead"
_SHARE, _FIRST = "augmentation_share", "first_point"
_EPOCHS = 12
_SPEED_EPOCHS = 20
_REPEATED_EPOCHS = 2


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures above, or those named."""
    wanted = set(arguments or (_ACCURACY, _SPEEDUP, _OVERHEAD, _SHARE, _FIRST))
    if _SHARE in wanted:
        from benchmarks.augmentation_share import augmentation_share

        yield augmentation_share()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        if _SPEEDUP in wanted:
            yield _speedup(Workspace(Path(folder, "web")), Path(folder, "classes"))
        faces = Workspace(Path(folder, "faces"))
        if wanted & {_ACCURACY, _OVERHEAD, _FIRST}:
            run_import(faces, _FER)
        if _ACCURACY in wanted:
            yield _accuracy(faces)
        if _OVERHEAD in wanted:
            yield _overhead(faces)
        if _FIRST in wanted:
            yield first_point(faces)


def _accuracy(faces: Workspace) -> Figure:
    document = _train(faces, "--image-size", "48", "--epochs", str(_EPOCHS))
    first = RunDirectory.open(faces, document["run_id"])
    again = _train(faces, "--image-size", "48", "--epochs", str(_REPEATED_EPOCHS))
    second = RunDirectory.open(faces, again["run_id"])
    first.verify()
    state = first.state()
    files = (first.model, first.predictions, first.report, first.history, first.manifest)
    detail = {
        **document,
        "complete": all(path.is_file() for path in files),
        "same_seed_same_figures": _curve(first)[:_REPEATED_EPOCHS] == _curve(second),
        "seconds_per_epoch": [round(record.seconds, 2) for record in state.history],
        "config": first.config.to_json(),
    }
    best = max(record.val_accuracy or 0.0 for record in state.history)
    return Figure(_ACCURACY, round(best, 4), "share", ">= 0.85", "plain Keras 0.845-0.855", detail)


def _train(workspace: Workspace, *options: str) -> dict[str, Any]:
    """Train as a person does on the command line, and return its document."""
    command = [sys.executable, "-m", "core", "train", "--follow", "--json", *options]
    command += ["--architecture", "cnn-16-32-64"]
    command += ["--test-share", "0.1", "--validation-share", "0.1"]
    command += ["--workspace", str(workspace.root)]
    done = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, check=True)
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def _curve(run: RunDirectory) -> list[tuple[float | None, ...]]:
    return [
        (item.loss, item.accuracy, item.val_loss, item.val_accuracy) for item in run.state().history
    ]


def _speedup(workspace: Workspace, classes: Path) -> Figure:
    """Compare photos a second, validation included, the first epoch left out on both sides."""
    plain = _plain(classes)
    run_import(workspace, _WEB)
    config = replace(
        default_config(),
        epochs=_SPEED_EPOCHS,
        augmentation=Augmentation(),
        shares=SplitShares(train=0.8, validation=0.2, test=0.0),
        early_stopping=False,
        class_weights=False,
    )
    with DatasetStore.open(workspace) as store:
        run = start_training(workspace, store, config, launch=False)
    _python("-m", "core.worker", str(run.path))
    images = sum(item.split == "train" for item in run.pictures)
    seconds = [record.seconds for record in run.state().history]
    rate, reference = _rate(images, seconds), _rate(plain["images"], plain["seconds"])
    detail = {
        "images_per_second": round(rate, 2),
        "plain_images_per_second": round(reference, 2),
        "images": images,
        "plain_images": plain["images"],
        "seconds_per_epoch": [round(value, 3) for value in seconds],
        "plain_seconds_per_epoch": [round(value, 3) for value in plain["seconds"]],
        "counted": "epochs after the first, validation included, on both sides",
        "ours": "pictures decoded once, oneDNN on; 32-bit floats and batch 32 on both sides",
    }
    return Figure(
        _SPEEDUP,
        round(rate / reference, 3),
        "x",
        ">= 2.5, stretch 4",
        "plain Keras script, same run",
        detail,
    )


def _plain(classes: Path) -> dict[str, Any]:
    output = _python("-m", "benchmarks.plain_keras", str(_WEB), str(classes), str(_SPEED_EPOCHS))
    document: dict[str, Any] = json.loads(output.splitlines()[-1])
    return document


def _python(*arguments: str) -> bytes:
    """Run this Python without the settings that a person may have made for TensorFlow."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TF_")}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=PROJECT, env=kept, stdout=subprocess.PIPE, check=True
    )
    return done.stdout


def _rate(images: int, seconds: Sequence[float]) -> float:
    later = seconds[1:]
    return images * len(later) / sum(later)


def _overhead(faces: Workspace) -> Figure:
    config = replace(default_config(photos=12_000, native_size=48), epochs=2, early_stopping=False)
    with DatasetStore.open(faces) as store:
        run = start_training(faces, store, config, launch=False)
    detail = measured_training(run)
    share = (detail["writing_seconds"] + detail["reading_seconds"]) / detail["training_seconds"]
    return Figure(_OVERHEAD, round(share, 5), "share", "<= 0.02", None, detail)
