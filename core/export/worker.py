"""``python -m core.export.worker RUN FOLDER FORMAT...``: a model written in some formats.

Each format becomes a line of JSON on standard output once it is checked: ``exported``, or
``refused`` with the three sentences of a `core.errors.CoreError`, and ``log`` with what led to
that where nobody expected it. The process ends with the one that started it, and takes the folder
along.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from core.disk_refusals import what_helps, why
from core.errors import CannotExport, CoreError
from core.export.formats import FORMATS
from core.export.last_words import last_words
from core.export.parent import end_with_parent
from core.starter_model import run_in


def main(run: str, folder: str, formats: Sequence[str]) -> None:
    """Write the formats one after the other."""
    end_with_parent(lambda: shutil.rmtree(folder, ignore_errors=True))
    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8") as replies:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no reply
        for reply in _replies(Path(run), Path(folder), formats):
            replies.write(json.dumps(reply) + "\n")
            replies.flush()


def _replies(run: Path, folder: Path, formats: Sequence[str]) -> Iterator[dict[str, Any]]:
    def load() -> Any:
        from core.export.exporting import Exporter  # noqa: PLC0415  takes seconds

        return Exporter(run_in(run), folder)

    exporter, refusal = _attempted(load, "model for other programs")
    for each in formats:
        kind = FORMATS[each]
        if exporter is None:
            yield refusal
            continue
        made, why_not = _attempted(partial(exporter.export, kind), f"{kind.title} file")
        yield why_not if made is None else {"exported": made.to_json()}


def _attempted(work: Callable[[], Any], what: str) -> tuple[Any, dict[str, Any]]:
    """Return what some work made, or None and why not: nobody else is there to tell it."""
    try:
        return work(), {}
    except CoreError as error:
        log = str(error.__cause__ or "")
        return None, {"refused": _described(error), "log": log}
    except OSError as error:
        refusal = CannotExport(
            f"The {what} could not be written: {why(error)}.",
            advice=f"{what_helps(error)}, or choose another folder.",
        )
        return None, {"refused": _described(refusal), "log": ""}
    except Exception as error:  # noqa: BLE001 - the process border: the person must get an answer
        said = last_words("".join(traceback.format_exception_only(error))).rstrip(".")
        refusal = CannotExport(f"The {what} could not be made.", advice=f"The reason: {said}.")
        return None, {"refused": _described(refusal), "log": traceback.format_exc()}


def _described(error: CoreError) -> list[str]:
    return [error.came, error.expected, error.advice]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
