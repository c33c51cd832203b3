"""What goes along with an exported network, so that nobody has to guess how to use it."""

from __future__ import annotations

import json
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from core.evaluation.certainty import Certainty
from core.export.names import DISTANCE, PHOTO, PROBABILITIES
from core.files import sha256_file
from core.runs.run_directory import RunDirectory

FORMAT = 1
_LIBRARIES = ("tensorflow", "keras", "numpy")


def facts(run: RunDirectory, *, side: int, distance_limit: float | None) -> dict[str, Any]:
    """Return what a program has to know to answer as the app does, ready for JSON.

    Parameters
    ----------
    run : RunDirectory
        A finished training.
    side : int
        Side in pixels of the square that the network takes.
    distance_limit : float or None
        A ``distance`` above this is unlike anything it was trained on; None where that is not
        known and the network has no such output.

    Returns
    -------
    dict
        ``classes`` in the order of the columns; ``input`` (``name``, ``type``, ``shape``,
        ``side``, ``range``, ``colours``, ``framing``: "faces" or "whole"); ``outputs``, each with
        ``name``, ``type`` and ``shape``; in a shape null stands for any number of photos, which
        LiteRT takes one at a time; ``limits`` (``sure``: from which probability on an answer
        is given, ``possible``: for each class, ``distance``); ``temperature``, which the network
        applies itself; ``promise``, in words; ``run``, ``made`` and ``versions``.

    Raises
    ------
    RunDamaged
        If a file of the run cannot be read.
    """
    certainty = Certainty.load(run.certainty)
    return {
        "format": FORMAT,
        "classes": run.classes,
        "input": {
            **_tensor(PHOTO, side, side, 3),
            "side": side,
            "range": [0, 255],
            "colours": "RGB",
            "framing": run.config.framing,
        },
        "outputs": [
            _tensor(PROBABILITIES, len(run.classes)),
            *([_tensor(DISTANCE)] if distance_limit is not None else []),
        ],
        "limits": {
            "sure": certainty.refusal["limit"] if certainty else None,
            "possible": certainty.limits["limits"] if certainty else None,
            "distance": distance_limit,
        },
        "temperature": certainty.temperature["temperature"] if certainty else 1.0,
        "promise": certainty.sentence() if certainty else "",
        "run": {"id": run.run_id, "name": run.name, "model_sha256": sha256_file(run.model)},
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in _LIBRARIES},
        },
    }


def _tensor(name: str, *sides: int) -> dict[str, Any]:
    return {"name": name, "type": "float32", "shape": [None, *sides]}


def as_text(known: dict[str, Any]) -> str:
    """Return facts as they stand in a file."""
    return json.dumps(known, indent=2, ensure_ascii=False)
