"""What the process that holds models finds out about where one of them looks.

Importing this loads TensorFlow; only `core.inference_jobs` does.
"""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.dataset.framing import FACES
from core.dataset.images import make_thumbnail
from core.errors import CannotExplain, PictureRefused
from core.explain.average_map import average_maps, average_report
from core.explain.cam import Explainer
from core.explain.faithfulness import faithfulness
from core.explain.overlay import encode_map
from core.explain.shortcut import find_shortcut
from core.faces.crop import Crop
from core.framing import read_framed
from core.learning.predictor import Predictor
from core.runs.run_directory import RunDirectory
from core.runs.run_files import TrainingPicture

MOST = 200
"""Photos that are looked at."""

_SIDE = 160


def check_looks(run: RunDirectory, predictor: Predictor) -> dict[str, Any]:
    """Return what `core.look_check.look_check` keeps.

    Parameters
    ----------
    run : RunDirectory
        A finished training.
    predictor : Predictor
        Its network.

    Raises
    ------
    CannotExplain
        If none of the photos can be read any more.
    """
    split = "test" if any(each.split == "test" for each in run.pictures) else "validation"
    pictures = _some([each for each in run.pictures if each.split == split])
    read = [(each, _read(run, each, predictor.image_size)) for each in pictures]
    there = [(each, pixels) for each, pixels in read if pixels is not None]
    if not there:
        raise CannotExplain(
            "None of the photos it was checked on can be read any more.",
            advice="Add the photos again, then look once more.",
        )
    pixels = np.stack([each for _, each in there])
    labels = np.array([each.class_index for each, _ in there])
    ids = [each.key for each, _ in there]
    faces = run.config.framing == FACES
    explained = Explainer(predictor.model).explain(pixels)
    maps, _ = average_maps(explained)
    average = average_report(explained, run.classes, faces=faces)
    answers = explained.probabilities.argmax(axis=1)
    for position, (told, one) in enumerate(zip(average, maps, strict=True)):
        told["map"] = _text(encode_map(one))
        told["photo"] = _text(_average_photo(pixels[answers == position]))
    return {
        "n": len(there),
        "split": split,
        "shortcut": find_shortcut(predictor.model, pixels, labels, ids, run.classes, faces=faces),
        "average": average,
        "faithfulness": faithfulness(predictor.model, pixels),
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


def _some(pictures: list[TrainingPicture]) -> list[TrainingPicture]:
    evenly = np.linspace(0, len(pictures) - 1, min(MOST, len(pictures))).astype(np.int64)
    return [pictures[at] for at in dict.fromkeys(evenly.tolist())]


def _read(run: RunDirectory, picture: TrainingPicture, size: int) -> NDArray[np.uint8] | None:
    try:
        data = run.workspace.picture(picture.id, picture.suffix).read_bytes()
        return read_framed(data, size, Crop(*picture.crop) if picture.crop else None)
    except (OSError, PictureRefused):
        return None
