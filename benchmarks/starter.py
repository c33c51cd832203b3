"""How hard the sample faces are: ``python -m benchmarks starter``.

The small network learns 400 drawn faces as a person would have it on the command line. It should
learn them, and should not get every test photo right: else there would be no mistakes to look at.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

from benchmarks.figure import Figure
from core.workspace import PROJECT

_SETTINGS = ("--architecture", "cnn-16-32-64", "--image-size", "128", "--epochs")
_EPOCHS = "15"


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield ``seed_cnn_accuracy``, the share of test photos that is answered right.

    Parameters
    ----------
    arguments : sequence of str
        The number of epochs, 15 by default.
    """
    epochs = arguments[0] if arguments else _EPOCHS
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        imported = _core(folder, "import", "starter")
        trained = _core(folder, "train", *_SETTINGS, epochs, "--follow")
    detail = {
        "expected": "below 1.0, so that there are mistakes to look at, and above 0.75",
        "added": imported["added"],
        **trained,
    }
    accuracy = round(trained["test"]["accuracy"], 4)
    yield Figure("seed_cnn_accuracy", accuracy, "share", "> 0.75 and < 1.0", None, detail)


def _core(workspace: str, *words: str) -> dict[str, Any]:
    """Run a command of the app and return its document."""
    command = [sys.executable, "-m", "core", *words, "--workspace", workspace, "--json"]
    done = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, check=True)
    document: dict[str, Any] = json.loads(done.stdout)
    return document
