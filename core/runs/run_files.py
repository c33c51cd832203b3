"""Where the files of one run lie, and the pictures it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.processes import is_held
from core.workspace import Workspace

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class TrainingPicture:
    """One picture as a run saw it.

    Parameters
    ----------
    id : str
        SHA-256 of the stored file.
    suffix : str
        ``.png`` or ``.jpg``.
    class_index : int
        Position of its label in the run's class list.
    split : str
        One of `SPLITS`.
    crop : tuple of float or None, optional
        The part that is looked at, as `core.faces.crop.Crop` orders its values; None: all of it.
    face : int or None, optional
        Which of its faces this is, where the picture is there once for each of several.
    """

    id: str
    suffix: str
    class_index: int
    split: str
    crop: tuple[float, float, float, float] | None = None
    face: int | None = None

    @classmethod
    def from_row(cls, row: Sequence[Any]) -> TrainingPicture:
        """Return a row of ``split.json``; in the runs of earlier versions it has no crop."""
        known = cls(*row)
        if known.crop is None:
            return known
        x, y, side, angle = known.crop
        return replace(known, crop=(x, y, side, angle))

    @property
    def key(self) -> str:
        """What this is called in predictions and reports: its id, and ``#`` and the face if any."""
        return self.id if self.face is None else f"{self.id}#{self.face}"


def picture_of(key: str) -> str:
    """Return the id of the picture that `TrainingPicture.key` names."""
    return key.partition("#")[0]


class RunFiles:
    """The paths in a run's folder, each spelled once.

    Parameters
    ----------
    path : Path
        ``models/<run_id>``.
    """

    settings_file = "spec.json"
    """Holds what was asked; tells one kind of folder from another."""

    begins_again = "It begins again with the first round."
    """What is said when it goes on without a checkpoint."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def run_id(self) -> str:
        """The name of the folder: date, time, part of the second."""
        return self.path.name

    @property
    def workspace(self) -> Workspace:
        """The workspace the run lies in."""
        return Workspace(self.path.parent.parent)

    @property
    def split(self) -> Path:
        """The pictures, each with its class and split."""
        return self.path / "split.json"

    @property
    def events(self) -> Path:
        """The diary, see `core.runs.events`."""
        return self.path / "events.jsonl"

    @property
    def worker_log(self) -> Path:
        """Whatever the worker and its libraries printed."""
        return self.path / "worker.log"

    @property
    def lock(self) -> Path:
        """Held by the worker for as long as it lives."""
        return self.path / "run.lock"

    @property
    def worker_pid(self) -> Path:
        """The process id of the worker; it counts only while the lock is held."""
        return self.path / "worker.pid"

    @property
    def marks(self) -> Path:
        """Name and star, see `core.runs.marks`."""
        return self.path / "marks.json"

    @property
    def stop_request(self) -> Path:
        """Its existence asks the worker to stop."""
        return self.path / "stop.request"

    @property
    def resume_request(self) -> Path:
        """Its existence asks the worker that starts next to go on where the run ended."""
        return self.path / "resume.request"

    @property
    def checkpoints(self) -> Path:
        """Two folders, see `core.runs.checkpoints`; gone once the run will not go on."""
        return self.path / "checkpoints"

    @property
    def model(self) -> Path:
        """The network with the best weights."""
        return self.path / "model.keras"

    @property
    def history(self) -> Path:
        """A list of epoch records, written at the end."""
        return self.path / "history.json"

    @property
    def predictions(self) -> Path:
        """A list of ``{id, split, class_index, probabilities}`` for validation and test."""
        return self.path / "predictions.json"

    @property
    def report(self) -> Path:
        """What the answers add up to, by split: ``{"validation": {...}, "test": {...} | null}``."""
        return self.path / "report.json"

    @property
    def certainty(self) -> Path:
        """How sure it has to be to answer, see `core.evaluation.certainty`."""
        return self.path / "certainty.json"

    @property
    def familiar(self) -> Path:
        """What it has learned from looks like, see `core.learning.familiarity`."""
        return self.path / "familiar.npz"

    @property
    def manifest(self) -> Path:
        """Hashes of the files above; written last, so its existence means the run is whole."""
        return self.path / "manifest.json"

    @property
    def exists(self) -> bool:
        """Whether the folder is still there; a run can be deleted at any time."""
        return (self.path / "spec.json").is_file()

    @property
    def finished(self) -> bool:
        """Whether it has a model that can be used, perhaps of an end after which it went on."""
        return self.manifest.is_file()

    @property
    def alive(self) -> bool:
        """Whether a worker runs for it, asked of the operating system."""
        return is_held(self.lock)
