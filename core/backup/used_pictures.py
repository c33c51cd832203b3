"""The photos that the trainings of a backup name, looked at before any of them is opened."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from core.files import NestedTooDeep, read_json
from core.workspace import is_picture


def split_with_foreign_names(files: Iterable[Path]) -> Path | None:
    """Return the first list of photos that could lead out of the workspace, or None.

    Parameters
    ----------
    files : iterable of Path
        Files of trainings; those called ``split.json`` are looked at. One that is no JSON is let
        pass: no training can be opened with it.
    """
    splits = (path for path in files if path.name.casefold() == "split.json")
    return next((path for path in splits if not _is_sound(path)), None)


def _is_sound(split: Path) -> bool:
    try:
        document = read_json(split)
    except NestedTooDeep:
        return False
    except ValueError:
        return True
    rows = document.get("pictures") if isinstance(document, dict) else None
    return isinstance(rows, list) and all(map(_names_a_picture, rows))


def _names_a_picture(row: Any) -> bool:
    return isinstance(row, list) and len(row) > 1 and is_picture(row[0], row[1])
