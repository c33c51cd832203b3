"""``export``: a trained model as a file for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType
from rich.text import Text

from core.commands import console
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace, own_run
from core.errors import CannotExport
from core.export.exported import Exported
from core.export.formats import FORMATS
from core.export.wording import (
    difference_words,
    right_share,
    same_words,
    time_words,
    warning,
)
from core.export_process import exported

Wanted = Annotated[
    list[str] | None,
    typer.Option("--format", help=f"One of {', '.join(FORMATS)}; may be repeated [default: all]."),
]
Folder = Annotated[Path, typer.Option("--out", help="Folder to write into.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what an earlier export left there.")]

_HEADINGS = ("format", "file", "right", "as in the app", "furthest off", "size", "a photo")


def run(
    name: RunName = "latest",
    *,
    wanted: Wanted = None,
    out: Folder = Path("export"),
    force: Force = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Write a model for other programs, and check that it answers there as it does here."""
    formats = list(dict.fromkeys(wanted or FORMATS))
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise CannotExport(f"There is no format {unknown[0]!r}.", f"Choose {', '.join(FORMATS)}.")
    chosen = own_run(open_workspace(workspace), name)
    came = []
    with console.progress("Writing") as tell:
        for outcome in exported(chosen, formats, out, replace=force):
            came.append(outcome)
            tell(len(came), len(formats))
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
    figures = made[0].figures
    app = ("the app itself", "", right_share(figures["app_accuracy"]), "", "", "", "")
    warnings = [warning(each.path.name, each.figures) for each in made]
    return console.sections(
        f"Asked about {figures['n']:,} photos that it has not learned from.",
        console.table(_HEADINGS, [app, *map(_row, made)]),
        *(Text(each, style="bold red") for each in warnings if each),
        *dict.fromkeys(each.notice() for each in made if each.left_out),
        *map(str, refused),
    )


def _row(each: Exported) -> tuple[str, ...]:
    return (
        each.format,
        each.path.name,
        right_share(each.figures["accuracy"]),
        same_words(each.figures),
        difference_words(each.figures),
        f"{each.megabytes:.2f} MB",
        time_words(each.milliseconds),
    )
