"""What has to be true of a backup, and of a place one was put into, after a call failed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from benchmarks.failing_driver import put_back, write_backup
from core.dataset.store import DatasetStore
from core.dataset.verify import verify
from core.workspace import Workspace

_RESTORED = "restored"


def look_at_backup(root: Path, answer: dict[str, Any], _again: Any) -> list[str]:
    """Return what is wrong after a backup was, or was not, written over an older one."""
    found = _left(root)
    found += _as_before(root, "what is in the backup") if "done" in answer else []
    found += _as_before(root, "what is in the older backup") if "told" in answer else []
    write_backup(root)
    return [*found, *_as_before(root, "what is in the next backup"), *_left(root)]


def look_at_restored(root: Path, answer: dict[str, Any], _again: Any) -> list[str]:
    """Return what is wrong after a backup was, or was not, put back; then put it back again."""
    place = root / _RESTORED
    found = _left(root)
    if "done" in answer:
        return [*found, *_unlike(root, place)]
    if place.exists():
        found += ["it was said not to be put back, and is"]
        shutil.rmtree(place)
    return [*found, *_as_before(root, "what is put back later")]


def _as_before(root: Path, what: str) -> list[str]:
    put_back(root)
    found = _unlike(root, root / _RESTORED)
    shutil.rmtree(root / _RESTORED)
    return [f"{what} {each}" for each in found]


def _unlike(root: Path, place: Path) -> list[str]:
    whole = verify(Workspace(place), fresh=True).intact
    same = _labels(place) == _labels(root / "project")
    return ["is not whole"] * (not whole) + ["has other labels"] * (not same)


def _labels(place: Path) -> dict[str, str | None]:
    with DatasetStore.open(Workspace(place), check=True) as store:
        return {each.id: each.label for each in store.pictures(limit=1_000)}


def _left(root: Path) -> list[str]:
    return [f"{path.name} is left" for path in root.rglob("*.tmp*")]
