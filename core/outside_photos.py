"""Photos from outside, decoded by processes under limits before a network is shown anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from functools import partial
from typing import Any, TypeVar

from core.dataset.images import Pixels, display_jpeg, read_for_model
from core.errors import PictureRefused
from core.faces.detector import FaceDetector
from core.limited import Died
from core.limited_pool import LimitedPool
from core.seeing import Seen, see

Found = TypeVar("Found")

_WORKERS = 2
_AT_ONCE = 32


class OutsidePhotos:
    """Decodes photos that anybody may have made; a file that is deadly is refused like a bad one.

    Any thread may ask. The processes start with the first photo or `warm_up`.
    """

    def __init__(self) -> None:
        self._pool = LimitedPool(_WORKERS)

    def warm_up(self) -> None:
        """Start a process, which loads what it needs by itself; returns at once."""
        self._pool.submit(_wake, [None])

    def close(self) -> None:
        """End the processes."""
        self._pool.close()

    def look(self, data: bytes, size: int, detector: FaceDetector | None) -> tuple[Seen, bytes]:
        """Return what a network is shown of a photo, and the photo for showing, as JPEG.

        Parameters
        ----------
        data : bytes
            The file as it came.
        size : int
            Side of the squares in pixels.
        detector : FaceDetector or None
            As `core.seeing.see`.

        Raises
        ------
        PictureRefused
            If the file is not a picture that can be read.
        """
        shown = self._pool.submit(_show, [data])
        seen = self.see(data, size, detector)
        photo: bytes = _one(shown)
        return seen, photo

    def see(self, data: bytes, size: int, detector: FaceDetector | None) -> Seen:
        """Return what a network is shown of a photo; as `look`."""
        work = partial(_see, size=size, detector=detector, largest_only=False)
        seen: Seen = _one(self._pool.submit(work, [data]))
        return seen

    def see_all(
        self, photos: Sequence[bytes], size: int, detector: FaceDetector | None
    ) -> Iterator[list[Seen | PictureRefused]]:
        """Yield what a network is shown of the largest face of photos, some at a time, in order."""
        work = partial(_see, size=size, detector=detector, largest_only=True)
        chunks = (photos[at : at + _AT_ONCE] for at in range(0, len(photos), _AT_ONCE))
        for answers in self._pool.run(work, chunks):
            yield [_refused(each) for each in answers]

    def square(self, data: bytes, size: int) -> Pixels:
        """Return `core.dataset.images.read_for_model`; as `look`."""
        pixels: Pixels = _one(self._pool.submit(partial(_square, size=size), [data]))
        return pixels


def _one(answers: Future[list[Any]]) -> Any:
    [answer] = answers.result()
    found = _refused(answer)
    if isinstance(found, PictureRefused):
        raise found
    return found


def _refused(answer: Found | Died) -> Found | PictureRefused:
    return PictureRefused(answer.reason) if isinstance(answer, Died) else answer


def _see(
    data: bytes, *, size: int, detector: FaceDetector | None, largest_only: bool
) -> Seen | PictureRefused:
    try:
        return see(data, size, detector, largest_only=largest_only)
    except PictureRefused as refusal:
        return refusal


def _show(data: bytes) -> bytes | PictureRefused:
    try:
        return display_jpeg(data)
    except PictureRefused as refusal:
        return refusal


def _square(data: bytes, *, size: int) -> Pixels | PictureRefused:
    try:
        return read_for_model(data, size)
    except PictureRefused as refusal:
        return refusal


def _wake(nothing: None) -> None:
    """Do nothing, with everything loaded that decoding needs."""
    return nothing
