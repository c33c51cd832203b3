"""Faces found by YuNet, asked through onnxruntime instead of OpenCV."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime

from core.bundle.resampling import Pixels, enlarge, shrink
from core.errors import CoreError
from core.faces.face import Face, largest_first
from core.faces.face_sizes import MOST, NARROWEST, OVERLAP, SCORE, sides_to_look_at

Rows = npt.NDArray[np.float32]

_STRIDES = (8, 16, 32)
_DIVISOR = 32
_PARTS = ("cls", "obj", "bbox", "kps")


def onnx_session(model: Path) -> onnxruntime.InferenceSession:
    """Return what asks an ONNX file.

    Raises
    ------
    CoreError
        If the file is missing or damaged.
    """
    try:
        return onnxruntime.InferenceSession(model.read_bytes(), providers=["CPUExecutionProvider"])
    except Exception as problem:  # the runtime raises classes of its own for a damaged file
        raise CoreError(
            f"The file {model.name} is missing or damaged.",
            advice="Unpack the bundle again.",
        ) from problem


class FaceFinder:
    """Finds the faces that `core.faces.yunet.YuNetDetector` finds.

    Parameters
    ----------
    weights : Path
        YuNet's ONNX file.
    """

    def __init__(self, weights: Path) -> None:
        self._session = onnx_session(weights)

    def find(self, pixels: Pixels) -> tuple[Face, ...]:
        """Return the faces in upright RGB pixels ``(H, W, 3)``, 0 to 255, the largest first."""
        for longest in sides_to_look_at(max(pixels.shape[:2])):
            faces = self._look(pixels, longest)
            if faces:
                return faces
        return ()

    def _look(self, pixels: Pixels, longest: int) -> tuple[Face, ...]:
        image = _scaled(pixels, longest)
        height, width = image.shape[:2]
        canvas = _canvas(image)
        names = [f"{part}_{stride}" for stride in _STRIDES for part in _PARTS]
        found = self._session.run(names, {"input": canvas})
        columns = canvas.shape[3]
        rows = np.concatenate(
            [
                _decoded(found[4 * at : 4 * at + 4], stride, columns // stride)
                for at, stride in enumerate(_STRIDES)
            ]
        )
        return largest_first([_face(row, width, height) for row in _without_overlaps(rows)])


def _scaled(pixels: Pixels, longest: int) -> Pixels:
    height, width = pixels.shape[:2]
    factor = longest / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return shrink(pixels, *size) if factor < 1 else enlarge(pixels, *size)


def _canvas(image: Pixels) -> npt.NDArray[np.float32]:
    """Return blue, green and red planes, filled up to what the network can be asked about."""
    below, beside = (max(0, NARROWEST - side) for side in image.shape[:2])
    wide = np.pad(image, ((0, below), (0, beside), (0, 0)), mode="edge")
    down, along = (-side % _DIVISOR for side in wide.shape[:2])
    full = np.pad(wide, ((0, down), (0, along), (0, 0)))
    return np.ascontiguousarray(full[None, :, :, ::-1].transpose(0, 3, 1, 2), np.float32)


def _decoded(parts: list[Rows], stride: int, columns: int) -> Rows:
    """Return boxes, five points and scores of the places that show a face, float32 ``(N, 15)``."""
    classes, objects, boxes, points = (part[0] for part in parts)
    score = np.sqrt(classes.clip(0, 1) * objects.clip(0, 1))
    there = np.flatnonzero(score[:, 0] >= np.float32(SCORE))
    place = np.stack([there % columns, there // columns], axis=1).astype(np.float32)
    centre = (place + boxes[there, :2]) * np.float32(stride)
    size = np.exp(boxes[there, 2:]) * np.float32(stride)
    marks = (points[there] + np.tile(place, 5)) * np.float32(stride)
    return np.concatenate([centre - size / 2, size, marks, score[there]], axis=1)


def _without_overlaps(rows: Rows) -> Rows:
    """Return the surest of each group of boxes that lie over each other, the surest first."""
    if len(rows) < 2:  # noqa: PLR2004 - a box alone overlaps with none
        return rows
    order = np.argsort(-rows[:, -1], kind="stable")[:MOST]
    boxes = rows[:, :4].astype(np.int64)
    kept: list[int] = []
    for at in order.tolist():
        if rows[at, -1] > np.float32(SCORE) and not _covered(boxes[at], boxes[kept]):
            kept.append(at)
    return rows[kept]


def _covered(box: npt.NDArray[np.int64], others: npt.NDArray[np.int64]) -> bool:
    begin = np.maximum(box[:2], others[:, :2])
    end = np.minimum(box[:2] + box[2:], others[:, :2] + others[:, 2:])
    common = np.maximum(end - begin, 0).prod(axis=1)
    union = box[2:].prod() + others[:, 2:].prod(axis=1) - common
    return bool((common > np.float32(OVERLAP) * union).any())


def _face(row: Rows, width: int, height: int) -> Face:
    left, top, box_width, box_height = (float(value) for value in row[:4])
    points = row[4:14].reshape(-1, 2)
    return Face(
        box=(left / width, top / height, box_width / width, box_height / height),
        landmarks=tuple((float(x) / width, float(y) / height) for x, y in points),
        score=float(row[14]),
    )
