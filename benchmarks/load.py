"""Twenty people and fifty open tabs on one app: ``python -m benchmarks load [--seconds N]``.

People relabel and browse 10,000 photos while a training goes on, then while 5,000 photos are
imported; each is a client that speaks Streamlit's protocol (see `benchmarks.visitors`). ``save``
is the time from a key press until its label is acknowledged, ``page`` that until a page of the app
is drawn whole. ``lost`` compares what was acknowledged with the database.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks import resident
from benchmarks.figure import Figure
from benchmarks.load_crowd import THINK, Crowd, Tally, p95, told
from benchmarks.many_photos import make_photos, zip_of_photos
from benchmarks.startup import served
from core.dataset.face_marks import save_faces
from core.dataset.importing import import_progress, start_import
from core.dataset.journal_reading import events_of
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.runs import launcher
from core.runs.presets import default_config
from core.runs.spec import TrainConfig
from core.training_plan import start_training
from core.workspace import PROJECT, Workspace

_SHORT = TrainConfig(architecture="cnn-16-32-16", image_size=32, epochs=2, dense_units=8)
_WATCHING = 2
_ROUNDS = 500
_BEFORE = ("queued", "starting", "preparing")
_LOOK_EVERY = 0.2


@dataclass(frozen=True)
class _App:
    """The running app."""

    pid: int
    port: int


@dataclass(frozen=True)
class _Phase:
    """What people waited for while something else went on."""

    tally: Tally
    detail: dict[str, Any]


@dataclass(frozen=True)
class _Day:
    """What came of both phases."""

    training: _Phase
    importing: _Phase
    errors: list[str]
    saved: dict[str, tuple[str, str]]
    sent_again: int


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield ``save_p95``, ``page_p95``, ``errors``, ``lost`` and ``import_save_p95``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks load")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--idle", type=int, default=50)
    parser.add_argument("--photos", type=int, default=10_000)
    parser.add_argument("--imported", type=int, default=5_000)
    parser.add_argument("--seconds", type=float, default=90.0)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        workspace = Workspace(Path(folder, "workspace"))
        archive = zip_of_photos(Path(folder, "more.zip"), given.imported)
        ids = _filled(workspace, given.photos)
        with served(["run", str(PROJECT / "streamlit_app.py")], workspace.root) as (app, port):
            day = asyncio.run(_day(workspace, archive, _App(app.pid, port), ids, given))
        yield from _figures(workspace, day, given)


def _filled(workspace: Workspace, photos: int) -> list[str]:
    """Make the set as it is when somebody has trained on it once; return its photos by name."""
    make_photos(workspace, photos, own_bytes=True)
    with DatasetStore.open(workspace) as store:
        ids = store.picture_ids(PictureQuery(sort="name"))
        save_faces(store, {each: [] for each in ids})
        first = start_training(workspace, store, _SHORT)
    _wait(lambda: first.state().ended)
    if not first.finished:
        raise RuntimeError(first.state().message)
    return ids


async def _day(workspace: Workspace, archive: Path, app: _App, ids: list[str], given: Any) -> _Day:
    each = len(ids) // given.people
    shares = [ids[n * each : (n + 1) * each] for n in range(given.people)]
    async with Crowd(app.port, shares, given.idle) as crowd:
        training = await _while_training(workspace, crowd, app, given.seconds)
        importing = await _while_importing(workspace, crowd, app, archive)
        logged = workspace.error_log.exists() and workspace.error_log.read_text("utf-8")
        errors = [*crowd.errors, *([logged] if logged else [])]
        return _Day(training, importing, errors, crowd.saved, crowd.sent_again)


async def _while_training(workspace: Workspace, crowd: Crowd, app: _App, seconds: float) -> _Phase:
    config = replace(default_config(photos=10_000), epochs=_ROUNDS, early_stopping=False)
    with DatasetStore.open(workspace) as store:
        training = await asyncio.to_thread(start_training, workspace, store, config)
    await asyncio.to_thread(_wait, lambda: training.state().status not in _BEFORE)
    for _ in range(_WATCHING):
        await crowd.watch("train")
    phase = await _worked(crowd, app, asyncio.sleep(seconds))
    now = training.state()
    phase.detail["training"] = {
        "still_learning": now.status == "training",
        "rounds": len(now.history),
        "photos_a_second": now.images_per_second and round(now.images_per_second),
    }
    launcher.end_at_once(training)
    await asyncio.to_thread(_wait, lambda: training.state().ended)
    return phase


async def _while_importing(workspace: Workspace, crowd: Crowd, app: _App, archive: Path) -> _Phase:
    job = start_import(workspace, archive)
    for _ in range(_WATCHING):
        await crowd.watch("photos")
    ended = asyncio.to_thread(_wait, lambda: import_progress(workspace, job).status != "running")
    phase = await _worked(crowd, app, ended)
    now = import_progress(workspace, job)
    phase.detail["import"] = {"status": now.status, "photos": now.done}
    return phase


async def _worked(crowd: Crowd, app: _App, until: Awaitable[Any]) -> _Phase:
    before, cpu, began = (
        crowd.redraws,
        resident.cpu_seconds(app.pid),
        asyncio.get_running_loop().time(),
    )
    tally = await crowd.work(until)
    seconds = time.perf_counter() - began
    detail = {
        "seconds": round(seconds, 1),
        "redraws_a_second": round((crowd.redraws - before) / seconds, 1),
        "app_cores": round((resident.cpu_seconds(app.pid) - cpu) / seconds, 2),
        "app_megabytes": round(resident.megabytes(app.pid)),
    }
    return _Phase(tally, detail)


def _figures(workspace: Workspace, day: _Day, given: Any) -> Iterator[Figure]:
    asked = {"people": given.people, "idle": given.idle, "photos": given.photos, "think": THINK}
    training, importing = day.training.tally, day.importing.tally
    detail = {"saves": told({"save": training.saves})["save"], **asked, **day.training.detail}
    yield Figure("save_p95", p95(training.saves), "s", "<= 1", None, detail)
    opened = [time for times in training.pages.values() for time in times]
    detail = told({**training.pages, "next 48 photos": training.turns})
    yield Figure("page_p95", p95(opened), "s", "<= 2", None, detail)
    yield Figure("errors", len(day.errors), "errors", 0, None, {"first": day.errors[:3]})
    lost, detail = _lost(workspace, day.saved)
    yield Figure("lost", lost, "labels", 0, None, {**detail, "sent_again": day.sent_again})
    detail = {**told({"save": importing.saves, **importing.pages}), **day.importing.detail}
    yield Figure("import_save_p95", p95(importing.saves), "s", "<= 1", None, detail)


def _lost(workspace: Workspace, saved: dict[str, tuple[str, str]]) -> tuple[int, dict[str, Any]]:
    """Count acknowledged labels that are not in the journal once, or were not kept."""
    lost = doubled = 0
    with DatasetStore.open(workspace) as store, store.reading() as connection:
        for op, (photo, label) in saved.items():
            mine = [each for each in events_of(connection, photo) if each.op_id == op]
            lost += not any(each.new == label for each in mine)
            doubled += len(mine) > 1
        last = dict(saved.values())
        records = store.records([*last])
    replaced = len(last) - sum(each.label == last[each.id] for each in records)
    detail = {"acknowledged": len(saved), "missing": lost, "doubled": doubled}
    return lost + doubled + replaced, {**detail, "replaced": replaced}


def _wait(happened: Callable[[], bool]) -> None:
    while not happened():
        time.sleep(_LOOK_EVERY)
