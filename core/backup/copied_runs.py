"""A training copied as it can be used: whole where it has ended, consistent where it goes on.

Of one that goes on come: its settings and photos, the whole lines of its diary, its checkpoints
whose files are as they were written, and the results of an earlier end if they are whole. Restored,
it is a training that was cut off: it goes on from its newest checkpoint with *Resume*.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from core.backup.layout import run_files
from core.errors import RunDamaged
from core.runs.checkpoints import Checkpoint, newest_intact
from core.runs.run_directory import RunDirectory
from core.runs.run_files import RunFiles
from core.runs.studies import run_or_study

_TRIES = 5
_DIARIES = (".jsonl", ".journal")


def copy_run(source: Path, target: Path) -> bool:
    """Copy the folder of a training, and leave in the copy only what is consistent.

    Returns
    -------
    bool
        Whether it goes on, so that what was half written had to be left out.

    Raises
    ------
    OSError
        If it cannot be read, or the disk refuses.
    """
    run = run_or_study(source)
    for _ in range(_TRIES):
        going = run.going
        _copy_all(source, target)
        if not (going or run.going):
            return False
        _prune(target)
        if newest_intact(RunFiles(target)) or not newest_intact(run):
            break  # else both checkpoints were written anew while they were copied
    return True


def _copy_all(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    for path in run_files(source):
        place = target / path.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        _copy(path, place)


def _copy(path: Path, place: Path) -> None:
    try:
        shutil.copyfile(path, place)
    except FileNotFoundError:  # taken away since it was listed, as a checkpoint before the next
        place.unlink(missing_ok=True)


def _prune(folder: Path) -> None:
    for diary in (path for path in folder.rglob("*") if path.suffix in _DIARIES):
        _cut_to_whole_lines(diary)
    for slot in [*folder.rglob("checkpoints/*/")]:
        if not Checkpoint(slot).intact():
            shutil.rmtree(slot)
    for manifest in [*folder.rglob("manifest.json")]:
        if manifest.parent.parent.name != "checkpoints":
            _leave_out_torn_results(RunDirectory(manifest.parent))
    for model in [*folder.rglob("model.keras")]:
        if not RunDirectory(model.parent).manifest.exists():
            _leave_out(RunDirectory(model.parent))


def _cut_to_whole_lines(diary: Path) -> None:
    with diary.open("rb+") as stream:
        data = stream.read()
        stream.truncate(data.rfind(b"\n") + 1)


def _leave_out_torn_results(run: RunDirectory) -> None:
    try:
        run.verify()
    except RunDamaged:
        _leave_out(run)


def _leave_out(run: RunDirectory) -> None:
    results = (run.model, run.history, run.predictions, run.report, run.certainty, run.familiar)
    for path in (*results, run.manifest):
        path.unlink(missing_ok=True)
