"""What is dear to make, made by one process of a test run for all of them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock


def made_once(
    factory: pytest.TempPathFactory, name: str, make: Callable[[Path], dict[str, Any] | None]
) -> tuple[Path, dict[str, Any]]:
    """Return this process's own copy of a folder that is made once, whoever asks first.

    Parameters
    ----------
    factory : TempPathFactory
        Of this process.
    name : str
        What the folder is called; of its own.
    make : callable
        Fills the empty folder it is given. What it returns is kept as JSON.

    Returns
    -------
    Path
        The copy.
    dict
        What ``make`` returned, empty for None.
    """
    place = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent
    whole, said = place / f"once-{name}", place / f"once-{name}.json"
    with FileLock(f"{whole}.lock"):
        if not said.exists():
            shutil.rmtree(whole, ignore_errors=True)
            whole.mkdir()
            said.write_text(json.dumps(make(whole) or {}))
    own = factory.mktemp(name, numbered=True) / "own"
    shutil.copytree(whole, own)
    return own, json.loads(said.read_text())
