"""What somebody takes of a model: made and checked in a process of its own, kept to be fetched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from core.detached_job import READY, DetachedJob, JobState
from core.errors import CoreError, run_gone
from core.export.formats import FORMATS
from core.runs.run_directory import RunDirectory

BUNDLE, CARD = "bundle", "card"
KINDS = (BUNDLE, CARD, *FORMATS)
"""What there is to take, in the order in which it is offered."""

FILES = {
    BUNDLE: ("mien-model.zip",),
    CARD: ("MODEL_CARD.html", "MODEL_CARD.md"),
    **{
        name: (f"{each.file}.zip" if each.is_folder else each.file,)
        for name, each in FORMATS.items()
    },
}
"""Which files each of them becomes."""


def share_folder(run: RunDirectory) -> Path:
    """Return where what was made of a model lies."""
    return run.workspace.shares / run.run_id


def share_state(run: RunDirectory) -> JobState:
    """Return how far the making is; none where the files were removed."""
    told = _job(run).state()
    gone = not any((share_folder(run) / name).is_file() for name in made(told))
    return JobState() if told.status == READY and made(told) and gone else told


def made(told: JobState) -> list[str]:
    """Return the names of the files that a job has made."""
    return [name for kind in told.result.get("made", ()) for name in FILES[kind]]


def model_mark(run: RunDirectory) -> str:
    """Return what changes with every writing of a run's model; empty where there is none."""
    try:
        facts = run.model.stat()
    except OSError:
        return ""
    return f"{facts.st_size}-{facts.st_mtime_ns}"


def is_of_another_model(run: RunDirectory, told: JobState) -> bool:
    """Return whether the model has learned on since these files were made."""
    return bool(told.result.get("model") != model_mark(run))


def remove(run: RunDirectory) -> None:
    """Remove what was made.

    Raises
    ------
    CoreError
        If it is being made.
    WorkspaceProblem
        If the disk refuses.
    """
    _job(run).forget()


def stop(run: RunDirectory) -> None:
    """Ask the making to stop; it does so after the step it is at.

    Raises
    ------
    WorkspaceProblem
        If the disk refuses.
    """
    _job(run).ask_to_stop()


def is_stopping(run: RunDirectory) -> bool:
    """Return whether the making was asked to stop."""
    return _job(run).stop_asked


def start(run: RunDirectory, kinds: Sequence[str]) -> None:
    """Make some of `KINDS`, in place of what was made before.

    Raises
    ------
    CoreError
        If nothing is wanted, it is being made already, or the training is gone.
    WorkspaceProblem
        If the disk refuses.
    """
    if not run.path.is_dir():
        raise run_gone()
    if not kinds:
        raise CoreError("Nothing is chosen yet.", advice="Choose at least one thing to make.")
    _job(run).start([str(run.path.resolve()), *kinds])


def _job(run: RunDirectory) -> DetachedJob:
    return DetachedJob(share_folder(run), "core.share_process")
