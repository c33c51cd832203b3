"""Wait for a training, show how it goes, and tell how it went."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from core.commands import console
from core.errors import RunDamaged
from core.evaluation.figures import share_of
from core.evaluation.repeats import spread
from core.evaluation.report import load_report
from core.evaluation.wording import right_words
from core.runs.launcher import request_stop
from core.runs.run_directory import RunDirectory
from core.runs.state import RunState

_LOOK_EVERY = 0.3


def follow_run(run: RunDirectory) -> None:
    """Return when the run has ended; Ctrl+C asks it to stop and to keep the best so far."""
    with console.progress("Starting") as tell:
        while not _ended(run, tell):
            try:
                time.sleep(_LOOK_EVERY)
            except KeyboardInterrupt:
                request_stop(run)
                console.say("Stopping, and keeping the best so far ...")


def outcome(run: RunDirectory) -> dict[str, Any]:
    """Return what a run came to so far, ready for JSON.

    Returns
    -------
    dict
        ``run_id name starred status architecture epochs_run best_epoch validation test
        train_seconds problem``; ``validation`` and ``test`` are ``{"accuracy", "interval", "loss",
        "n"}``, or None while unknown or where there is no such photo; ``problem`` says why there
        are none although it has ended, or is None.
    """
    state = run.state()
    report, problem = _report(run)
    return {
        "run_id": run.run_id,
        "name": run.name,
        "starred": run.starred,
        "status": state.status,
        "architecture": run.config.architecture,
        "epochs_run": len(state.history),
        "best_epoch": state.best_epoch,
        "validation": _figures(report.get("validation")),
        "test": _figures(report.get("test")),
        "train_seconds": round(sum(record.seconds for record in state.history), 3),
        "problem": problem,
    }


def _report(run: RunDirectory) -> tuple[dict[str, Any], str | None]:
    try:
        return (load_report(run.report) if run.finished else {}), None
    except RunDamaged as damaged:
        return {}, str(damaged)


def group_spread(documents: Sequence[dict[str, Any]]) -> dict[str, Any] | None:
    """Return how far the outcomes of a group lie apart, see `core.evaluation.repeats.spread`.

    Returns
    -------
    dict or None
        With the ``split`` they were judged by, test where there is one; None while fewer than
        two have ended.
    """
    for split in ("test", "validation"):
        found = spread([document[split] for document in documents if document[split]])
        if found:
            return {"split": split, **found}
    return None


def in_words(run: RunDirectory, document: dict[str, Any]) -> str:
    """Return the outcome as sentences for a person."""
    state = run.state()
    parts = [f"{run.name} ({run.run_id}): {state.status}."]
    if not state.ended:
        parts.append(f"Watch it in the app, or stop it with: python -m core stop {run.run_id}")
        return "\n".join(parts)
    if state.message:
        parts.append(state.message)
    if document["problem"]:
        parts.append(document["problem"])
    if validation := document["validation"]:
        parts.append(
            f"Round {document['best_epoch']} of {document['epochs_run']} was the best. "
            f"Right: {right_words({**validation, 'split': 'validation'})}."
        )
    if test := document["test"]:
        parts.append(f"Right: {right_words({**test, 'split': 'test'})}.")
    return "\n".join(parts)


def _figures(report: dict[str, Any] | None) -> dict[str, Any] | None:
    return {key: report[key] for key in ("accuracy", "interval", "loss", "n")} if report else None


def _ended(run: RunDirectory, tell: console.Tell) -> bool:
    state = run.state()
    if state.status == "training":
        doing = f"Round {state.epoch} of {state.epochs}{_lately(run, state)}"
        tell(_batches(state), state.steps * state.epochs or None, doing)
    elif state.ended:  # how it ended is told by the answer
        made = _batches(state)
        tell(made, made or None, state.status.capitalize())
    else:
        tell(state.done or 0, state.total, state.message or state.status.capitalize())
    return state.ended


def _batches(state: RunState) -> int:
    whole = max(state.epoch - 1, 0) * state.steps
    return max(whole + state.step, len(state.history) * state.steps)


def _lately(run: RunDirectory, state: RunState) -> str:
    if not state.history or state.history[-1].val_accuracy is None:
        return ""
    aside = sum(each.split == "validation" for each in run.pictures)
    figures = share_of(state.history[-1].val_accuracy, aside)
    return f", right: {right_words({**figures, 'split': 'validation'})}"
