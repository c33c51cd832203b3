"""One training on disk: ``models/<run_id>/`` and everything in it, each file named once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self, TypeVar

from core.errors import RunDamaged, RunNotFound
from core.files import file_age, read_json, sha256_file
from core.runs.events import read_events
from core.runs.folders import new_folder
from core.runs.frozen_run import FrozenRun
from core.runs.run_files import TrainingPicture
from core.runs.spec import TrainConfig
from core.runs.state import RunState, fold
from core.workspace import Workspace

__all__ = ["RunDirectory", "TrainingPicture", "list_folders", "list_runs"]

Folder = TypeVar("Folder", bound="RunDirectory")

_START_GRACE = 30.0
_STALL_AFTER = 180.0
_CUT_OFF = (
    "It was cut off before the end: the computer went off, or the memory ran out. "
    "If that happens again, choose a smaller batch or smaller photos."
)


class RunDirectory(FrozenRun):
    """A run's folder: what was asked, what happened, what came out.

    Parameters
    ----------
    path : Path
        ``models/<run_id>``. Nothing is read before it is asked for.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self._seen: tuple[int, RunState] = (0, RunState())

    @classmethod
    def create(
        cls,
        workspace: Workspace,
        name: str,
        config: TrainConfig,
        classes: Sequence[str],
        pictures: Sequence[TrainingPicture],
        **facts: Any,
    ) -> Self:
        """Freeze everything a training needs in a new folder; nothing is started.

        Parameters
        ----------
        workspace : Workspace
            Where the pictures lie and the run will.
        name : str
            What a person calls it.
        config : TrainConfig
            The settings.
        classes : sequence of str
            In the order of the probability columns.
        pictures : sequence of TrainingPicture
            All of them, each with its split.
        **facts
            Further JSON values for ``spec.json``, such as the version of the dataset.
        """
        run = cls(workspace.run(new_folder(workspace)))
        run.freeze(name, config, classes, pictures, **facts)
        return run

    @classmethod
    def open(cls, workspace: Workspace, run_id: str) -> Self:
        """Return an existing run.

        Raises
        ------
        RunNotFound
            If there is none of this id.
        """
        run = cls(workspace.run(run_id))
        if not (run.path / cls.settings_file).is_file():
            raise RunNotFound(
                f"There is no training called {run_id}.",
                advice="Choose one from the list of trainings.",
            )
        return run

    def state(self) -> RunState:
        """Return where the run stands; repeated calls read only what is new."""
        offset, known = self._seen
        events, offset = read_events(self.events, offset)
        known = fold(events, known)
        self._seen = offset, known
        if self._is_asked_to_resume():
            return replace(known, status="starting", message="", seconds_left=None)
        return known if known.ended else self._judge(known)

    @property
    def going(self) -> bool:
        """Whether a worker lives or is just being started, told without reading the diary."""
        return self.alive or self._is_new() or self._is_asked_to_resume()

    @property
    def resumable(self) -> bool:
        """Whether it ended before its time and can go on from where it was."""
        now = self.state()
        if not now.resumable:
            return False
        left = len(now.history) < self.config.epochs
        return now.status in ("interrupted", "failed") or (now.status == "stopped" and left)

    def verify(self) -> None:
        """Check the files of a finished run against the hashes in its manifest.

        Raises
        ------
        RunDamaged
            If there is no manifest, or a file is missing or differs.
        """
        with self._reading(self.manifest.name):
            hashes = dict(read_json(self.manifest)["sha256"])
            hashes[self.model.name]  # a list that leaves the model out vouches for nothing
        for file, expected in hashes.items():
            path = self.path / file
            if not path.is_file() or sha256_file(path) != expected:
                raise RunDamaged(
                    f"The file {file} of {self.name} is missing or has changed.",
                    advice="Train again, or put the folder back from a copy.",
                )

    def _judge(self, known: RunState) -> RunState:
        """Add what only the system knows: whether anybody is still writing the diary."""
        if self.alive:
            quiet = self.events.exists() and file_age(self.events) > _STALL_AFTER
            return replace(known, status="stalled") if quiet else known
        if self.finished and (known.status == "evaluating" or not self.events.exists()):
            return replace(known, status="finished", seconds_left=None)
        if self._is_new():
            return known
        events, _ = read_events(self.events, self._seen[0])
        late = fold(events, known)
        if late.ended:
            return late
        begun = self.events.exists()
        message = _CUT_OFF if begun else "It could not be started."
        return replace(known, status="interrupted", message=message, seconds_left=None)

    def _is_new(self) -> bool:
        return not self.events.exists() and file_age(self.path / self.settings_file) < _START_GRACE

    def _is_asked_to_resume(self) -> bool:
        return file_age(self.resume_request) < _START_GRACE


def list_runs(workspace: Workspace) -> list[RunDirectory]:
    """Return every run of the workspace that can be read, newest first."""
    return list_folders(workspace, RunDirectory)


def list_folders(workspace: Workspace, kind: type[Folder]) -> list[Folder]:
    """Return every folder of one kind that can be read, newest first."""
    return [each for each in all_folders(workspace, kind) if each.sound]


def all_folders(workspace: Workspace, kind: type[Folder]) -> list[Folder]:
    """Return every folder of one kind, the damaged ones too, newest first."""
    found = workspace.models.glob(f"[0-9]*-[0-9]*-*/{kind.settings_file}")
    return [kind(settings.parent) for settings in sorted(found, reverse=True)]
