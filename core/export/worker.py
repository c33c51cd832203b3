"""``python -m core.export.worker RUN FOLDER FORMAT...``: a model written in some formats.

Each format becomes a line of JSON on standard output once it is checked: ``exported``, or
``refused`` with the three sentences of a `core.errors.CoreError`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from core.errors import CoreError
from core.export.formats import FORMATS
from core.starter_model import run_in


def main(run: str, folder: str, formats: Sequence[str]) -> None:
    """Write the formats one after the other."""
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as replies:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no reply
        for reply in _replies(run, folder, formats):
            replies.write(json.dumps(reply) + "\n")
            replies.flush()


def _replies(run: str, folder: str, formats: Sequence[str]) -> Iterator[dict[str, Any]]:
    from core.export.exporting import Exporter  # noqa: PLC0415  takes seconds

    try:
        exporter = Exporter(run_in(Path(run)))
    except CoreError as error:
        yield from ({"refused": _described(error), "format": each} for each in formats)
        return
    for each in formats:
        try:
            yield {"exported": exporter.export(FORMATS[each], Path(folder)).to_json()}
        except CoreError as error:
            yield {"refused": _described(error), "format": each}


def _described(error: CoreError) -> list[str]:
    return [error.came, error.expected, error.advice]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
