"""Several trainings in one process, to find something out: ``models/<id>/study.json``.

There are two kinds. A *search* tries settings and starts a normal training with the best of them;
a *learning curve* trains on parts of the photos. Neither ever sees a test photo. Beside the events
of a run the diary has:

``attempt``        ``number``, ``facts`` (what is tried, in words and numbers), ``config``
``attempt_round``  ``number``, ``epoch``, ``epochs``, ``accuracy`` (on the photos kept aside)
``attempt_ended``  ``number``, ``status`` (one of `ENDINGS`), ``accuracy`` and ``loss`` of the best
                   epoch, ``seconds``, ``message``
``chosen``         ``number``, ``run_id``: a normal training was started with these settings
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.runs.events import Event, read_events
from core.runs.run_directory import RunDirectory, all_folders, list_folders
from core.runs.run_files import TrainingPicture
from core.runs.spec import TrainConfig
from core.runs.study_budget import Budget, read_budget
from core.workspace import Workspace

SEARCH, LEARNING_CURVE = "search", "learning-curve"

BEST = "Best of the search"
"""What the normal training with the best settings is called."""

ENDINGS = ("done", "given up", "stopped", "failed")
"""Came to its end; hopeless beside the others; out of time; went wrong."""


@dataclass(frozen=True)
class Attempt:
    """One training of a study.

    Parameters
    ----------
    number : int
        0 for the first.
    facts : dict
        What is tried, in words and numbers.
    config : dict
        All its settings, see `TrainConfig.to_json`.
    status : str
        ``running`` or one of `ENDINGS`.
    accuracies : tuple of float
        On the photos kept aside, after each epoch, 0 to 1.
    epochs : int
        The most there will be.
    accuracy, loss : float or None
        Of the epoch that was the best; None before any.
    seconds : float
        How long it took, once it has ended.
    message : str
        Why it ended, where there is something to say.
    """

    number: int
    facts: dict[str, Any]
    config: dict[str, Any]
    status: str = "running"
    accuracies: tuple[float, ...] = ()
    epochs: int = 0
    accuracy: float | None = None
    loss: float | None = None
    seconds: float = 0.0
    message: str = ""

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.status in ENDINGS


class Study(RunDirectory):
    """The folder of a study; asked, watched, stopped and resumed like a run."""

    settings_file = "study.json"
    begins_again = "It goes on with the next try."

    @property
    def kind(self) -> str:
        """`SEARCH` or `LEARNING_CURVE`."""
        return str(self.spec["study"])

    @property
    def journal(self) -> Path:
        """What the search remembers of its tries."""
        return self.path / "search.journal"

    @property
    def more(self) -> Path:
        """What it was given since it was started."""
        return self.path / "budget.json"

    @property
    def budget(self) -> Budget:
        """What all its trainings together may cost."""
        with self._reading(self.more.name):
            return read_budget(self.more, self.spec)

    def spent(self) -> tuple[float, int]:
        """Return the seconds and the number of its trainings so far."""
        attempts = self.attempts()
        return sum(each.seconds for each in attempts), len(attempts)

    @property
    def used_up(self) -> str:
        """What it has none left of, in words, so that it would only fail again; "" if it can."""
        found = best_attempt(self.attempts()) if self.kind == SEARCH else None
        return "" if found else self.budget.used_up(*self.spent())

    @property
    def cut_off(self) -> bool:
        """Whether it ended before its end."""
        return self.state().status in ("interrupted", "failed", "stopped")

    @property
    def resumable(self) -> bool:
        """Whether it ended before its end, and has time and tries left or something to show."""
        return self.cut_off and not self.used_up

    def attempts(self) -> list[Attempt]:
        """Return every training of the study so far, in order."""
        return fold(read_events(self.events)[0])

    def chosen_run(self) -> str | None:
        """Return the id of the normal training that was started with the best settings."""
        found = [e["run_id"] for e in read_events(self.events)[0] if e["event"] == "chosen"]
        return found[-1] if found else None

    def new_attempt(
        self, number: int, config: TrainConfig, pictures: Sequence[TrainingPicture]
    ) -> AttemptDirectory:
        """Return a folder for one training of this study, with its settings and photos."""
        attempt = AttemptDirectory(self.path / "attempts" / f"{number:04d}")
        attempt.path.mkdir(parents=True, exist_ok=True)
        attempt.freeze(f"{self.name}, {number + 1}", config, self.classes, pictures)
        return attempt


class AttemptDirectory(RunDirectory):
    """One training of a study, in the folder of the study."""

    @property
    def workspace(self) -> Workspace:
        """The workspace the study lies in."""
        return Workspace(self.path.parents[3])


def list_studies(workspace: Workspace) -> list[Study]:
    """Return every study of the workspace that can be read, newest first."""
    return list_folders(workspace, Study)


def active_study(workspace: Workspace, studies: Sequence[Study] | None = None) -> Study | None:
    """Return the study that goes on now or waits, else None.

    The parameters are those of `core.runs.launcher.active_run`.
    """
    known = all_folders(workspace, Study) if studies is None else studies
    going = [study for study in known if study.going and study.sound]
    return next((study for study in reversed(going) if not study.state().ended), None)


def run_or_study(path: Path) -> RunDirectory:
    """Return the run or the study in a folder."""
    study = (path / Study.settings_file).is_file()
    return Study(path) if study else RunDirectory(path)


def best_attempt(attempts: Sequence[Attempt]) -> Attempt | None:
    """Return the attempt with the highest accuracy, among equals the one with the lowest loss.

    Those that came to their end go first: what was given up early is no advice.
    """
    known = [each for each in attempts if each.accuracy is not None]
    whole = [each for each in known if each.status == "done"]
    return max(whole or known, key=_merit, default=None)


def curve_points(study: Study) -> list[dict[str, Any]]:
    """Return what a learning curve has measured so far.

    Returns
    -------
    list of dict
        ``photos`` learned from, ``accuracy`` on the photos kept aside (0 to 1) and ``n``, how many
        these are, of each training that came to its end.
    """
    aside = sum(each.split == "validation" for each in study.pictures)
    return [
        {"photos": each.facts["photos"], "accuracy": each.accuracy, "n": aside}
        for each in study.attempts()
        if each.status == "done" and each.accuracy is not None
    ]


def train_best(study: Study, best: Attempt) -> RunDirectory:
    """Make, but do not start, the normal training with the best settings of a search."""
    return RunDirectory.create(
        study.workspace,
        BEST,
        TrainConfig.from_json(best.config),
        study.classes,
        study.pictures,
        dataset_version=study.spec["dataset_version"],
        last_event=study.spec["last_event"],
        search=study.run_id,
        notes=[f"With the best settings of {study.name}."],
    )


def _merit(attempt: Attempt) -> tuple[float, float]:
    loss = float("inf") if attempt.loss is None else attempt.loss
    return (attempt.accuracy or 0.0, -loss)


def fold(events: Sequence[Event]) -> list[Attempt]:
    """Return the attempts that a diary tells of, in order."""
    known: dict[int, Attempt] = {}
    for event in events:
        number = event.get("number")
        if event["event"] == "attempt":
            known[event["number"]] = Attempt(event["number"], event["facts"], event["config"])
        elif number in known:
            known[number] = _changed(known[number], event)
    return list(known.values())


def _changed(attempt: Attempt, event: Event) -> Attempt:
    if event["event"] == "attempt_round":
        accuracies = (*attempt.accuracies, event["accuracy"])
        return replace(attempt, accuracies=accuracies, epochs=event["epochs"])
    if event["event"] == "attempt_ended":
        keys = ("status", "accuracy", "loss", "seconds", "message")
        return replace(attempt, **{key: event[key] for key in keys})
    return attempt
