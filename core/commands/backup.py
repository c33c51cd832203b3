"""``backup``: the whole project as one file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from core.backup.backing_up import BackedUp, back_up
from core.backup.wording import backed_up_sentences
from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.commands.targets import target as checked_target

Target = Annotated[Path, typer.Argument(metavar="FILE", help="The backup to write, a zip.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that exists.")]


def run(
    target: Target,
    *,
    force: Force = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Write photos, labels, journal and trainings into one file."""
    place = open_workspace(workspace)
    file = checked_target(target, place, force=force)
    with console.progress("Writing") as tell:
        done = back_up(place, file, tell)
    document = {**asdict(done), "path": str(done.path)}
    console.answer(document, _in_words(done), as_json=as_json)


def _in_words(done: BackedUp) -> str:
    where = f"{done.path}: {done.size / 1e6:,.1f} MB in {done.seconds:.1f} s."
    return "\n".join([*backed_up_sentences(done), where])
