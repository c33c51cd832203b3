"""``export``: a trained model as a file for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from core.commands import console
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace, usable_run
from core.errors import CannotExport
from core.export.exported import Exported
from core.export.formats import FORMATS
from core.export_process import exported

Wanted = Annotated[
    list[str] | None,
    typer.Option("--format", help=f"One of {', '.join(FORMATS)}; may be repeated [default: all]."),
]
Folder = Annotated[Path, typer.Option("--out", help="Folder to write into.")]


def run(
    name: RunName = "latest",
    *,
    wanted: Wanted = None,
    out: Folder = Path("export"),
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Write a model for other programs, and check that it answers there as it does here."""
    unknown = sorted(set(wanted or ()) - set(FORMATS))
    if unknown:
        raise CannotExport(f"There is no format {unknown[0]!r}.", f"Choose {', '.join(FORMATS)}.")
    chosen = usable_run(open_workspace(workspace), name)
    came = list(exported(chosen, list(wanted or FORMATS), out))
    made = [each for each in came if isinstance(each, Exported)]
    refused = [each for each in came if isinstance(each, CannotExport)]
    if not made:
        raise refused[0]
    document = {
        "exported": [each.to_json() for each in made],
        "refused": [str(each) for each in refused],
    }
    console.answer(document, _in_words(made, refused), as_json=as_json)


def _in_words(made: Sequence[Exported], refused: Sequence[CannotExport]) -> RenderableType:
    rows = [
        (
            each.format,
            each.path.name,
            f"{each.megabytes:.2f} MB",
            f"{each.milliseconds:.2f} ms",
            f"{each.figures['same']:,} of {each.figures['n']:,}",
            _difference(each),
        )
        for each in made
    ]
    warned = [
        f"Careful: {each.path.name} gets fewer photos right than the app does."
        for each in made
        if each.figures["warning"]
    ]
    return console.sections(
        console.table(("format", "file", "size", "a photo", "same answer", "difference"), rows),
        *warned,
        *map(str, refused),
    )


def _difference(each: Exported) -> str:
    largest = each.figures["largest_difference"]
    return "no number" if largest is None else f"{largest:.1e}"
