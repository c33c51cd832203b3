"""What a workspace holds, to be compared, and backups made anew with something else in them."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from core.backup.layout import MANIFEST
from core.files import sha256_bytes, sha256_file
from core.workspace import Workspace

_OF_THE_MOMENT = (".lock", ".pid", ".tmp", ".log", ".request")

Edit = Callable[[dict[str, Any]], None]


def rows(database: Path) -> list[str]:
    """Return every table and every row of a database, as SQL."""
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())


def tree(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, but for what belongs to one process."""
    return {
        path.relative_to(folder).as_posix(): sha256_file(path)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix not in _OF_THE_MOMENT
    }


def held(workspace: Workspace) -> dict[str, object]:
    """Return photos, labels, journal and trainings of a workspace."""
    return {
        "rows": rows(workspace.database),
        "photos": tree(workspace.pictures),
        "imports": tree(workspace.imports),
        "runs": tree(workspace.models),
    }


def listed(backup: Path) -> dict[str, Any]:
    """Return what a backup says about itself."""
    with zipfile.ZipFile(backup) as archive:
        document: dict[str, Any] = json.loads(archive.read(MANIFEST))
        return document


def remade(
    backup: Path, target: Path, files: Mapping[str, bytes | None], edit: Edit | None = None
) -> Path:
    """Write a backup again with other files (None: without it), its list made to agree."""
    with zipfile.ZipFile(backup) as archive:
        data = {name: archive.read(name) for name in archive.namelist()}
    document = json.loads(data.pop(MANIFEST))
    for name, content in files.items():
        data.pop(name, None)
        if content is not None:
            data[name] = content
    document["files"] = {name: [len(each), sha256_bytes(each)] for name, each in data.items()}
    if edit is not None:
        edit(document)
    with zipfile.ZipFile(target, "w") as archive:
        for name, each in {**data, MANIFEST: json.dumps(document).encode()}.items():
            archive.writestr(name, each)
    return target
