"""Wait for a study, show how it goes, and tell what it found."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

from rich.console import RenderableType

from core.commands import console
from core.evaluation.figures import share_of
from core.evaluation.wording import right_words
from core.runs.launcher import request_stop
from core.runs.studies import Attempt, Study, best_attempt

_LOOK_EVERY = 0.3
_LEFT_OUT = ("config", "accuracies")


def follow_study(study: Study) -> None:
    """Return when the study has ended; Ctrl+C asks it to stop."""
    with console.progress(study.name) as tell:
        while not study.state().ended:
            attempts = study.attempts()
            tell(len(attempts), None, f"{study.name}, try {max(len(attempts), 1)}")
            try:
                time.sleep(_LOOK_EVERY)
            except KeyboardInterrupt:
                request_stop(study)
                console.say("Stopping ...")


def document(study: Study) -> dict[str, Any]:
    """Return what a study came to so far, ready for JSON.

    Returns
    -------
    dict
        ``study_id name kind status message attempts best chosen_run``: each attempt with its
        ``number``, ``facts``, ``status``, figures and seconds, the best one with its ``config``.
    """
    state, attempts = study.state(), study.attempts()
    best = best_attempt(attempts)
    return {
        "study_id": study.run_id,
        "name": study.name,
        "kind": study.kind,
        "status": state.status,
        "message": state.message,
        "attempts": [_row(each) for each in attempts],
        "best": {**_row(best), "config": best.config} if best else None,
        "chosen_run": study.chosen_run(),
    }


def in_words(study: Study) -> RenderableType:
    """Return what a study came to so far, for a person."""
    state, attempts = study.state(), study.attempts()
    said = [f"{study.name} ({study.run_id}): {state.status}.", state.message]
    if not state.ended:
        said.append(f"Watch it in the app, or stop it with: python -m core stop {study.run_id}")
    if not attempts:
        return "\n".join(filter(None, said))
    aside = sum(each.split == "validation" for each in study.pictures)
    headings = ("try", *attempts[0].facts, "state", "right, kept aside", "seconds")
    rows = [
        (each.number + 1, *each.facts.values(), each.status, _right(each, aside), each.seconds)
        for each in attempts
    ]
    return console.sections(*filter(None, said), "", console.table(headings, rows))


def _row(attempt: Attempt) -> dict[str, Any]:
    return {key: value for key, value in asdict(attempt).items() if key not in _LEFT_OUT}


def _right(attempt: Attempt, aside: int) -> str:
    if attempt.accuracy is None:
        return ""
    return right_words({**share_of(attempt.accuracy, aside), "split": "validation"})
