"""The photos of one split of a finished training, as its network sees them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.dataset.images import Pixels
from core.errors import PictureRefused
from core.faces.crop import Crop
from core.framing import read_framed
from core.runs.judged import some_pictures
from core.runs.run_directory import RunDirectory
from core.runs.run_files import TrainingPicture

_AT_ONCE = 64


@dataclass(frozen=True)
class RunPhotos:
    """Photos that can still be read.

    Parameters
    ----------
    keys : list of str
        As `core.runs.run_files.TrainingPicture.key`.
    pixels : ndarray of uint8, shape (N, S, S, 3)
        RGB, 0 to 255.
    labels : ndarray of int64, shape (N,)
        Class indices at the time of the training.
    unread : list of str
        Files of photos that cannot be read any more, as paths in the workspace.
    """

    keys: list[str]
    pixels: NDArray[np.uint8]
    labels: NDArray[np.int64]
    unread: list[str]


def run_photos(run: RunDirectory, split: str, size: int, most: int) -> RunPhotos:
    """Return photos of a split, evenly spread over it.

    Parameters
    ----------
    run : RunDirectory
        A training.
    split : {"train", "validation", "test"}
        Which photos.
    size : int
        S, the side in pixels.
    most : int
        Photos at most.
    """
    return _read(run, some_pictures(run, split, most), size)


def photo_batches(run: RunDirectory, split: str, size: int, most: int) -> Iterator[RunPhotos]:
    """Yield the photos of `run_photos` a few at a time, so that thousands need little memory."""
    chosen = some_pictures(run, split, most)
    for start in range(0, len(chosen), _AT_ONCE):
        yield _read(run, chosen[start : start + _AT_ONCE], size)


def _read(run: RunDirectory, pictures: list[TrainingPicture], size: int) -> RunPhotos:
    read = [(each, _square(run, each, size)) for each in pictures]
    there = [(each, pixels) for each, pixels in read if pixels is not None]
    return RunPhotos(
        [each.key for each, _ in there],
        np.array([pixels for _, pixels in there], np.uint8).reshape(-1, size, size, 3),
        np.array([each.class_index for each, _ in there], np.int64),
        [_place(run, each) for each, pixels in read if pixels is None],
    )


def _place(run: RunDirectory, picture: TrainingPicture) -> str:
    file = run.workspace.picture(picture.id, picture.suffix)
    return file.relative_to(run.workspace.root).as_posix()


def _square(run: RunDirectory, picture: TrainingPicture, size: int) -> Pixels | None:
    file = run.workspace.picture(picture.id, picture.suffix)
    crop = Crop(*picture.crop) if picture.crop else None
    try:
        return read_framed(file.read_bytes(), size, crop)
    except (OSError, PictureRefused):
        return None
