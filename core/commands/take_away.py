"""``take-away``: photos and labels as one zip that other programs read."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.dataset.exchange.layouts import FORMATS
from core.dataset.exchange.taking_away import TakenAway, take_away
from core.dataset.exchange.wording import sentences
from core.dataset.store import DatasetStore
from core.errors import CoreError
from core.typed_paths import at_home

Format = Annotated[str, typer.Argument(metavar="FORMAT", help=f"One of: {', '.join(FORMATS)}.")]
Target = Annotated[Path, typer.Argument(metavar="ZIP", help="The zip to write.")]

Force = Annotated[bool, typer.Option("--force", help="Write over a file that exists.")]


def run(
    kind: Format,
    target: Target,
    *,
    force: Force = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Write all photos and what is known about each as a zip; import brings it back in."""
    place, file = open_workspace(workspace), at_home(target).resolve()
    if file.exists() and not force:
        raise CoreError(
            f"{target} exists already.", advice="Give another name, or --force to write over it."
        )
    with DatasetStore.open(place) as store, console.progress("Writing") as tell:
        report = take_away(place, store, kind, file, tell)
    document = {**asdict(report), "path": str(report.path)}
    console.answer(document, _in_words(report), as_json=as_json)


def _in_words(report: TakenAway) -> str:
    lines = [
        *sentences(report),
        *(f"Left out: {each.file}. {each.reason}" for each in report.left_out),
        f"{report.path}: {report.size / 1e6:,.1f} MB in {report.seconds:.1f} s.",
    ]
    return "\n".join(lines)
