"""What a database outlives, and what that costs: for ``python -m benchmarks faults``.

``database_damage`` overwrites pages of databases (the first, the second, random ones), starts on
them, and counts the cases in which it was not noticed or a row did not come back. ``save_cost``
is what one label takes with and without the log and copies. ``database_check`` is how long a start
looks at the database of 100,000 photos, and ``snapshot_hold`` the longest save while it is copied.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from benchmarks.many_photos import make_photos
from core.dataset import labels
from core.dataset.snapshots import taking
from core.dataset.snapshots.copying import check_soundness
from core.dataset.snapshots.places import kept
from core.dataset.snapshots.restoring import restore_database
from core.dataset.store import DatasetStore
from core.errors import DatabaseDamaged
from core.workspace import Workspace

DAMAGE, COST, CHECK, HOLD = "database_damage", "save_cost", "database_check", "snapshot_hold"
FIGURES = (DAMAGE, COST, CHECK, HOLD)

_PHOTOS, _MANY = 300, 100_000
_CASES = 100
_SAVES = 200
_IN_A_ROW = 20
_PAGE = 4096


def figures(wanted: Sequence[str], seed: int, photos: int = _MANY) -> Iterator[Figure]:
    """Yield the figures named."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        small = Workspace(Path(folder) / "small")
        if {DAMAGE, COST} & {*wanted}:
            make_photos(small, _PHOTOS)
        if COST in wanted:
            yield _cost(small)
        if DAMAGE in wanted:
            yield _damage(small, seed)
        if {CHECK, HOLD} & {*wanted}:
            yield from _large(Workspace(Path(folder) / "large"), photos)


def _damage(workspace: Workspace, seed: int) -> Figure:
    chance = random.Random(seed)
    with DatasetStore.open(workspace) as store:
        for number, picture in enumerate(store.picture_ids()[:60]):
            labels.set_label(store, [picture], ("happy", "sad", "other")[number % 3])
    sound, before = workspace.database.read_bytes(), _rows(workspace.database)
    unseen = lost = harmless = 0
    seconds = []
    for case in range(_CASES):
        pages = len(sound) // _PAGE
        page = (0, 1, chance.randrange(pages))[case % 3]
        harmed = bytearray(sound)
        harmed[page * _PAGE : (page + 1) * _PAGE] = chance.randbytes(_PAGE)
        workspace.database.write_bytes(harmed)
        try:
            DatasetStore.open(workspace, check=True).close()
        except DatabaseDamaged:
            began = time.monotonic()
            restore_database(workspace)
            seconds.append(time.monotonic() - began)
        else:
            same = _rows(workspace.database) == before
            harmless, unseen = harmless + same, unseen + (not same)
        lost += _rows(workspace.database) != before
        shutil.rmtree(workspace.broken, ignore_errors=True)
    detail = {
        "cases": _CASES,
        "put_back": len(seconds),
        "unnoticed": unseen,
        "harmless": harmless,
        "longest_seconds": round(max(seconds, default=0.0), 2),
    }
    return Figure(DAMAGE, lost, "databases", 0, None, detail)


def _cost(workspace: Workspace) -> Figure:
    """Return what a save takes, beside one with neither log nor copies, in turns."""
    spent: dict[str, list[float]] = {"with": [], "without": []}
    with DatasetStore.open(workspace) as store:
        ids = store.picture_ids()
        keeper: Any = getattr(store, "_keeper")  # noqa: B009 - what it costs is asked here
        for number in range(2 * _SAVES):
            kind = ("with", "without")[number // _IN_A_ROW % 2]
            vars(store)["_keeper"] = keeper if kind == "with" else None
            began = time.perf_counter()
            labels.set_label(store, [ids[number % len(ids)]], f"class {number % 7}")
            if number % _IN_A_ROW:  # the first one begins a new log, as after a file was put back
                spent[kind].append(1_000 * (time.perf_counter() - began))
        vars(store)["_keeper"] = keeper
        labels.set_label(store, ids[:1], "happy")
    taking.take(workspace, wait=True)
    middle = {kind: round(statistics.median(times), 2) for kind, times in spent.items()}
    late = {kind: round(sorted(t)[int(0.95 * len(t))], 2) for kind, t in spent.items()}
    detail = {"median_ms": middle, "p95_ms": late, "saves": _SAVES, "photos": _PHOTOS}
    return Figure(COST, late["with"], "ms", "<= 50", "a save without log and copies", detail)


def _large(workspace: Workspace, photos: int) -> Iterator[Figure]:
    make_photos(workspace, photos)
    megabytes = round(workspace.database.stat().st_size / 1e6, 1)
    times = []
    for _ in range(3):
        began = time.monotonic()
        check_soundness(workspace.database)
        times.append(time.monotonic() - began)
    detail: dict[str, Any] = {"photos": photos, "megabytes": megabytes}
    seconds = round(statistics.median(times), 3)
    yield Figure(CHECK, seconds, "s", "<= 2", None, detail)
    yield _hold(workspace, detail)


def _hold(workspace: Workspace, detail: dict[str, Any]) -> Figure:
    spent: list[float] = []
    with DatasetStore.open(workspace) as store:
        ids = store.picture_ids()
        began = time.monotonic()
        copying = threading.Thread(target=taking.take, args=(workspace,), kwargs={"wait": True})
        copying.start()
        while copying.is_alive() or len(spent) < _SAVES // 10:
            before = time.perf_counter()
            labels.set_label(store, [ids[len(spent)]], f"class {len(spent) % 7}")
            spent.append(1_000 * (time.perf_counter() - before))
            time.sleep(0.05)
        seconds = time.monotonic() - began
        copying.join()
    logged = sum(log.path.stat().st_size for log in kept(workspace).logs)
    detail = {
        **detail,
        "saves": len(spent),
        "median_ms": round(statistics.median(spent), 1),
        "seconds": round(seconds, 2),
        "log_megabytes": round(logged / 1e6, 1),
    }
    return Figure(HOLD, round(max(spent), 1), "ms", "<= 1000", None, detail)


def _rows(database: Path) -> list[str]:
    with closing(sqlite3.connect(database)) as connection:
        return list(connection.iterdump())
