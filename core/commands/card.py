"""``card``: what a model is, is for, and is worth, on a page to give along with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace, usable_run
from core.commands.targets import target
from core.disk_refusals import why
from core.errors import CoreError
from core.files import atomic_write
from core.model_card.card import ModelCard, model_card
from core.workspace import Workspace

Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="A file to write, ending in .md or .html."),
]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that exists.")]

_NAMES = "Names of imports and folders stand in it: read it before you give it away."


def run(
    name: RunName = "latest",
    *,
    out: Out = None,
    force: Force = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Write a model's card: what it is for, how good it is, and what is not known."""
    place = open_workspace(workspace)
    file = _checked(out, place, force=force)
    chosen = usable_run(place, name)
    with console.progress("Looking at the photos") as tell:
        card = model_card(chosen, tell)
    document = {"run": chosen.run_id, "path": str(file) if file else None}
    if file is None:
        told = card.markdown()
        console.answer({**document, "markdown": told}, told, as_json=as_json)
        return
    _write(card, file)
    console.answer(document, f"{file} is written. {_NAMES}", as_json=as_json)


def _checked(out: Path | None, place: Workspace, *, force: bool) -> Path | None:
    """Return the file to write, refused before anything is measured."""
    if out is None:
        return None
    if out.suffix.lower() not in (".md", ".html"):
        raise CoreError(
            f"A card cannot be written as {out.name[:80]!r}.", "Its name ends in .md or .html."
        )
    return target(out, place, force=force)


def _write(card: ModelCard, file: Path) -> None:
    text = card.html() if file.suffix.lower() == ".html" else card.markdown()
    try:
        atomic_write(file, text.encode("utf-8"))
    except OSError as problem:
        raise CoreError(
            f"{file} cannot be written: {why(problem)}.", advice="Choose another folder."
        ) from problem
