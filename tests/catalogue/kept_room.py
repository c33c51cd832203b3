"""``python -m tests.catalogue.kept_room DISK WORKSPACE``: a label on a disk that is full, twice.

The app has kept room back on the disk. Printed is what a person is told, as JSON; that the second
try is saved, and that labels go on for a while, is held here.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from core.dataset.labels import set_label
from core.dataset.reserve import keep_reserve
from core.dataset.store import DatasetStore
from core.errors import WorkspaceProblem
from core.workspace import Workspace
from tests.catalogue.aftermath import hold, labels_of
from tests.catalogue.full_disk import Filler

_MORE = 300


def main(arguments: Sequence[str]) -> int:
    """Fill the disk and label on it."""
    disk = Path(arguments[0])
    place = Workspace(disk / "place")
    shutil.copytree(arguments[1], place.root)
    keep_reserve(place)
    told = []
    with DatasetStore.open(place) as store:
        first = store.picture_ids()[0]
        Filler(disk).fill()
        for number in range(_MORE):
            try:
                set_label(store, [first], f"kind {number % 7}")
            except WorkspaceProblem as refusal:
                told.append(str(refusal))
                set_label(store, [first], f"kind {number % 7}")
            assert labels_of(place)[first] == f"kind {number % 7}"
    hold(place, labels_of(place))
    sys.stdout.write(json.dumps(told) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
