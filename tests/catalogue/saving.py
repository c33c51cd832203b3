"""``python -m tests.catalogue.saving WORKSPACE COUNT [ZIP]``: labels given, and what is told.

Prints a line of JSON for each, as soon as it is known: the photo, the label, and what a person is
told if it was not saved; empty if it was. With a zip, its photos are imported last.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from core.dataset.importing import run_import
from core.dataset.labels import set_label
from core.dataset.store import DatasetStore
from core.errors import CoreError
from core.workspace import Workspace

IMPORTED = "imported"


def main(arguments: Sequence[str]) -> int:
    """Save, one after the other."""
    place, count, *source = arguments
    workspace = Workspace(Path(place))
    with DatasetStore.open(workspace) as store:
        ids = store.picture_ids()
        for number in range(int(count)):
            picture, label = ids[number % len(ids)], f"class {number}"
            try:
                set_label(store, [picture], label)
            except CoreError as error:
                _tell(picture, label, str(error))
            else:
                _tell(picture, label, "")
    for each in source:
        _tell(IMPORTED, str(run_import(workspace, Path(each), workers=0).added), "")
    return 0


def _tell(*line: str) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
