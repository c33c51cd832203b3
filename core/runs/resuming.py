"""Take up a run that ended before its time. Done by its worker, which alone writes the diary."""

from __future__ import annotations

from core.runs.checkpoints import Checkpoint, checkpoints, newest_intact
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory


def take_up(run: RunDirectory, diary: EventWriter) -> Checkpoint | None:
    """Choose the checkpoint to go on from, write down that the run goes on, drop the request.

    Parameters
    ----------
    run : RunDirectory
        Whose lock the caller holds.
    diary : EventWriter
        Its diary; gets a ``resumed`` event, and a note if a checkpoint was damaged.

    Returns
    -------
    Checkpoint or None
        The newest whole one; None where there is none, so that the first epoch comes again.
    """
    chosen = newest_intact(run)
    facts = chosen.facts() if chosen else {}
    diary.write(
        "resumed",
        message=_begins(run, chosen),
        history=facts.get("history", []),
        best_epoch=facts.get("best_epoch"),
    )
    if any(_passed_over(each, chosen) for each in checkpoints(run)):
        diary.write("note", message="A saved state is damaged and was not used.")
    run.resume_request.unlink(missing_ok=True)
    return chosen


def _passed_over(checkpoint: Checkpoint, chosen: Checkpoint | None) -> bool:
    """Return whether a checkpoint was declared whole, is not, and may be newer than the chosen."""
    if checkpoint == chosen or not checkpoint.manifest.exists():
        return False
    older = chosen is not None and 0 <= checkpoint.epoch < chosen.epoch
    return not older and not checkpoint.intact()


def _begins(run: RunDirectory, chosen: Checkpoint | None) -> str:
    if chosen is None:
        return run.begins_again
    return f"It was resumed and goes on after round {chosen.epoch}."
