"""What a backup holds, and under which names; nothing else is written, nothing else put back.

In a backup: the database (labels, journal, faces, splits), the photos it knows, what people
answered to suspicions, the reports of imports, and the trainings with searches, learning curves and
those in the bin. Left out is what can be made again or belongs to one computer: thumbnails, caches,
sets taken away, earlier backups, files of imports under way, pre-trained weights, locks, process
ids, requests, logs of the app and temporary files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from core.files import read_json
from core.workspace import Workspace

MANIFEST = "mien-backup.json"
"""The last file of a backup: what it is, and size and SHA-256 of all others."""

README = "README.txt"

FORMAT = 1
"""Grows when an older Mien could not put a backup back."""

SENTINEL = ".dataset-id"
_IMPORT_FILES = ("import.json", "progress.json", "report.json")
_LEFT_OUT_ENDINGS = (".tmp", ".lock", ".pid", ".request")
_LEFT_OUT_NAMES = ("draft.keras",)

_NAME = r"(?!(?i:con|prn|aux|nul|com\d|lpt\d)(?:\.|/|$))[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?"
_RUN = r"[0-9]{8}-[0-9]{6}-[0-9a-f]{4}"
_ALLOWED = re.compile(
    rf"{README}|data/mien\.sqlite|data/(?:suspects|faces)\.json|data/pictures/\.dataset-id"
    r"|data/pictures/([0-9a-f]{2})/\1[0-9a-f]{62}\.(?:png|jpg)"
    rf"|data/imports/{_RUN}/(?:import|progress|report)\.json"
    rf"|models/(?:\.bin/)?{_RUN}(?:/{_NAME}){{1,5}}"
)
_LONGEST = 300


def is_allowed(name: str) -> bool:
    """Return whether a file of this name can be in a backup: it leads nowhere, asks for nothing."""
    left_out = name.endswith(_LEFT_OUT_ENDINGS) or PurePosixPath(name).name in _LEFT_OUT_NAMES
    return len(name) <= _LONGEST and not left_out and _ALLOWED.fullmatch(name) is not None


def name_of(workspace: Workspace, path: Path) -> str:
    """Return what a file of a workspace is called in its backup."""
    return path.relative_to(workspace.root).as_posix()


def place_of(workspace: Workspace, name: str) -> Path:
    """Return where a file of a backup belongs."""
    return workspace.root.joinpath(*PurePosixPath(name).parts)


def small_files(workspace: Workspace) -> Iterator[Path]:
    """Yield the files beside photos and database."""
    for path in (workspace.pictures / SENTINEL, workspace.suspect_answers, workspace.face_search):
        if path.is_file():
            yield path
    for folder in sorted(workspace.imports.glob("[0-9]*-[0-9]*-*")):
        yield from (folder / name for name in _IMPORT_FILES if _is_json(folder / name))


def run_folders(workspace: Workspace) -> list[Path]:
    """Return the folder of every training, search and learning curve, deleted ones too."""
    places = (workspace.models, workspace.run_bin)
    found = [path for place in places for path in place.glob("[0-9]*-[0-9]*-*") if path.is_dir()]
    return [path for path in sorted(found) if re.fullmatch(_RUN, path.name)]


def run_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a training that belong into a backup."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        left_out = path.name.endswith(_LEFT_OUT_ENDINGS) or path.name in _LEFT_OUT_NAMES
        if path.is_file() and not left_out and all(re.fullmatch(_NAME, part) for part in parts):
            yield path


def _is_json(path: Path) -> bool:
    try:
        read_json(path)
    except (OSError, ValueError):
        return False
    return True
