"""Start a training in its own process, ask it to stop, let it go on, find the one that runs."""

from __future__ import annotations

from collections.abc import Sequence

from core.errors import CannotEnd, CannotResume
from core.processes import end_process, start_detached
from core.runs.changing import changing
from core.runs.run_directory import RunDirectory, all_folders
from core.workspace import Workspace


def start(workspace: Workspace, run_id: str) -> None:
    """Start the worker of a run; it waits by itself while another training goes first.

    Raises
    ------
    RunNotFound
        If there is no such run.
    """
    launch(RunDirectory.open(workspace, run_id))


def launch(run: RunDirectory) -> None:
    """Start the worker of a run or a study."""
    start_detached(["core.worker", str(run.path)], run.worker_log)


def request_stop(run: RunDirectory) -> None:
    """Ask a run to stop; it does within one batch and keeps its best weights.

    Raises
    ------
    WorkspaceProblem
        If the disk refuses.
    """
    with changing(run):
        run.stop_request.touch()


def resume(run: RunDirectory) -> None:
    """Let a run that ended before its time go on from its newest whole checkpoint.

    Raises
    ------
    CannotResume
        If it goes on already, came to its end, or would only fail again.
    WorkspaceProblem
        If the disk refuses.
    """
    if not run.resumable:
        raise CannotResume(
            f"{run.name} cannot go on: it is {run.state().status}.",
            advice="Only a training that ended before its last round can.",
        )
    with changing(run):
        run.stop_request.unlink(missing_ok=True)
        run.worker_pid.unlink(missing_ok=True)  # of the worker that is gone
        run.resume_request.touch()
        start_detached(["core.worker", str(run.path)], run.worker_log)


def end_at_once(run: RunDirectory) -> None:
    """End the worker of a run that does not answer; a later `resume` goes on from a checkpoint.

    Raises
    ------
    CannotEnd
        If nobody works on it.
    """
    if not run.alive or not run.worker_pid.is_file():
        raise CannotEnd(f"Nobody works on {run.name}.", advice="It has ended already.")
    end_process(int(run.worker_pid.read_text()))


def waiting_runs(
    workspace: Workspace, runs: Sequence[RunDirectory] | None = None
) -> list[RunDirectory]:
    """Return the runs that wait until the active one is done, the next one first.

    The parameters are those of `active_run`.
    """
    going = _going(workspace, runs)
    active = active_run(workspace, runs)
    first = active.run_id if active else None
    return [run for run in going if run.run_id != first and run.state().status in WAITING]


def active_run(
    workspace: Workspace, runs: Sequence[RunDirectory] | None = None
) -> RunDirectory | None:
    """Return the run that trains now, else the first of those that wait, else None.

    Parameters
    ----------
    workspace : Workspace
        Where the runs lie.
    runs : sequence of RunDirectory, optional
        All of them, newest first, where they are open already: of a diary that was read before,
        only what is new is read. Else they are opened here.
    """
    going = _going(workspace, runs)
    known = [(run, run.state().status) for run in going]
    busy = [run for run, status in known if status in _BUSY]
    waiting = [run for run, status in known if status in WAITING]
    return next(iter(busy + waiting), None)


def first_to_work(*going: RunDirectory | None) -> RunDirectory | None:
    """Return the run or study that works now, else the one whose turn comes first, else None.

    Parameters
    ----------
    *going : RunDirectory or None
        Such as the active run and the active study.
    """
    known = [each for each in going if each is not None]
    return min(known, key=_turn, default=None)


def _turn(run: RunDirectory) -> tuple[bool, str]:
    return (run.state().status in WAITING, run.run_id)


def _going(workspace: Workspace, runs: Sequence[RunDirectory] | None) -> list[RunDirectory]:
    """Return the runs that have a worker or are about to, the oldest first."""
    known = all_folders(workspace, RunDirectory) if runs is None else runs
    return [run for run in reversed(known) if run.going and run.sound]


_BUSY = ("preparing", "training", "evaluating", "stalled")
WAITING = ("starting", "queued")
