"""The two checkpoints of a run, written in turn: where they lie, and which of them is whole.

Each is a folder of its own: what the training knew (``facts.json``), its arrays (``arrays.npz``)
and, written last, a manifest with the hashes of both. A checkpoint without a manifest, or whose
files differ from it, counts for nothing, so a worker killed at any moment leaves the other one.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.files import read_json, sha256_file, write_json
from core.runs.run_files import RunFiles

_SLOTS = ("a", "b")


@dataclass(frozen=True)
class Checkpoint:
    """One of the two folders, whole or not.

    Parameters
    ----------
    folder : Path
        ``models/<run_id>/checkpoints/a`` or ``b``.
    """

    folder: Path

    @property
    def arrays(self) -> Path:
        """Weights and the optimizer's state, see `core.learning.checkpoints`."""
        return self.folder / "arrays.npz"

    @property
    def facts_file(self) -> Path:
        """What the training knew, as JSON."""
        return self.folder / "facts.json"

    @property
    def manifest(self) -> Path:
        """The number of completed epochs, and the hashes of the files above."""
        return self.folder / "manifest.json"

    @property
    def epoch(self) -> int:
        """Completed epochs by the manifest; -1 where there is none that can be read."""
        try:
            return int(read_json(self.manifest)["epoch"])
        except (OSError, ValueError, KeyError, TypeError):
            return -1

    def facts(self) -> dict[str, Any]:
        """Return what the training knew."""
        return dict(read_json(self.facts_file))

    def open_for_writing(self) -> None:
        """Make the folder, and take away the manifest: from now on it is not whole."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.manifest.unlink(missing_ok=True)

    def seal(self, epoch: int) -> None:
        """Declare the files whole, which have reached the disk."""
        files = (self.arrays, self.facts_file)
        hashes = {path.name: sha256_file(path) for path in files}
        write_json(self.manifest, {"epoch": epoch, "sha256": hashes})

    def intact(self) -> bool:
        """Return whether the files are those that the manifest declares."""
        try:
            declared = read_json(self.manifest)["sha256"]
            held = {name: sha256_file(self.folder / name) for name in declared}
            return bool(held == declared and self.facts()["epoch"] == self.epoch)
        except (OSError, ValueError, KeyError, TypeError):
            return False


def checkpoints(run: RunFiles) -> tuple[Checkpoint, Checkpoint]:
    """Return both checkpoints, the one with more epochs first."""
    first, second = (Checkpoint(run.checkpoints / slot) for slot in _SLOTS)
    return (second, first) if second.epoch > first.epoch else (first, second)


def newest_intact(run: RunFiles) -> Checkpoint | None:
    """Return the newest checkpoint whose files are as they were written, or None."""
    return next((each for each in checkpoints(run) if each.intact()), None)


def other_than(run: RunFiles, kept: Checkpoint | None) -> Checkpoint:
    """Return the checkpoint that may be overwritten while ``kept`` must stay."""
    return next(each for each in checkpoints(run) if each != kept)


def remove_checkpoints(run: RunFiles) -> None:
    """Free the disk of a run that will not go on."""
    if run.checkpoints.exists():
        shutil.rmtree(run.checkpoints)
