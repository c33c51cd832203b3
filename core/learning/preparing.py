"""What can be done before TensorFlow is there: bring every picture to its size."""

from __future__ import annotations

import time

from core.learning.pixel_cache import Frame, PixelCache
from core.learning.stopping import StopRequested
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory

_EVERY = 0.25


def prepare_pixels(run: RunDirectory, diary: EventWriter) -> PixelCache:
    """Decode the pictures of a run that no earlier run has decoded.

    Progress goes to the diary, and so do the pictures that are gone or damaged: they are left
    out of the training, and listed.

    Parameters
    ----------
    run : RunDirectory
        Its pictures and image size count.
    diary : EventWriter
        Its diary.

    Raises
    ------
    StopRequested
        If the person asks for a stop meanwhile.
    """
    cache = PixelCache(run.workspace, run.config.image_size)
    written = 0.0

    def progress(done: int, total: int) -> None:
        nonlocal written
        if run.stop_request.exists():
            raise StopRequested
        if time.monotonic() - written >= _EVERY or done == total:
            written = time.monotonic()
            diary.write("preparing", message="Reading the photos.", done=done, total=total)

    frames = [Frame(item.id, item.suffix, item.crop) for item in run.pictures]
    missing = list(dict.fromkeys(cache.add(frames, progress)))
    if missing:
        diary.write("missing", pictures=missing)
        diary.write("note", message=_left_out(len(missing)))
    return cache


def _left_out(count: int) -> str:
    if count == 1:
        return "1 photo was left out: its file is gone or damaged."
    return f"{count:,} photos were left out: their files are gone or damaged."
