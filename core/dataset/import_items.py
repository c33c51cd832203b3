"""The photos of an import, listed and portioned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from core.dataset.entries import Listing, StarterFace
from core.dataset.import_jobs import ImportJob
from core.dataset.opening import Opener
from core.dataset.sources import Item, list_source

STARTER = "starter"

_CHUNK_FILES = 48
_CHUNK_BYTES = 4_000_000
_FACE_BYTES = 50_000


def list_items(job: ImportJob, opener: Opener) -> tuple[list[Item], Listing]:
    """List what an import brings in; errors as `list_source`."""
    spec = job.spec()
    if spec["sources"] == [STARTER]:
        return starter_items(spec["count"], spec["seed"]), Listing()
    sources = [Path(source) for source in spec["sources"]]
    ours = job.workspace.data.resolve()
    return list_source(sources, job.tables, spec["known"], leave_out=ours, opener=opener)


def starter_items(count: int, seed: int) -> list[Item]:
    """List the sample faces, each drawn when it is read; half of them happy, half sad."""
    from core.dataset.starter import starter_cast  # noqa: PLC0415 - only the sample faces need it

    return [
        Item(
            f"{seed}-{number}",
            f"face-{number:04d}.png",
            StarterFace(face, label),
            _FACE_BYTES,
            label,
            None,
        )
        for number, (face, label) in enumerate(starter_cast(count, seed), 1)
    ]


def in_chunks(items: Sequence[Item]) -> Iterator[list[Item]]:
    """Yield the items in portions worth sending to another process."""
    chunk: list[Item] = []
    size = 0
    for item in items:
        if chunk and (len(chunk) >= _CHUNK_FILES or size + item.size > _CHUNK_BYTES):
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += item.size
    if chunk:
        yield chunk
