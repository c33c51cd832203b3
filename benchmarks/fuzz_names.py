"""Names and labels nobody would type: brought in, shown, taken away and brought in again."""

from __future__ import annotations

import csv
import io
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np

from benchmarks import mutations
from core.dataset.exchange.layouts import FORMATS
from core.dataset.exchange.taking_away import take_away
from core.dataset.importing import receive, run_import
from core.dataset.labels import set_label
from core.dataset.png import plain_png
from core.dataset.records import PictureRecord
from core.dataset.store import DatasetStore
from core.errors import CoreError
from core.workspace import Workspace
from ui.text import bare, plain

_SIDE = 16
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def round_trip(folder: Path, seeds: range) -> None:
    """Give photos the names and labels of seeds, take them away and bring them back.

    Raises
    ------
    AssertionError
        If a name is shown or written unsafely, or comes back as another.
    """
    here, there = Workspace(folder / "here"), Workspace(folder / "there")
    files = [(f"{mutations.name(-seed - 1)}/{mutations.name(seed)}.png", seed) for seed in seeds]
    received = receive(here, [(name, BytesIO(_picture(seed))) for name, seed in files])
    run_import(here, received, workers=0)
    kind = FORMATS[seeds.start // len(seeds) % len(FORMATS)]
    away = folder / "away.zip"
    with DatasetStore.open(here) as store:
        _label_again(store, seeds)
        before = store.pictures(limit=len(files))
        take_away(here, store, kind, away)
    run_import(there, away, workers=0)
    with DatasetStore.open(there) as store:
        after = store.pictures(limit=len(files) + 1)
    _check_shown(before)
    _check_written(away)
    _check_same(before, after)


def _label_again(store: DatasetStore, seeds: range) -> None:
    """Label every second photo by hand, with another name."""
    for record, seed in zip(store.pictures(limit=len(seeds)), seeds, strict=False):
        if seed % 2:
            try:
                set_label(store, [record.id], mutations.name(seed + 1_000_000), who="fuzz")
            except CoreError:
                continue  # refused in a sentence: it keeps the label it has


def _picture(seed: int) -> bytes:
    chance = np.random.default_rng(abs(seed))
    return plain_png(chance.integers(0, 256, (_SIDE, _SIDE), dtype=np.uint8))


def _check_shown(records: list[PictureRecord]) -> None:
    for record in records:
        for text in (record.name, record.label or "", record.folder):
            drawn = plain(text)
            text.encode("utf-8")
            if not bare(text).isprintable() or "![" in drawn or "](" in drawn:
                raise AssertionError(f"shown unsafely: {text!r}")


def _check_written(away: Path) -> None:
    with zipfile.ZipFile(away) as archive:
        for name in archive.namelist():
            if name.startswith("/") or ".." in name.split("/") or "\\" in name:
                raise AssertionError(f"written under {name!r}")
            if name.endswith(".csv"):
                rows = csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""))
                cells = [cell for row in rows for cell in row if cell.startswith(_FORMULA)]
                if cells:
                    raise AssertionError(f"a formula: {cells[0]!r}")


def _check_same(before: list[PictureRecord], after: list[PictureRecord]) -> None:
    facts = [
        {each.id: (each.name, each.label, each.folder) for each in all_} for all_ in (before, after)
    ]
    if facts[0] != facts[1]:
        other = next(
            key for key in {*facts[0], *facts[1]} if facts[0].get(key) != facts[1].get(key)
        )
        raise AssertionError(f"{facts[0].get(other)!r} came back as {facts[1].get(other)!r}")
