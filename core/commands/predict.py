"""``predict``: what a trained model says about photos."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from core import inference
from core.batch_prediction import Content, batches, outcomes, photos_in
from core.commands import console
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace, usable_run
from core.dataset.opening import OpenedElsewhere
from core.percent import percent_words

Files = Annotated[list[Path], typer.Argument(metavar="FILES...", help="Photos, folders and zips.")]


def run(
    name: RunName, files: Files, workspace: WorkspaceDir = None, as_json: AsJson = False
) -> None:
    """Say for each photo what it looks like."""
    chosen = usable_run(open_workspace(workspace), name)
    documents: list[dict[str, Any]] = []
    reader = closing(OpenedElsewhere())
    with _scratch() as scratch, reader as opener, console.progress("Looking") as tell:
        sources = [
            source
            for number, path in enumerate(files)
            for source in photos_in(path, scratch / str(number), opener)
        ]
        for batch in batches(sources, opener):
            tell(len(documents), len(sources))
            documents += answers(chosen.path, batch)
        tell(len(documents), len(sources))
    rows = [
        (each["file"], each["says"] or each["error"], _sure(each), each["notice"])
        for each in documents
    ]
    headings = ("file", "says", "leans to", "note")
    console.answer(documents, console.table(headings, rows), as_json=as_json)


def answers(run_dir: Path, batch: Sequence[Content]) -> Iterator[dict[str, Any]]:
    """Yield what the model says about each photo, in order.

    Parameters
    ----------
    run_dir : Path
        Folder of a finished run.
    batch : sequence of Content
        The photos.

    Yields
    ------
    dict
        ``file``, ``label`` (the most probable class), ``verdict`` (see `core.verdict.Verdict`:
        whether that may be taken for an answer), ``says`` (the same in words), ``leans_to``
        (``label`` where it may be told, else None), ``probabilities`` (by class), ``faces`` (how
        many were found, the largest is answered; None for a model taught on whole photos),
        ``notice`` (what one should know about the answer) and ``error`` (None, or why there is no
        answer).

    Raises
    ------
    CoreError
        If the run's model is missing or damaged.
    """
    for file, outcome in outcomes(inference.shared(), run_dir, batch):
        yield _document(file, outcome)


@contextmanager
def _scratch() -> Iterator[Path]:
    """Keep a folder until every photo is answered."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _document(file: str, outcome: inference.Outcome | str) -> dict[str, Any]:
    known = outcome if isinstance(outcome, inference.Prediction) else None
    return {
        "file": file,
        "label": known.answer if known else None,
        "verdict": str(known.said.verdict) if known else None,
        "says": known.said.headline() if known else None,
        "leans_to": known.said.guess if known else None,
        "probabilities": known.probabilities if known else None,
        "faces": known.faces if known else None,
        "notice": _notice(known) if known else "",
        "error": None if known else str(outcome),
    }


def _notice(known: inference.Prediction) -> str:
    several = (known.faces or 0) > 1
    which = f"{known.faces} faces were found; this is for the largest." if several else ""
    return f"{which} {known.notice}".strip()


def _sure(document: dict[str, Any]) -> str:
    guess = document["leans_to"]
    return f"{guess} {percent_words(document['probabilities'][guess])}" if guess else ""
