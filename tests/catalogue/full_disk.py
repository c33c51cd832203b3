"""``python -m tests.catalogue.full_disk DISK WORKSPACE ZIP``: a disk that fills up, as JSON.

The workspace is copied to the disk, which is a small one. While the photos of the zip come in,
something else fills it to the last byte; labels are given meanwhile. Printed is what a person is
told of each; that nothing is lost and all goes on once there is room again is held here.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from core.dataset import import_run
from core.dataset.importing import ImportProgress, imports, run_import
from core.dataset.labels import set_label
from core.dataset.store import DatasetStore
from core.errors import CoreError
from core.workspace import Workspace
from tests.catalogue.aftermath import hold, labels_of

_BLOCK = 4096


class Filler:
    """What takes all the room there is left."""

    def __init__(self, disk: Path) -> None:
        self._file = disk / "filler"

    def fill(self) -> None:
        """Leave not one block."""
        disk = os.statvfs(self._file.parent)
        with self._file.open("ab") as stream:
            end = stream.tell()
            if disk.f_bavail:
                os.posix_fallocate(stream.fileno(), end, disk.f_bavail * disk.f_frsize)
            try:
                while True:
                    os.write(stream.fileno(), bytes(_BLOCK))
            except OSError:
                pass

    def make_room(self) -> None:
        """Give it back."""
        self._file.unlink()


def _told(work: Callable[..., object], *given: Any, **named: Any) -> str:
    try:
        work(*given, **named)
    except CoreError as error:
        return str(error)
    return ""


def main(arguments: Sequence[str]) -> int:
    """Fill the disk at the worst moments, and look at what is left."""
    disk, source = Path(arguments[0]), Path(arguments[2])
    place = Workspace(disk / "place")
    shutil.copytree(arguments[1], place.root)
    before, filler = labels_of(place), Filler(disk)
    vars(import_run)["_BATCH_FILES"] = 1  # so that some photos are in before the disk is full

    def fill(now: ImportProgress) -> None:
        if now.added:
            filler.fill()

    vars(import_run)["_TOLD_EVERY"] = 0.0
    told = {"import": _told(run_import, place, source, on_progress=fill, workers=0)}
    came = labels_of(place)
    with DatasetStore.open(place) as store:
        first = store.picture_ids()[0]
        told["label"] = _told(set_label, store, [first], "on a full disk")
    told["again"] = _told(run_import, place, source, workers=0)
    assert labels_of(place) == came
    assert before.items() < came.items()
    filler.make_room()
    hold(place, came)
    report = run_import(place, source, workers=0)
    assert not report.duplicates
    assert not report.refused
    assert [each.status for each in imports(place)] == ["finished"] * 2
    with DatasetStore.open(place) as store:
        set_label(store, [first], "once there is room")
    told["added"] = str(report.added)
    hold(place, labels_of(place))
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
