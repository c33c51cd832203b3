"""Everything that is known about a training, read once for its card."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.dataset.store import DatasetStore
from core.errors import CoreError
from core.evaluation.certainty import Certainty
from core.evaluation.report import load_predictions, load_report
from core.kept_looks import Progress
from core.look_check import kept_check
from core.run_figures import Answers, answers_of, more_figures
from core.runs.run_directory import RunDirectory
from core.runs.run_files import picture_of
from core.runs.state import RunState
from core.slice_facts import Facts, slice_facts
from core.starter_model import StarterRun
from core.workspace import Workspace


@dataclass(frozen=True)
class Material:
    """What a card is written from.

    Parameters
    ----------
    run : RunDirectory
        The training.
    state : RunState
        How it ended.
    figures : mapping
        Its report of the photos it is judged by.
    certainty : Certainty or None
        How sure it has to be; None for trainings from before that.
    answers : Answers or None
        What it said about each photo; None where nobody kept that.
    more : mapping or None
        As `core.run_figures.more_figures` returns it; None without answers.
    sources : mapping of str to int
        Photos of the training by the import they came with, the largest first.
    gone : int
        Photos of the training that the set does not hold any more.
    set_missing : str
        Why nothing could be asked of the set of photos, as a sentence; empty where it was.
    looked : mapping or None
        What `core.look_check.look_check` found; None where nobody has asked yet.
    """

    run: RunDirectory
    state: RunState
    figures: Mapping[str, Any]
    certainty: Certainty | None
    answers: Answers | None
    more: Mapping[str, Any] | None
    sources: Mapping[str, int]
    gone: int
    set_missing: str
    looked: Mapping[str, Any] | None

    @property
    def is_starter(self) -> bool:
        """Whether it is the model that comes with Mien."""
        return isinstance(self.run, StarterRun)

    @property
    def on_faces(self) -> bool:
        """Whether it was taught on faces."""
        return self.run.config.framing == "faces"

    @property
    def class_names(self) -> str:
        """Return the classes as "happy or sad" or "angry, happy or sad"."""
        *first, last = self.run.classes
        return f"{', '.join(first)} or {last}" if first else last


def gather(run: RunDirectory, on_progress: Progress | None = None) -> Material:
    """Read everything known about a finished training.

    Raises
    ------
    RunDamaged
        If a file of the run is missing or differs from what the training wrote.
    """
    run.verify()
    report = load_report(run.report)
    answers = _answers(run)
    facts, sources, missing = _from_the_set(run, answers, on_progress)
    return Material(
        run=run,
        state=run.state(),
        figures=report.get("test") or report["validation"],
        certainty=Certainty.load(run.certainty),
        answers=answers,
        more=more_figures(answers, facts) if answers else None,
        sources=sources,
        gone=0 if missing else len(_ids(run)) - sum(sources.values()),
        set_missing=missing,
        looked=kept_check(run),
    )


def _answers(run: RunDirectory) -> Answers | None:
    if not run.predictions.exists():
        return None
    return answers_of(load_predictions(run.predictions), run.classes)


def _ids(run: RunDirectory) -> list[str]:
    return list(dict.fromkeys(picture_of(each.key) for each in run.pictures))


def _from_the_set(
    run: RunDirectory, answers: Answers | None, on_progress: Progress | None
) -> tuple[Facts, dict[str, int], str]:
    """Return the facts of the photos it is judged by, and where all of them came from."""
    ids = [] if isinstance(run, StarterRun) else _ids(run)
    if not ids:
        return {}, {}, "The list of its photos is not part of this model."
    if not _has_a_set(run.workspace):
        return {}, {}, "The set of photos does not lie beside this model."
    try:
        with DatasetStore.open(run.workspace) as store:
            sources = Counter(record.source for record in store.records(ids))
            if not sources or answers is None:
                return {}, dict(sources.most_common()), ""
            facts = slice_facts(run.workspace, store, answers.tested.ids, run.classes, on_progress)
    except CoreError as problem:
        return {}, {}, str(problem)
    return facts, dict(sources.most_common()), ""


def _has_a_set(workspace: Workspace) -> bool:
    """Return whether there is a database; opening one makes it where there is none."""
    return workspace.database.exists() or bool(os.environ.get("DATABASE_URL"))
