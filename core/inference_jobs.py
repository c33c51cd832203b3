"""What the process that holds models can do: look, predict, preview.

Importing this loads TensorFlow; only `core.inference_child` does.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core import feature_jobs, look_check_job
from core.dataset.images import Pixels, make_thumbnail, read_for_model
from core.errors import CoreError, PictureRefused
from core.explain.cam import against_on_one_scale, on_one_scale
from core.explain.overlay import encode_map
from core.learning import augmentation
from core.learning.estimate import expected_seconds
from core.model_shelf import LoadedModel, ModelShelf
from core.outside_photos import OutsidePhotos
from core.runs.spec import Augmentation, TrainConfig
from core.seeing import Seen
from core.starter_model import run_in
from core.verdict import verdict_of

logging.getLogger("tensorflow").setLevel(logging.ERROR)  # each model is traced once, as it must

_photos = OutsidePhotos()
_photos.warm_up()
_shelf = ModelShelf()


def look(run: str, data: bytes, face: int = 0, method: str | None = None) -> dict[str, Any]:
    """Return one picture's answers and maps, as `core.inference_answers.look_from` reads it."""
    model = _shelf.get(run)
    seen, photo = _photos.look(data, model.predictor.image_size, model.detector)
    said = _said(model, seen.squares, faceless=[seen.faceless] * len(seen.squares))
    at = min(face, len(said) - 1)
    explainer = model.explainer(method)
    explained = explainer.explain(seen.squares[at][None], mirrored=model.predictor.mirrored)
    maps, against = on_one_scale(explained.speaking[0]), against_on_one_scale(explained)
    return {
        "classes": list(model.predictor.classes),
        "answers": said,
        "chosen": at,
        "photo": photo,
        "maps": [encode_map(seen.in_photo(each, at)) for each in maps],
        "against": [encode_map(seen.in_photo(each, at)) for each in against],
        "method": explainer.method,
        "corners": [seen.corners(number) for number in range(len(seen.crops))],
        "squares": [make_thumbnail(square) for square in seen.squares],
        "notice": seen.notice,
    }


def glance(run: str, data: bytes) -> dict[str, Any]:
    """Return one picture's answers, as `core.inference_answers.glance_from` reads them."""
    model = _shelf.get(run)
    seen = _photos.see(data, model.predictor.image_size, model.detector)
    return {
        "classes": list(model.predictor.classes),
        "answers": _said(model, seen.squares, faceless=[seen.faceless] * len(seen.squares)),
        "corners": [seen.corners(number) for number in range(len(seen.crops))],
        "notice": seen.notice,
    }


def predict(run: str, pictures: list[bytes]) -> dict[str, Any]:
    """Return for each picture its probabilities, or why it was refused."""
    model = _shelf.get(run)
    size, detector = model.predictor.image_size, model.detector
    parts = _photos.see_all(pictures, size, detector)  # goes on meanwhile
    answers = [answer for part in parts for answer in _answers(model, part)]
    return {"classes": list(model.predictor.classes), "answers": answers}


def _answers(model: LoadedModel, decoded: list[Seen | PictureRefused]) -> list[dict[str, Any]]:
    good = [seen for seen in decoded if isinstance(seen, Seen)]
    squares = [seen.squares[0] for seen in good]
    said = iter(_said(model, squares, faceless=[seen.faceless for seen in good]))
    return [
        {"refused": _described(each)}
        if isinstance(each, CoreError)
        else {
            **next(said),
            "faces": each.face_count,
            "notice": each.notice,
            "square": make_thumbnail(each.squares[0]),
        }
        for each in decoded
    ]


def _said(
    model: LoadedModel, squares: list[Pixels], *, faceless: list[bool]
) -> list[dict[str, Any]]:
    """Return for each square its probabilities and what may be said of it."""
    if not squares:
        return []
    found = model.predictor.judge(np.stack(squares))
    return [
        {
            "row": row.tolist(),
            "verdict": verdict_of(no_face=no_face, strange=bool(strange), sure=bool(sure)),
            "possible": np.flatnonzero(possible).tolist(),
        }
        for row, possible, sure, strange, no_face in zip(
            found.probabilities, found.possible, found.sure, found.strange, faceless, strict=True
        )
    ]


def preview(
    pictures: list[bytes], settings: Mapping[str, Any], count: int, seed: int, size: int
) -> list[list[bytes]]:
    """Return each picture changed in ``count`` ways, as JPEG."""
    changes = Augmentation.from_json(settings)
    return [
        [
            make_thumbnail(variant)
            for variant in augmentation.preview(read_for_model(data, size), changes, count, seed)
        ]
        for data in pictures
    ]


def estimate(settings: Mapping[str, Any], training: int, watched: int, classes: int) -> float:
    """Return how many seconds a training with these settings will take."""
    return expected_seconds(TrainConfig.from_json(settings), training, watched, classes)


def check_looks(run: str, part: str) -> dict[str, Any]:
    """Return one part of where the model of a run looks; see `core.look_check`."""
    return look_check_job.check_looks(run_in(Path(run)), _shelf.get(run).predictor, part)


def ready() -> bool:
    """Return True, once everything is loaded."""
    return True


_JOBS: dict[str, Callable[..., Any]] = {
    "ready": ready,
    "look": look,
    "glance": glance,
    "check_looks": check_looks,
    "predict": predict,
    "preview": preview,
    "estimate": estimate,
    "look_once": feature_jobs.look_once,
    "guess": feature_jobs.guess,
    "judge": feature_jobs.judge,
    "label_next": feature_jobs.label_next,
    "map_out": feature_jobs.map_out,
}


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Do one job.

    Parameters
    ----------
    request : mapping
        ``job`` and that job's arguments.

    Returns
    -------
    dict
        ``value``, or ``error`` with the name and the three sentences of a `CoreError`.
    """
    arguments = dict(request)
    job = _JOBS[arguments.pop("job")]
    try:
        return {"value": job(**arguments)}
    except CoreError as error:
        return {"error": _described(error)}
    except Exception as problem:  # noqa: BLE001  the process boundary: the caller must get an answer
        traceback.print_exc()
        came = f"Something unexpected went wrong while looking: {type(problem).__name__}."
        return {"error": ["CoreError", came, "", "The full message is in the terminal."]}


def _described(error: CoreError) -> list[str]:
    return [type(error).__name__, error.came, error.expected, error.advice]
