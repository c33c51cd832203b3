"""Faces found by YuNet, a small neural network made for that."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from core.faces.face import Face, largest_first
from core.faces.face_sizes import CLOSE_UP, MOST, NARROWEST, OVERLAP, SCORE, sides_to_look_at

Pixels = npt.NDArray[np.uint8]
Rows = npt.NDArray[np.float32]

_LANDMARKS = slice(4, 14)
_SCORE_COLUMN = 14


class YuNetDetector:
    """Finds faces with YuNet (Wu, Peng and Yu, 2023, doi:10.1007/s11633-023-1423-y).

    YuNet knows faces of about 10 to 300 pixels. A photo is therefore looked at with its longer
    side at 320 to 480 pixels, and again at other sizes while nothing is found: larger for the
    faces in a small photo, smaller for a face that fills a photo.

    One detector may be used by many threads: each gets its own network, since OpenCV's is not
    made to be shared.

    Parameters
    ----------
    weights : Path
        The ONNX file.
    """

    notice = ""

    def __init__(self, weights: Path) -> None:
        self._weights = weights
        self._own = threading.local()

    def __reduce__(self) -> tuple[Callable[[Path], YuNetDetector], tuple[Path]]:
        return _known, (self._weights,)  # to another process, which keeps its network

    def find(self, pixels: Pixels) -> tuple[Face, ...]:
        """Return the faces in a photo, the largest first.

        Parameters
        ----------
        pixels : ndarray of uint8, shape (H, W, 3)
            Upright RGB, 0 to 255.
        """
        colours = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2BGR)
        for longest in sides_to_look_at(max(pixels.shape[:2])):
            faces = self._look(np.asarray(colours, np.uint8), longest)
            if faces:
                return faces
        return ()

    def _look(self, colours: Pixels, longest: int) -> tuple[Face, ...]:
        image = _scaled(colours, longest)
        height, width = image.shape[:2]
        widened = _widened(image)
        network = self._network()
        network.setInputSize(widened.shape[1::-1])
        _, rows = network.detect(widened)
        if rows is None:
            return ()
        return largest_first([_face(row, width, height) for row in np.asarray(rows, np.float32)])

    def _network(self) -> cv2.FaceDetectorYN:
        if not hasattr(self._own, "network"):
            self._own.network = cv2.FaceDetectorYN.create(
                str(self._weights), "", (CLOSE_UP, CLOSE_UP), SCORE, OVERLAP, MOST
            )
        network: cv2.FaceDetectorYN = self._own.network
        return network


@lru_cache(maxsize=2)
def _known(weights: Path) -> YuNetDetector:
    return YuNetDetector(weights)


def _scaled(colours: Pixels, longest: int) -> Pixels:
    height, width = colours.shape[:2]
    factor = longest / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(colours, size, interpolation=how), np.uint8)


def _widened(image: Pixels) -> Pixels:
    """Repeat the last row or column of a strip: of one too narrow OpenCV makes up faces."""
    height, width = image.shape[:2]
    below, beside = max(0, NARROWEST - height), max(0, NARROWEST - width)
    if not below and not beside:
        return image
    wide = cv2.copyMakeBorder(image, 0, below, 0, beside, cv2.BORDER_REPLICATE)
    return np.asarray(wide, np.uint8)


def _face(row: Rows, width: int, height: int) -> Face:
    left, top, box_width, box_height = (float(value) for value in row[:4])
    points = row[_LANDMARKS].reshape(-1, 2)
    return Face(
        box=(left / width, top / height, box_width / width, box_height / height),
        landmarks=tuple((float(x) / width, float(y) / height) for x, y in points),
        score=float(row[_SCORE_COLUMN]),
    )
