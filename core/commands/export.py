"""``export``: a trained model as a file for other programs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.commands import console
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace, usable_run
from core.errors import CannotExport
from core.export.formats import FORMATS

if TYPE_CHECKING:
    from core.export.exporting import Exported

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
    from core.export.exporting import Exporter  # noqa: PLC0415 - loads TensorFlow

    exporter = Exporter(chosen)
    out.mkdir(parents=True, exist_ok=True)
    made = {each: exporter.export(FORMATS[each], out) for each in wanted or FORMATS}
    document = [
        {"format": each, **asdict(found), "path": str(found.path)} for each, found in made.items()
    ]
    console.answer(document, _table(made), as_json=as_json)


def _table(made: dict[str, Exported]) -> Any:
    rows = [
        (
            name,
            found.path.name,
            f"{found.megabytes:.2f} MB",
            f"{found.milliseconds:.2f} ms",
            f"{found.figures['same']:,} of {found.figures['n']:,}",
            f"{found.figures['largest_difference']:.1e}",
        )
        for name, found in made.items()
    ]
    return console.table(("format", "file", "size", "a photo", "same answer", "difference"), rows)
