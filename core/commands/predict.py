"""``predict``: what a trained model says about photos."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from core import inference
from core.commands import console
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace, usable_run
from core.dataset.entries import Loader
from core.dataset.sources import list_source
from core.errors import PictureRefused

Files = Annotated[list[Path], typer.Argument(metavar="FILES...", help="Photos, folders and zips.")]
Source = tuple[str, Loader | str]
"""What a file is called, and where its bytes are, or why they cannot be had."""

_AT_ONCE = 32


def run(
    name: RunName, files: Files, workspace: WorkspaceDir = None, as_json: AsJson = False
) -> None:
    """Say for each photo what it looks like."""
    chosen = usable_run(open_workspace(workspace), name)
    sources = [source for path in files for source in photos_in(path)]
    documents: list[dict[str, Any]] = []
    with console.progress("Looking") as tell:
        for start in range(0, len(sources), _AT_ONCE):
            tell(start, len(sources))
            documents += answers(chosen.path, sources[start : start + _AT_ONCE])
        tell(len(sources), len(sources))
    rows = [(each["file"], each["label"] or each["error"], _sure(each)) for each in documents]
    console.answer(documents, console.table(("file", "looks", "sure"), rows), as_json=as_json)


def photos_in(path: Path) -> list[Source]:
    """Return the photos of a file, folder or zip, and the files in it that are none.

    Raises
    ------
    ImportRefused
        If there is nothing at ``path``, or it holds no photos.
    """
    with tempfile.TemporaryDirectory() as scratch:
        items, listing = list_source([path], Path(scratch))
    whole = path.is_dir() or [item.path for item in items] != [path.name]
    found: list[Source] = [(item.path, item.loader) for item in items]
    found += [(refusal.file, refusal.reason) for refusal in listing.refused]
    return [(f"{path}/{inside}" if whole else str(path), rest) for inside, rest in found]


def answers(run_dir: Path, sources: Sequence[Source]) -> Iterator[dict[str, Any]]:
    """Yield what the model says about each photo, in order.

    Parameters
    ----------
    run_dir : Path
        Folder of a finished run.
    sources : sequence of Source
        The photos.

    Yields
    ------
    dict
        ``file``, ``label``, ``probabilities`` (by class), ``faces`` (None: photos are taken as
        they are) and ``error`` (None, or why there is no answer).

    Raises
    ------
    CoreError
        If the run's model is missing or damaged.
    """
    data = [_read(rest) for _, rest in sources]
    readable = [each for each in data if isinstance(each, bytes)]
    said = iter(inference.shared().predict(run_dir, readable))
    for (file, _), content in zip(sources, data, strict=True):
        outcome = next(said) if isinstance(content, bytes) else content
        yield _document(file, outcome)


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
        "probabilities": known.probabilities if known else None,
        "faces": None,
        "error": None if known else str(outcome),
    }


def _sure(document: dict[str, Any]) -> str:
    return f"{document['probabilities'][document['label']]:.0%}" if document["label"] else ""
