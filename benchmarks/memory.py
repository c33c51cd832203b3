"""What the app holds in memory after a long day: ``python -m benchmarks memory [--rounds N]``.

A day is 1,000 labels, 200 predictions with their heat maps, and 50 tabs that are opened and
closed. The resident memory of the app and of the process that holds its models is taken after a
first part of it, when caches are filled and code is loaded, and after every tenth of the rest.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image

from benchmarks import resident
from benchmarks.figure import Figure
from benchmarks.labelling import Labelling
from benchmarks.many_photos import make_photos
from benchmarks.startup import served
from benchmarks.trying import Trying
from benchmarks.visitors import Visitor
from core.dataset.starter import draw_face, starter_cast
from core.workspace import PROJECT, Workspace

_PHOTOS = 2_000
_ROUNDS, _WARM = 10, 4
_LABELS, _PREDICTIONS, _TABS = 100, 20, 5  # in each round
_KEPT_SECONDS = 120  # Streamlit keeps what was in a closed tab that long


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield ``growth``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks memory")
    parser.add_argument("--rounds", type=int, default=_ROUNDS)
    parser.add_argument("--warm", type=int, default=_WARM)
    given = parser.parse_args(arguments)
    if not resident.can_be_told():
        reason = {"not_measured": "this system does not tell the memory of processes as files"}
        yield Figure("growth", None, "share", "<= 0.05", None, reason)
        return
    os.environ["MIEN_STANDBY"] = "0"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        workspace = Workspace(Path(folder))
        make_photos(workspace, _PHOTOS)
        with served(["run", str(PROJECT / "streamlit_app.py")], workspace.root) as (app, port):
            yield asyncio.run(_day(app.pid, port, given.warm, given.rounds))


async def _day(app: int, port: int, warm: int, rounds: int) -> Figure:
    faces = _Faces()
    curve = [_held(app)]
    began = time.perf_counter()
    async with Visitor(port) as labels, Visitor(port) as tries, Trying(tries) as trying:
        desk = Labelling(labels)
        await desk.open()
        for _ in range(warm + rounds):
            await _round(port, desk, trying, faces)
            curve.append(_held(app))
        seconds = time.perf_counter() - began
        await asyncio.sleep(_KEPT_SECONDS + 1)
        await _open_and_close(port)  # closed tabs are forgotten when the next one is closed
        rested = _held(app)
        errors = [*labels.errors, *tries.errors]
    before, after = (sum(held.values()) for held in (curve[warm], curve[-1]))
    detail = {
        "megabytes": [round(sum(held.values())) for held in curve],
        "app": [round(held["app"]) for held in curve],
        "models": [round(held["models"]) for held in curve],
        "after_two_minutes": {name: round(size) for name, size in rested.items()},
        "from_round": warm,
        "labels": len(desk.saved),
        "predictions": faces.given,
        "tabs": _TABS * (warm + rounds),
        "seconds": round(seconds),
        "errors": errors[:3],
    }
    return Figure("growth", round(after / before - 1, 4), "share", "<= 0.05", None, detail)


async def _round(port: int, desk: Labelling, trying: Trying, faces: _Faces) -> None:
    for _ in range(_LABELS):
        await desk.label()
    for _ in range(_PREDICTIONS):
        await trying.photo(*faces.next())
    for _ in range(_TABS):
        await _open_and_close(port)


async def _open_and_close(port: int) -> None:
    async with Visitor(port) as tab:
        await Labelling(tab).open()


class _Faces:
    """Drawn faces, each another one."""

    def __init__(self) -> None:
        self.given = 0
        self._cast = starter_cast(10_000)

    def next(self) -> tuple[str, bytes]:
        """Return a name and a photo."""
        self.given += 1
        photo = BytesIO()
        Image.fromarray(draw_face(*next(self._cast))).save(photo, "JPEG", quality=90)
        return f"face-{self.given}.jpg", photo.getvalue()


def _held(app: int) -> dict[str, float]:
    models = resident.model_process(app)
    return {"app": resident.megabytes(app), "models": resident.megabytes(models) if models else 0.0}
