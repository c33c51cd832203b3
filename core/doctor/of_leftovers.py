"""What killed processes left behind, caches that are torn, and jobs that were cut off."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

from core.aside import LOCK_NAME
from core.dataset.discarding import UNENDED, left_behind
from core.dataset.import_folders import all_jobs
from core.dataset.import_jobs import ImportJob
from core.dataset.import_mending import put_away, rewrite_report
from core.dataset.stalled_imports import quiet_seconds
from core.doctor.findings import Finding, a_few, files_in_words
from core.erasing.unfinished import finish, finish_at_start, unfinished
from core.errors import CoreError, WorkspaceProblem
from core.files import read_json
from core.processes import is_held
from core.workspace import Workspace

_FRESH_SECONDS = 60
"""What is younger may be being written."""


def examine_leftovers(workspace: Workspace) -> Iterator[Finding]:
    """Yield temporary files nobody writes any more, torn caches, and imports that were cut off."""
    found = sorted(_temporary(workspace))
    if found:
        names = tuple(path.relative_to(workspace.root).as_posix() for path in found)
        yield Finding(
            "leftovers",
            f"Left half written by something that was cut off: {a_few(names)}.",
            names=names,
            repair=lambda: _removed(found),
        )
    torn = [*_torn_caches(workspace)]
    if torn:
        words = f"Torn caches, which are made again: {a_few([path.name for path in torn])}."
        names = tuple(path.name for path in torn)
        yield Finding("caches", words, names=names, repair=lambda: _removed(torn))
    if unfinished(workspace):
        yield Finding(
            "leftovers",
            "A photo was being deleted everywhere when that was cut off: copies of the database "
            "may still tell of it.",
            repair=lambda: _finished(workspace),
        )
    yield from _imports(workspace)


def remove_leftovers(workspace: Workspace) -> None:
    """Remove temporary files nobody writes any more, as an app that starts does.

    What a photo that was deleted everywhere had to leave is let go too.
    """
    with suppress(OSError, WorkspaceProblem):  # a folder that cannot be read is told elsewhere
        _removed(sorted(_temporary(workspace)))
    finish_at_start(workspace)


def _temporary(workspace: Workspace) -> Iterator[Path]:
    for place in (workspace.data, workspace.models):
        for path in place.rglob("*.tmp"):
            inside = any(parent.suffix == ".tmp" for parent in path.parents)
            if not inside and not is_held(path / LOCK_NAME) and _is_old(path):
                yield path
    running = {job.incoming for job in all_jobs(workspace) if is_held(job.lock)}
    for folder in workspace.pictures.glob(".incoming-*"):
        if folder not in running and _is_old(folder):
            yield folder
    yield from left_behind(workspace)


def _is_old(path: Path) -> bool:
    try:
        return abs(time.time() - path.stat().st_mtime) > _FRESH_SECONDS
    except FileNotFoundError:
        return False


def _torn_caches(workspace: Workspace) -> Iterator[Path]:
    for path in workspace.cache.glob("*.json"):
        try:
            read_json(path)
        except PermissionError:  # another user's: nothing says that it is torn
            continue
        except (OSError, ValueError):
            yield path


def _imports(workspace: Workspace) -> Iterator[Finding]:
    for job in all_jobs(workspace):
        now = job.progress()
        if now.status == "unreadable":
            repair = partial(put_away, workspace, job.id)
            yield Finding("jobs", now.message, names=(job.id,), repair=repair)
        elif now.status == "finished":
            yield from _report(job)
        elif quiet_seconds(workspace, job.id):
            yield Finding(
                "jobs",
                f"The import of {now.name} ({job.id}) has told nothing for a while. If that goes "
                "on, end it under Add photos; it can go on where it stopped.",
                serious=False,
                names=(job.id,),
            )
        elif now.status in UNENDED:
            how = "was cut off" if now.status == "interrupted" else "failed"
            yield Finding(
                "jobs",
                f"The import of {now.name} ({job.id}) {how}. Add the same photos again: it goes on "
                "where it was. Or discard it under Add photos, with the files that wait for it.",
                serious=False,
                names=(job.id,),
            )


def _report(job: ImportJob) -> Iterator[Finding]:
    try:
        job.report()
    except CoreError as problem:
        repair = partial(rewrite_report, job.workspace, job.id)
        yield Finding("jobs", str(problem), names=(job.id,), repair=repair)


def _finished(workspace: Workspace) -> str:
    problem = finish(workspace)
    return f"Not repaired: {problem}" if problem else "Nothing tells of the deleted photo any more."


def _removed(paths: list[Path]) -> str:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return f"{files_in_words(len(paths))} removed."
