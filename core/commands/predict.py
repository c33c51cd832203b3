"""``predict``: what a trained model says about photos."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from core import inference
from core.commands import console
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace, usable_run
from core.dataset.entries import Loader
from core.dataset.sources import list_source
from core.errors import PictureRefused
from core.percent import percent

Files = Annotated[list[Path], typer.Argument(metavar="FILES...", help="Photos, folders and zips.")]
Source = tuple[str, Loader | str]
"""What a file is called, and where its bytes are, or why they cannot be had."""
Content = tuple[str, bytes | str]
"""What a file is called, and its bytes, or why they cannot be had."""

_AT_ONCE = 32
_BYTES_AT_ONCE = 32_000_000


def run(
    name: RunName, files: Files, workspace: WorkspaceDir = None, as_json: AsJson = False
) -> None:
    """Say for each photo what it looks like."""
    chosen = usable_run(open_workspace(workspace), name)
    documents: list[dict[str, Any]] = []
    with _scratch() as scratch, console.progress("Looking") as tell:
        sources = [
            source
            for number, path in enumerate(files)
            for source in photos_in(path, scratch / str(number))
        ]
        for batch in batches(sources):
            tell(len(documents), len(sources))
            documents += answers(chosen.path, batch)
        tell(len(documents), len(sources))
    rows = [
        (each["file"], each["says"] or each["error"], _sure(each), each["notice"])
        for each in documents
    ]
    headings = ("file", "says", "leans to", "note")
    console.answer(documents, console.table(headings, rows), as_json=as_json)


def photos_in(path: Path, scratch: Path) -> list[Source]:
    """Return the photos of a file, folder or zip, and the files in it that are none.

    Parameters
    ----------
    path : Path
        The file, folder or zip.
    scratch : Path
        A folder of its own for tables that have to be unpacked; the photos are read from there.

    Raises
    ------
    ImportRefused
        If there is nothing at ``path``, or it holds no photos.
    """
    items, listing = list_source([path], scratch)
    whole = path.is_dir() or [item.path for item in items] != [path.name]
    found: list[Source] = [(item.path, item.loader) for item in items]
    found += [(refusal.file, refusal.reason) for refusal in listing.refused]
    return [(f"{path}/{inside}" if whole else str(path), rest) for inside, rest in found]


def batches(
    sources: Iterable[Source], most: int = _AT_ONCE, most_bytes: int = _BYTES_AT_ONCE
) -> Iterator[list[Content]]:
    """Read photos, as many at once as memory should hold.

    Parameters
    ----------
    sources : iterable of Source
        The photos.
    most, most_bytes : int, optional
        How many photos and bytes a batch holds; one photo may be larger than that alone.

    Yields
    ------
    list of Content
        At least one photo.
    """
    batch: list[Content] = []
    held = 0
    for file, rest in sources:
        content = _read(rest)
        size = len(content) if isinstance(content, bytes) else 0
        if batch and (len(batch) == most or held + size > most_bytes):
            yield batch
            batch, held = [], 0
        batch.append((file, content))
        held += size
    if batch:
        yield batch


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
        whether that may be taken for an answer), ``says`` (the same in words), ``probabilities``
        (by class), ``faces`` (how many were found, the largest is answered; None for a model taught
        on whole photos), ``notice`` (what one should know about the answer) and ``error`` (None, or
        why there is no answer).

    Raises
    ------
    CoreError
        If the run's model is missing or damaged.
    """
    readable = [content for _, content in batch if isinstance(content, bytes)]
    said = iter(inference.shared().predict(run_dir, readable))
    for file, content in batch:
        outcome = next(said) if isinstance(content, bytes) else content
        yield _document(file, outcome)


@contextmanager
def _scratch() -> Iterator[Path]:
    """Keep a folder until every photo is answered."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _read(rest: Loader | str) -> bytes | str:
    if isinstance(rest, str):
        return rest
    try:
        return rest.read()
    except PictureRefused as refusal:
        return str(refusal)


def _document(file: str, outcome: inference.Outcome | str) -> dict[str, Any]:
    known = outcome if isinstance(outcome, inference.Prediction) else None
    return {
        "file": file,
        "label": known.answer if known else None,
        "verdict": str(known.said.verdict) if known else None,
        "says": known.said.headline() if known else None,
        "probabilities": known.probabilities if known else None,
        "faces": known.faces if known else None,
        "notice": known.notice if known else "",
        "error": None if known else str(outcome),
    }


def _sure(document: dict[str, Any]) -> str:
    if not document["label"]:
        return ""
    return f"{document['label']} {percent(document['probabilities'][document['label']]):g}%"
