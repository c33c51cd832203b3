"""Imports whose process is killed: run again, they end with the same photos, each of them once."""

from __future__ import annotations

import multiprocessing
import os
import random
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from benchmarks.life_photos import Package, many
from core.dataset import import_run
from core.dataset.importing import imports, run_import
from core.dataset.store import DatasetStore
from core.dataset.verify import verify
from core.workspace import Workspace

NAME = "import_kills"
_PHOTOS = 60
_MOST_IN_A_ROW = 8
_BATCH_SECONDS = 0.02
_OWN_GROUP = sys.platform != "win32"
_CONTEXT = multiprocessing.get_context("forkserver" if _OWN_GROUP else "spawn")


def import_kills(workspace: Workspace, kills: int, seed: int) -> Figure:
    """Return how many photos were lost, doubled or labelled otherwise after kills.

    Every other import decodes in the process that is killed, the rest in processes of their own.
    """
    chance = random.Random(seed)
    done = made = 0
    wrong: list[str] = []
    root = workspace.root
    package = many(root / "photos.zip", _PHOTOS)
    whole = [(Workspace(root / f"whole-{n}-{again}"), n) for n in range(2) for again in range(2)]
    longest = {n: _seconds(place, package, n) for place, n in whole}  # the first one is slow
    while done < kills:
        place, workers = Workspace(root / f"project-{made}"), made % 2
        most = min(_MOST_IN_A_ROW, kills - done)
        moments = [chance.uniform(0, longest[workers]) for _ in range(most)]
        done += _killed(place, package, workers, moments=moments)
        wrong += [f"import {made}: {each}" for each in _ended(place, package)]
        made += 1
    detail: dict[str, Any] = {
        "kills": done,
        "imports": made,
        "photos_each": _PHOTOS,
        "half_written": sorted(path.name.rpartition(".")[0][:20] for path in root.rglob("*.tmp")),
        "longest_seconds": [round(each, 2) for each in longest.values()],
        "wrong": wrong[:20],
    }
    return Figure(NAME, len(wrong), "photos", 0, "an import left alone", detail)


def _seconds(workspace: Workspace, package: Package, workers: int) -> float:
    began = time.monotonic()
    child = _started(workspace, package, workers)
    child.join()
    return time.monotonic() - began


def _killed(workspace: Workspace, package: Package, workers: int, *, moments: list[float]) -> int:
    """Kill an import again and again until it is through; return how often it was."""
    for number, moment in enumerate(moments):
        child = _started(workspace, package, workers)
        child.join(moment)
        if child.exitcode is not None:
            return number
        child.kill()
        child.join()
    return len(moments)


def _started(workspace: Workspace, package: Package, workers: int) -> Any:
    child = _CONTEXT.Process(target=_bring_in, args=(workspace, package.path, workers))
    child.start()
    return child


def _bring_in(workspace: Workspace, path: Path, workers: int) -> None:
    """Import with a commit every few photos, so that a kill finds one going on."""
    vars(import_run)["_BATCH_SECONDS"] = _BATCH_SECONDS
    if _OWN_GROUP:
        os.setsid()
    run_import(workspace, path, workers=workers)


def _ended(workspace: Workspace, package: Package) -> list[str]:
    """Import once more, to the end; return what is not as it should be."""
    report = run_import(workspace, package.path, workers=0)
    with DatasetStore.open(workspace, check=True) as store:
        found = {each.id: each.label for each in store.pictures(limit=10 * _PHOTOS)}
        events = store.summary().last_event
    wrong = [f"{photo} is {found.get(photo)}" for photo in package.photos if photo not in found]
    wrong += [f"{p} is {label}" for p, label in found.items() if package.photos.get(p) != label]
    wrong += [f"{events} labels were given"] * (events != len(package.photos))
    wrong += ["a file is missing or changed"] * (not verify(workspace, fresh=True).intact)
    wrong += [f"{each} was left" for each in _left(workspace, package)]
    known = {each.id: each for each in imports(workspace)}
    wrong += ["two imports began it"] * (sum(each.added for each in known.values()) > _PHOTOS)
    wrong += ["it was not finished"] * (report.refused != [])
    return wrong


def _left(workspace: Workspace, package: Package) -> list[str]:
    """Return what lies among the photos and is none; half of a file is removed by ``doctor``."""
    kept = [path for path in workspace.pictures.rglob("*") if path.is_file()]
    strange = [path.name for path in kept if path.stem not in package.photos]
    return [name for name in strange if name != ".dataset-id" and not name.endswith(".tmp")]
