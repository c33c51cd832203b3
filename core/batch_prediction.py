"""What a model says about many photos: files, folders and zips, a few at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from core.dataset.entries import Loader
from core.dataset.opening import Opener
from core.dataset.sources import list_source
from core.errors import CoreError
from core.inference import Inference
from core.inference_answers import Outcome

Source = tuple[str, Loader | str]
"""What a file is called, and where its bytes are, or why they cannot be had."""

Content = tuple[str, bytes | str]
"""What a file is called, and its bytes, or why they cannot be had."""

_AT_ONCE = 32
_BYTES_AT_ONCE = 32_000_000


def photos_in(path: Path, scratch: Path, opener: Opener) -> list[Source]:
    """Return the photos of a file, folder or zip, and the files in it that are none.

    Parameters
    ----------
    path : Path
        The file, folder or zip.
    scratch : Path
        A folder of its own for tables that have to be unpacked; the photos are read from there.
    opener : Opener
        What opens zips and tables.

    Raises
    ------
    ImportRefused
        If there is nothing at ``path``, or it holds no photos.
    """
    items, listing = list_source([path], scratch, opener=opener)
    whole = path.is_dir() or [item.path for item in items] != [path.name]
    found: list[Source] = [(item.path, item.loader) for item in items]
    found += [(refusal.file, refusal.reason) for refusal in listing.refused]
    return [(f"{path}/{inside}" if whole else str(path), rest) for inside, rest in found]


def batches(
    sources: Iterable[Source],
    opener: Opener,
    most: int = _AT_ONCE,
    most_bytes: int = _BYTES_AT_ONCE,
) -> Iterator[list[Content]]:
    """Read photos, as many at once as memory should hold.

    Parameters
    ----------
    sources : iterable of Source
        The photos.
    opener : Opener
        What reads them, out of zips and tables too.
    most, most_bytes : int, optional
        How many photos and bytes a batch holds; one photo may be larger than that alone.

    Yields
    ------
    list of Content
        At least one photo.
    """
    batch: list[Content] = []
    held = 0
    for file, rest in sources:
        content = _read(opener, file, rest)
        size = len(content) if isinstance(content, bytes) else 0
        if batch and (len(batch) == most or held + size > most_bytes):
            yield batch
            batch, held = [], 0
        batch.append((file, content))
        held += size
    if batch:
        yield batch


def outcomes(
    inference: Inference, run_dir: Path, batch: Sequence[Content]
) -> Iterator[tuple[str, Outcome | str]]:
    """Yield what a model says about each photo of a batch, in order.

    Parameters
    ----------
    inference : Inference
        The process that holds models.
    run_dir : Path
        Folder of a finished run.
    batch : sequence of Content
        The photos.

    Yields
    ------
    tuple of (str, Outcome or str)
        Name of the file; a prediction, its refusal, or why its bytes cannot be had.

    Raises
    ------
    CoreError
        If the run's model is missing or damaged.
    """
    readable = [content for _, content in batch if isinstance(content, bytes)]
    said = iter(inference.predict(run_dir, readable))
    for file, content in batch:
        yield file, next(said) if isinstance(content, bytes) else content


def _read(opener: Opener, file: str, rest: Loader | str) -> bytes | str:
    if isinstance(rest, str):
        return rest
    try:
        return opener(file, _bytes_of, rest)
    except CoreError as refusal:
        return str(refusal)


def _bytes_of(loader: Loader) -> bytes:
    return loader.read()
