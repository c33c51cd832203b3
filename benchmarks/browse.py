"""A page of 48 thumbnails in sets of 1,000, 10,000 and 100,000 photos: the server's time for it.

``python -m benchmarks browse [SIZE ...]``. The time is that of everything the server does for one
turn of a page on the label page: the filters' lists, the photos of the page, their thumbnails from
the disk, and the message that carries them. Pages are turned at random places, filters change.
"""

from __future__ import annotations

import json
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.figure import Figure
from benchmarks.many_photos import make_photos
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.workspace import Workspace

_SIZES = {"page_1k": 1_000, "page_10k": 10_000, "page_100k": 100_000}
_PAGES = 120
_QUERIES = (
    PictureQuery(sort="name"),
    PictureQuery(sort="newest"),
    PictureQuery(label="sad", sort="oldest"),
)


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield ``page_1k``, ``page_10k`` and ``page_100k``, or those named."""
    first: float | None = None
    for name in arguments or _SIZES:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            figure = _page(name, Workspace(Path(folder)), first)
        first = first or figure.value
        yield figure


def _page(name: str, workspace: Workspace, first: float | None) -> Figure:
    import os

    make_photos(workspace, _SIZES[name])
    os.environ["MIEN_WORKSPACE"] = str(workspace.root)
    with DatasetStore.open(workspace) as store:
        turns, sizes = _turned(store)
    detail: dict[str, Any] = {
        "photos": _SIZES[name],
        "pages": len(turns),
        "p95_ms": round(quantiles(turns, n=20)[-1], 1),
        "message_kb": round(median(sizes) / 1000),
        "times_the_first": round(median(turns) / first, 2) if first else 1.0,
        "flat": "<= 1.3 times the first",
    }
    return Figure(name, round(median(turns), 1), "ms", "<= 200", None, detail)


def _turned(store: DatasetStore) -> tuple[list[float], list[int]]:
    from ui.labeller.desk import Desk

    desk, chance = Desk(store), random.Random(0)
    ids = {query: store.picture_ids(query) for query in _QUERIES}
    tokens = {query: desk.reply(None, query, "me", None)["set"] for query in _QUERIES}
    turns, sizes = [], []
    for n in range(_PAGES):
        query = _QUERIES[n % len(_QUERIES)]
        edge = chance.choice(ids[query][:-48])
        want = {"direction": "after", "edge": edge}
        message = {"n": n, "set": tokens[query], "ops": [], "want": want, "at": edge}
        began = time.perf_counter()
        store.sources(), store.people()
        sent = json.dumps(desk.reply(message, query, "me", None))
        turns.append(1000 * (time.perf_counter() - began))
        sizes.append(len(sent))
    return turns, sizes
