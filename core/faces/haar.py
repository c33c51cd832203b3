"""Faces found by the cascade that comes with OpenCV: weaker, but always there."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from core.faces.face import Face, largest_first

Pixels = npt.NDArray[np.uint8]

LONGEST = 640

_CASCADE = Path(cv2.__file__).parent / "data" / "haarcascade_frontalface_default.xml"
_STEP = 1.1
_NEIGHBOURS = 5
_SMALLEST = (24, 24)


class HaarDetector:
    """Finds upright faces seen from the front (Viola and Jones, 2001, 10.1109/CVPR.2001.990517).

    It tells boxes alone, so its faces are cut out without being turned level. One detector may be
    used by many threads.

    Parameters
    ----------
    notice : str, optional
        What a person should know about why this finder is used.
    """

    def __init__(self, notice: str = "") -> None:
        self.notice = notice
        self._own = threading.local()

    def __reduce__(self) -> tuple[Callable[[str], HaarDetector], tuple[str]]:
        return _known, (self.notice,)  # to another process, which keeps its cascade

    def find(self, pixels: Pixels) -> tuple[Face, ...]:
        """Return the faces in a photo, the largest first.

        Parameters
        ----------
        pixels : ndarray of uint8, shape (H, W, 3)
            Upright RGB, 0 to 255.
        """
        grey = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)
        factor = min(1.0, LONGEST / max(grey.shape))
        height, width = (max(1, round(side * factor)) for side in grey.shape)
        small = cv2.resize(grey, (width, height), interpolation=cv2.INTER_AREA)
        boxes = self._cascade().detectMultiScale(small, _STEP, _NEIGHBOURS, minSize=_SMALLEST)
        return largest_first(
            [Face((x / width, y / height, w / width, h / height)) for x, y, w, h in _plain(boxes)]
        )

    def _cascade(self) -> cv2.CascadeClassifier:
        if not hasattr(self._own, "cascade"):
            self._own.cascade = cv2.CascadeClassifier(str(_CASCADE))
        cascade: cv2.CascadeClassifier = self._own.cascade
        return cascade


@lru_cache(maxsize=2)
def _known(notice: str) -> HaarDetector:
    return HaarDetector(notice)


def _plain(boxes: object) -> list[list[int]]:
    """Return boxes as lists of whole numbers; without any, OpenCV returns an empty tuple."""
    plain: list[list[int]] = np.asarray(boxes).reshape(-1, 4).tolist()
    return plain
