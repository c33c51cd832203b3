"""``import``: bring photos in."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.dataset.importing import (
    ImportProgress,
    ImportReport,
    import_starter,
    receive,
    run_import,
)
from core.errors import ImportRefused
from core.workspace import Workspace

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCE...",
        help="Photos, folders, zips and CSV lists; or the word 'starter' for drawn sample faces.",
    ),
]
Job = Annotated[str | None, typer.Option(help="Go on with an import that was interrupted.")]

STARTER = "starter"
_LISTS = (".zip", ".csv")

OnProgress = Callable[[ImportProgress], None]


def run(
    sources: Sources = None,
    job: Job = None,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Add photos to the dataset; the folders they lie in become their labels."""
    if bool(sources) == bool(job):
        raise ImportRefused("Say what to import: photos, folders, zips, or the word 'starter'.")
    place = open_workspace(workspace)
    with console.progress("Importing") as tell:
        reports = list(_imports(place, sources or [], job, lambda now: tell(now.done, now.total)))
    document = merged([report.document() for report in reports])
    console.answer(document, _in_words(document), as_json=as_json)
