"""Whether a bundle still answers as the app did when it was made."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from core.bundle.answering import BundledModel, Told
from core.errors import CoreError

GOLDEN, EXPECTED = "golden", "expected.json"

LARGEST_DIFFERENCE = 1e-4
"""Between a probability here and in the app."""


def self_test(folder: Path) -> list[dict[str, Any]]:
    """Ask a bundle about the pictures that came with it.

    Parameters
    ----------
    folder : Path
        The unpacked bundle.

    Returns
    -------
    list of dict
        For each picture ``file``, ``says``, ``expected`` (what the app said), ``difference`` (the
        largest of any probability) and ``passed``.

    Raises
    ------
    CoreError
        If a file of the bundle is missing or has changed.
    """
    expected = _expected(folder)
    for name, digest in expected["files"].items():
        if hashlib.sha256(_bytes(folder / name)).hexdigest() != digest:
            raise _changed(name)
    model = BundledModel(folder)
    pictures = expected["pictures"]
    return [
        _compared(model.tell(_bytes(folder / GOLDEN / each["file"])), each) for each in pictures
    ]


def _compared(told: Told, app: dict[str, Any]) -> dict[str, Any]:
    here = told.said.probabilities
    difference = max(abs(here[name] - share) for name, share in app["probabilities"].items())
    same = told.said.headline() == app["says"] and told.faces == app["faces"]
    return {
        "file": app["file"],
        "says": told.said.headline(),
        "expected": app["says"],
        "difference": difference,
        "passed": same and difference <= LARGEST_DIFFERENCE,
    }


def _expected(folder: Path) -> dict[str, Any]:
    name = f"{GOLDEN}/{EXPECTED}"
    try:
        found: dict[str, Any] = json.loads(_bytes(folder / name))
    except ValueError as problem:
        raise _changed(name) from problem
    if not (isinstance(found, dict) and found.get("pictures") and found.get("files")):
        raise _changed(name)
    return found


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise _changed(path.name) from problem


def _changed(name: str) -> CoreError:
    return CoreError(
        f"The file {name} is missing or has changed since the bundle was made.",
        advice="Unpack the bundle again.",
    )
