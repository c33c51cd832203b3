"""Finding faces in photos from the web: ``python -m benchmarks faces [--sheet FILE]``.

``--sheet`` also draws every photo with the boxes found in it, for judging by eye what was found and
what was missed. A photo counts as found if at least one face was; some of these photos show none.
"""

from __future__ import annotations

import statistics
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from benchmarks.figure import Figure
from core.dataset.images import read_reduced
from core.faces.detector import FaceDetector, find_detector
from core.faces.face import Face
from core.faces.face_sizes import LONGEST
from core.faces.haar import HaarDetector
from core.workspace import PROJECT, Workspace

Pixels = npt.NDArray[np.uint8]

_WEB = PROJECT.parent / "shared" / "data" / "web-photos-happy-sad.zip"
_WARM = 5
_COLUMNS = 10
_TILE = 160


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Measure the face finder of this computer, and the cascade of OpenCV beside it.

    Parameters
    ----------
    arguments : sequence of str
        Nothing, or ``--sheet`` and the PNG to write.

    Yields
    ------
    Figure
        ``found_share``: share of the photos in which a face was found; then ``time_per_photo``:
        mean milliseconds of looking on one thread, decoding not counted.
    """
    cv2.setNumThreads(1)
    photos = _photos()
    detector, haar = find_detector(Workspace.default()), HaarDetector()
    if detector.notice:
        print(detector.notice, file=sys.stderr)
    found, times = _look(detector, [pixels for pixels, _ in photos])
    found_by_haar, haar_times = _look(haar, [pixels for pixels, _ in photos])
    yield Figure(
        "found_share",
        _share(found),
        "share",
        ">= 0.7, stretch 0.8",
        "Haar cascade of OpenCV",
        {
            "finder": type(detector).__name__,
            "photos": len(photos),
            "haar": _share(found_by_haar),
            "with_several": sum(len(faces) > 1 for faces in found),
        },
    )
    yield Figure(
        "time_per_photo",
        round(statistics.mean(times), 1),
        "ms",
        "<= 20, stretch 15",
        None,
        _timings(times, haar_times, [spent for _, spent in photos]),
    )
    if arguments:
        _write_sheet(Path(arguments[1]), [pixels for pixels, _ in photos], found)


def _photos() -> list[tuple[Pixels, float]]:
    """Return each photo's pixels and the milliseconds its decoding took."""
    read = []
    with zipfile.ZipFile(_WEB) as source:
        for info in source.infolist():
            if not info.is_dir():
                data = source.read(info)
                begin = time.perf_counter()
                pixels = read_reduced(data, LONGEST).pixels
                read.append((pixels, 1000 * (time.perf_counter() - begin)))
    return read


def _look(
    detector: FaceDetector, photos: Sequence[Pixels]
) -> tuple[list[tuple[Face, ...]], list[float]]:
    for pixels in photos[:_WARM]:
        detector.find(pixels)
    found, times = [], []
    for pixels in photos:
        begin = time.perf_counter()
        found.append(detector.find(pixels))
        times.append(1000 * (time.perf_counter() - begin))
    return found, times


def _share(found: Sequence[tuple[Face, ...]]) -> float:
    return round(sum(map(bool, found)) / len(found), 3)


def _timings(times: list[float], haar: list[float], decoding: list[float]) -> dict[str, Any]:
    return {
        "median": round(statistics.median(times), 1),
        "slowest": round(max(times), 1),
        "decode_mean": round(statistics.mean(decoding), 1),
        "haar_mean": round(statistics.mean(haar), 1),
    }


def _write_sheet(path: Path, photos: Sequence[Pixels], found: Sequence[tuple[Face, ...]]) -> None:
    rows = -(-len(photos) // _COLUMNS)
    sheet = Image.new("RGB", (_COLUMNS * _TILE, rows * _TILE), "white")
    for number, (pixels, faces) in enumerate(zip(photos, found, strict=True)):
        tile = Image.fromarray(pixels)
        tile.thumbnail((_TILE - 4, _TILE - 4))
        draw = ImageDraw.Draw(tile)
        for face in faces:
            left, top, width, height = face.box
            corners = (left, top, left + width, top + height)
            draw.rectangle(
                [side * tile.size[axis % 2] for axis, side in enumerate(corners)], outline="red"
            )
        sheet.paste(tile, (number % _COLUMNS * _TILE, number // _COLUMNS * _TILE))
    sheet.save(path)
