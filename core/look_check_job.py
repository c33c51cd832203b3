"""What the process that holds models finds out about where one of them looks.

Importing this loads TensorFlow; only `core.inference_jobs` does.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from core.dataset.framing import FACES
from core.dataset.images import make_thumbnail
from core.errors import CannotExplain
from core.explain.average_map import average_maps, average_report
from core.explain.cam import Explainer, Explanation
from core.explain.faithfulness import faithfulness
from core.explain.overlay import encode_map
from core.explain.places import FACE_BOX, box_mask
from core.explain.shortcut import find_shortcut
from core.learning.predictor import Predictor
from core.look_check import MOST, PARTS
from core.run_photos import run_photos
from core.runs.judged import evenly, judged_split
from core.runs.run_directory import RunDirectory

_REMOVED = 50
"""Those of them from which what the maps mark is taken out."""

_SIDE = 160


@dataclass(frozen=True)
class _Looked:
    """The photos a network is asked about, and its answers.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (N, S, S, 3)
        The photos.
    labels : ndarray of int64, shape (N,)
        Their classes.
    ids : list of str
        Their names.
    split : str
        Where they are from.
    method : str
        By which they were explained.
    explained : Explanation
        Of all of them.
    """

    pixels: NDArray[np.uint8]
    labels: NDArray[np.int64]
    ids: list[str]
    split: str
    method: str
    explained: Explanation


_looked: WeakKeyDictionary[Predictor, _Looked] = WeakKeyDictionary()


def check_looks(run: RunDirectory, predictor: Predictor, part: str) -> dict[str, Any]:
    """Return one part of what `core.look_check.look_check` keeps.

    Parameters
    ----------
    run : RunDirectory
        A finished training.
    predictor : Predictor
        Its network.
    part : str
        One of `core.look_check.PARTS`. The first reads and explains the photos, the others go on
        with them.

    Raises
    ------
    CannotExplain
        If none of the photos can be read any more.
    """
    if part == "average" or predictor not in _looked:
        _looked.clear()
        _looked[predictor] = _look(run, predictor)
    found = _PARTS[part](run, predictor, _looked[predictor])
    if part == PARTS[-1]:
        _looked.clear()
    return found


def _look(run: RunDirectory, predictor: Predictor) -> _Looked:
    split = judged_split(run)
    photos = run_photos(run, split, predictor.image_size, MOST)
    if not photos.keys:
        raise CannotExplain(
            "None of the photos it was checked on can be read any more.",
            advice="Add the photos again, then look once more.",
        )
    explainer = Explainer(predictor.model)
    explained = explainer.explain(photos.pixels, mirrored=predictor.mirrored)
    return _Looked(photos.pixels, photos.labels, photos.keys, split, explainer.method, explained)


def _average(run: RunDirectory, _: Predictor, looked: _Looked) -> dict[str, Any]:
    explained = looked.explained
    maps, _counts = average_maps(explained)
    average = average_report(explained, run.classes, faces=run.config.framing == FACES)
    answers = explained.probabilities.argmax(axis=1)
    for position, (told, one) in enumerate(zip(average, maps, strict=True)):
        told["map"] = _text(encode_map(one))
        told["photo"] = _text(_average_photo(looked.pixels[answers == position]))
    return {"n": len(looked.ids), "split": looked.split, "average": average}


def _faithfulness(run: RunDirectory, predictor: Predictor, looked: _Looked) -> dict[str, Any]:
    some = np.array(evenly(len(looked.ids), _REMOVED))
    faces = run.config.framing == FACES
    found = faithfulness(
        predictor.model,
        looked.pixels[some],
        method=looked.method,
        face=box_mask(FACE_BOX, predictor.image_size) if faces else None,
        explained=looked.explained.of(some),
        mirrored=predictor.mirrored,
    )
    return {"faithfulness": found}


def _shortcut(run: RunDirectory, predictor: Predictor, looked: _Looked) -> dict[str, Any]:
    found = find_shortcut(
        predictor.model,
        looked.pixels,
        looked.labels,
        looked.ids,
        run.classes,
        faces=run.config.framing == FACES,
        explained=looked.explained,
        mirrored=predictor.mirrored,
    )
    return {"shortcut": found}


_PARTS: dict[str, Callable[[RunDirectory, Predictor, _Looked], dict[str, Any]]] = {
    "average": _average,
    "faithfulness": _faithfulness,
    "shortcut": _shortcut,
}


def _average_photo(pixels: NDArray[np.uint8]) -> bytes:
    """Return the mean of photos ``(N, S, S, 3)`` as JPEG, large enough to be looked at."""
    if not len(pixels):
        return b""
    mean = pixels.mean(axis=0).round().astype(np.uint8)
    times = max(1, _SIDE // len(mean))
    return make_thumbnail(mean.repeat(times, 0).repeat(times, 1))


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")
