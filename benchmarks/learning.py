"""How good the presets are: ``python -m benchmarks learning [FIGURE...] [--seeds N] [--budget M]``.

Happy and sad faces of FER-2013. Nineteen in twenty of its training photos are learned from and one
in twenty watches the learning; the photos under ``validation/`` are the test photos here, so they
are never fitted on and decide nothing. ``--seeds`` is the number of trainings a figure is the mean
of, ``--budget`` the minutes of Thorough; the figures that count are those of a full run.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from benchmarks.figure import Figure
from core.dataset.importing import run_import
from core.runs.presets import PRESETS
from core.workspace import PROJECT, Workspace

_DATA = PROJECT.parent / "shared" / "data"
_FER = _DATA / "fer2013-happy-sad.zip"
_WEB = _DATA / "web-photos-happy-sad.zip"
_EVERY = 20
_DRAWS = 20
_FIGURES = (
    "starter_accuracy",
    "instant_web",
    "head_refit",
    "quick_accuracy",
    "quick_from_scratch",
    "thorough_accuracy",
)


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures above, or those named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks learning")
    parser.add_argument("figures", nargs="*", choices=[*_FIGURES, []], default=[])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--budget", type=float, default=PRESETS["thorough"].minutes)
    given = parser.parse_args(arguments)
    wanted = set(given.figures or _FIGURES)
    if "starter_accuracy" in wanted:
        yield _starter()
    if "instant_web" in wanted:
        yield from _few_labels()
    if "head_refit" in wanted:
        yield _refit()
    with tempfile.TemporaryDirectory(dir=PROJECT / "data", ignore_cleanup_errors=True) as folder:
        yield from _trainings(Path(folder), wanted, given.seeds, given.budget)


def _trainings(folder: Path, wanted: set[str], seeds: int, minutes: float) -> Iterator[Figure]:
    if not wanted & {"quick_accuracy", "quick_from_scratch", "thorough_accuracy"}:
        return
    faces = Workspace(folder / "faces")
    run_import(faces, _shared_out(folder / "faces.zip"))
    if "quick_accuracy" in wanted:
        yield _accuracy(faces, "quick_accuracy", ">= 0.915, stretch 0.93", seeds, [])
    if "quick_from_scratch" in wanted:
        options = ["--set", "from_scratch=true"]
        yield _accuracy(faces, "quick_from_scratch", None, seeds, options)
    if "thorough_accuracy" in wanted:
        options = ["--set", "from_scratch=true"]
        options += ["--minutes", str(minutes)]
        yield _accuracy(faces, "thorough_accuracy", ">= 0.94, stretch 0.95", seeds, options)


def _shared_out(target: Path) -> Path:
    """Write the zip anew: its training photos in two parts, its validation photos as test."""
    with zipfile.ZipFile(_FER) as source, zipfile.ZipFile(target, "w") as copy:
        names = sorted(name for name in source.namelist() if not name.endswith("/"))
        for number, name in enumerate(names):
            *_, split, label, file = name.split("/")
            part = "validation" if number % _EVERY == 0 else "train"
            part = part if split == "train" else "test"
            copy.writestr(f"{part}/{label}/{file}", source.read(name))
    return target


def _accuracy(
    faces: Workspace, name: str, target: str | None, seeds: int, options: list[str]
) -> Figure:
    preset = name.partition("_")[0]
    runs = [_train(faces, preset, seed, options) for seed in range(seeds)]
    found = [run["test_accuracy"] for run in runs]
    detail = {
        "preset": preset,
        "options": options,
        "test_photos": runs[0]["n"],
        "accuracies": found,
        "sd": round(stdev(found), 4) if len(found) > 1 else None,
        "intervals": [run["interval"] for run in runs],
        "wall_seconds": [run["wall_seconds"] for run in runs],
        "leak_free": [run["leak_free"] for run in runs],
        "rounds": [run["rounds"] for run in runs],
        "begins_with": "nothing" if "from_scratch=true" in options else "the starter model",
        "rivals": runs[0]["rivals"],
    }
    return Figure(name, round(mean(found), 4), "share", target, "rivals in detail", detail)


def _train(faces: Workspace, preset: str, seed: int, options: list[str]) -> dict[str, Any]:
    """Train as a person does on the command line, and read what came of it."""
    command = [sys.executable, "-m", "core", "train", "--follow", "--json"]
    command += ["--preset", preset, "--architecture", "face-cnn", "--seed", str(seed), *options]
    command += ["--workspace", str(faces.root)]
    began = time.monotonic()
    done = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, check=True)
    wall = time.monotonic() - began
    document = json.loads(done.stdout)
    test = json.loads((faces.run(document["run_id"]) / "report.json").read_bytes())["test"]
    history = json.loads((faces.run(document["run_id"]) / "history.json").read_bytes())
    return {
        "test_accuracy": test["accuracy"],
        "interval": test["interval"],
        "n": test["n"],
        "leak_free": test.get("leak_free"),
        "rivals": _without_answers(test.get("rivals") or {}),
        "rounds": len(history),
        "wall_seconds": round(wall, 1),
    }


def _without_answers(rivals: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of simpler ways without what they said about each photo."""
    return {
        name: {key: value for key, value in known.items() if key != "answers"}
        for name, known in rivals.items()
    }


def _starter() -> Figure:
    from benchmarks.web_faces import fer_faces, starter_answers
    from core.evaluation.figures import right_answers
    from core.starter_model import STARTER, starter_weights

    pixels, labels = fer_faces(_FER, "validation")
    found = right_answers(labels, starter_answers(pixels).argmax(axis=1))
    size = sum(path.stat().st_size for path in STARTER.iterdir())
    detail = {**found, "model_bytes": starter_weights().stat().st_size, "folder_bytes": size}
    target = ">= 0.952, stretch 0.965"
    return Figure("starter_accuracy", round(found["accuracy"], 4), "share", target, None, detail)


def _few_labels() -> Iterator[Figure]:
    from benchmarks.web_faces import (
        FACE_SIDE,
        IMAGENET_SIDE,
        face_features,
        few_labels,
        imagenet_features,
        starter_answers,
        web_faces,
    )
    from core.learning.starter import starter_head

    pixels, labels = web_faces(_WEB, (FACE_SIDE, IMAGENET_SIDE))
    untouched = (starter_answers(pixels[FACE_SIDE]).argmax(axis=1) == labels).mean()
    kinds = (
        ("instant", face_features(pixels[FACE_SIDE]), starter_head()),
        ("imagenet", imagenet_features(pixels[IMAGENET_SIDE]), None),
    )
    targets = {10: ">= 0.87, stretch 0.91", 40: ">= 0.89, stretch 0.94"}
    for kind, seen, known in kinds:
        for count, target in targets.items():
            name, wanted = f"{kind}_web_{count}", target if kind == "instant" else None
            if seen is None:
                why = {"reason": "The weights of MobileNetV2 are not on this computer."}
                yield Figure(name, None, "share", wanted, None, why)
                continue
            found = few_labels(seen, labels, count, _DRAWS, known=known)
            detail = {**found, "faces": len(labels), "starter_untouched": round(untouched, 4)}
            yield Figure(name, found["mean"], "share", wanted, "untouched, imagenet", detail)


def _refit() -> Figure:
    import numpy as np

    from benchmarks.web_faces import face_features, fer_faces
    from core.learning.guessing import guess

    pixels, labels = fer_faces(_FER, "validation")
    chosen = np.random.default_rng(0).permutation(len(labels))[:1000]
    seen, labels = face_features(pixels[chosen]), labels[chosen]
    labels[::10] = -1
    guess(seen, labels, 2)
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        guess(seen, labels, 2)
        seconds.append(time.perf_counter() - began)
    detail = {"photos": len(labels), "heads": 6, "each": [round(value, 4) for value in seconds]}
    target = "<= 0.5, stretch 0.1"
    return Figure("head_refit", round(sorted(seconds)[2], 4), "s", target, None, detail)
