"""What is derived from a photo and kept so that it need not be made again."""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from filelock import FileLock

from core import kept_looks, suspect_answers
from core.cache_keys import picture_of_key
from core.files import atomic_write, read_json, write_json
from core.runs.run_directory import RunDirectory
from core.workspace import Workspace


def forget_derived(workspace: Workspace, picture_id: str, trained: Sequence[RunDirectory]) -> None:
    """Remove pixels, features, measures and answers of a photo, whose file has to be gone.

    What goes on meanwhile writes back only what it knows of photos with a file.

    Parameters
    ----------
    workspace : Workspace
        Whose caches.
    picture_id : str
        The photo.
    trained : sequence of RunDirectory
        The trainings that have it: where they look is told with means of photos.
    """
    for index in workspace.cache.glob("pixels-*.json"):
        _blacken(index, picture_id)
    for features in workspace.cache.glob("features-*.npz"):
        _forget_features(features, picture_id)
    kept_looks.forget(workspace, picture_id)
    if picture_id in suspect_answers.read_answers(workspace):
        suspect_answers.forget(workspace, [picture_id])
    for run in trained:
        (run.path / "looks.json").unlink(missing_ok=True)


def _blacken(index: Path, picture_id: str) -> None:
    """Overwrite the pixels of a photo where they lie; other rows stay where trainings know them."""
    try:
        keys = read_json(index)
        rows = [row for row, key in enumerate(keys) if picture_of_key(key) == picture_id]
    except (OSError, ValueError, TypeError, AttributeError):
        return
    pixels = index.with_suffix(".bin")
    if not rows or not pixels.is_file():
        return
    side = int(index.stem.rpartition("-")[2])
    size = side * side * 3
    with pixels.open("r+b") as stream:
        for row in rows:
            stream.seek(row * size)
            stream.write(bytes(size))
            keys[row] = f"erased-{secrets.token_hex(16)}"
    write_json(index, keys)


def _forget_features(file: Path, picture_id: str) -> None:
    with FileLock(file.with_suffix(".lock")):
        try:
            with np.load(file, allow_pickle=False) as kept:
                names, seen = kept["names"], kept["features"]
        except (OSError, ValueError, KeyError, EOFError, BadZipFile):
            file.unlink(missing_ok=True)  # damaged: made again from the photos that are left
            return
        stay = np.array([picture_of_key(name) != picture_id for name in names.tolist()], bool)
        if stay.all():
            return
        content = io.BytesIO()
        np.savez(content, names=names[stay], features=seen[stay])
        atomic_write(file, content.getvalue())
