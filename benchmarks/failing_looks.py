"""What a change in which a call failed is made to, and what has to be true of it afterwards."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.checkpoint_kills import new_run
from benchmarks.failing_copies import look_at_backup, look_at_restored
from benchmarks.failing_driver import (
    BACKUP,
    CHECKPOINT,
    ERASE,
    GIVEN,
    IMPORT,
    LABEL,
    RESTORE,
    erase,
    write_backup,
)
from benchmarks.life_looks import dump
from benchmarks.life_photos import many
from core.dataset import labels
from core.dataset.importing import run_import
from core.dataset.records import PictureQuery
from core.dataset.snapshots.restoring import restore_database
from core.dataset.store import DatasetStore
from core.dataset.verify import verify
from core.erasing.unfinished import finish
from core.runs.checkpoints import newest_intact
from core.runs.run_directory import RunDirectory
from core.workspace import Workspace

_PHOTOS = 5
_CHECKPOINTS = 2


def prepared(change: str, root: Path) -> Path:
    """Make the place that a change is made to, to be copied for each time."""
    root.mkdir(parents=True)
    if change == CHECKPOINT:
        new_run(Workspace(root))
        return root
    package = many(root / "photos.zip", _PHOTOS)
    if change in (LABEL, ERASE):
        run_import(Workspace(root), package.path, workers=0)
    if change in (BACKUP, RESTORE):
        run_import(Workspace(root / "project"), package.path, workers=0)
        write_backup(root)
    return root


def is_prepared(root: Path) -> bool:
    """Return whether a run has both its checkpoints, the next of which goes over the older one."""
    kept = newest_intact(_run(root))
    return kept is not None and kept.epoch == _CHECKPOINTS


def look_at_label(root: Path, answer: dict[str, Any], _again: Any) -> list[str]:
    """Return what is wrong after a label was, or was not, saved."""
    workspace = Workspace(root)
    with DatasetStore.open(workspace, check=True) as store:
        label = store.pictures(PictureQuery(sort="oldest"))[0].label
    lost = ["the label is lost"] * ("done" in answer and label != GIVEN)
    denied = "Nothing was saved" in answer.get("told", "")
    untrue = ["it was said not to be saved"] * (denied and label == GIVEN)
    return [*lost, *untrue, *_unsound(workspace)]


def look_at_import(root: Path, answer: dict[str, Any], _again: Any) -> list[str]:
    """Return what is wrong after photos were, or were not, imported; then import them again."""
    workspace = Workspace(root / "project")
    with DatasetStore.open(workspace, check=True) as store:
        first = store.count()
    lost = ["photos are lost"] * ("done" in answer and first != _PHOTOS)
    run_import(workspace, root / "photos.zip", workers=0)
    with DatasetStore.open(workspace) as store:
        summary = store.summary()
    twice = ["photos are missing"] * (summary.labelled != _PHOTOS)
    twice += ["labels were given twice"] * (summary.last_event != _PHOTOS)
    return [*lost, *twice, *_unsound(workspace)]


def look_at_erased(root: Path, answer: dict[str, Any], _again: Any) -> list[str]:
    """Return what is wrong after a photo was, or was not, deleted everywhere; then do it again."""
    workspace = Workspace(root)
    with DatasetStore.open(workspace, check=True) as store:
        left = store.count()
    denied = "done" not in answer and "can be deleted again" in answer.get("told", "")
    found = ["the photo is still there"] * ("done" in answer and left == _PHOTOS)
    found += ["it was said to be there"] * (denied and left < _PHOTOS)
    if left == _PHOTOS:
        erase(root)
    problem = finish(workspace)
    found += [f"not let go: {problem}"] * bool(problem)
    with DatasetStore.open(workspace) as store:
        [gone] = {*many(root / "again.zip", _PHOTOS).photos}.difference(store.picture_ids())
    found += [f"{path.name} is left" for path in workspace.data.rglob(f"{gone}*")]
    return [*found, *_unsound(workspace)]


def look_at_checkpoint(root: Path, answer: dict[str, Any], again: Any) -> list[str]:
    """Return what is wrong after a checkpoint was, or was not, written and the run went on."""
    rounds = [record.epoch for record in _run(root).state().history]
    kept = newest_intact(_run(root))
    found = ["the run is not read"] * (rounds != [*range(1, len(rounds) + 1)])
    if "done" not in again:
        return [*found, f"it does not go on: {again}"]
    (epoch, weights), reached = again["done"]
    found += ["a checkpoint is lost"] * (epoch < _CHECKPOINTS + ("done" in answer))
    found += ["weights are mixed"] * (weights != [float(epoch)])
    found += ["no whole checkpoint"] * (kept is None or kept.epoch != reached)
    return [*found, *_left(Workspace(root))]


LOOKS: dict[str, Callable[[Path, dict[str, Any], Any], list[str]]] = {
    LABEL: look_at_label,
    IMPORT: look_at_import,
    CHECKPOINT: look_at_checkpoint,
    ERASE: look_at_erased,
    BACKUP: look_at_backup,
    RESTORE: look_at_restored,
}


def _run(root: Path) -> RunDirectory:
    [path] = (root / "models").glob("*-*-*")
    return RunDirectory(path)


def _unsound(workspace: Workspace) -> list[str]:
    """Return what is wrong with a dataset, and with what its copies and log bring back."""
    with closing(sqlite3.connect(workspace.database)) as connection:
        (told,) = connection.execute("PRAGMA integrity_check").fetchone()
    found = [f"integrity: {told}"] * (told != "ok")
    found += ["a photo's file is not whole"] * (not verify(workspace, fresh=True).intact)
    found += _left(workspace)
    with DatasetStore.open(workspace) as store:
        labels.set_label(store, store.picture_ids(), "another")
    before = dump(workspace.database)
    workspace.database.unlink()
    lost = restore_database(workspace).lost
    found += [f"{lost} changes do not come back"] * (lost != 0)
    found += ["what comes back differs"] * (dump(workspace.database) != before)
    return found


def _left(workspace: Workspace) -> list[str]:
    places = (workspace.data, workspace.models)
    return [f"{path.name} is left" for each in places for path in each.rglob("*.tmp*")]
