"""``import``: bring photos in."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import RenderableType

from core.commands import console, faces
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.dataset.discarding import DISCARDED, discard_import
from core.dataset.importing import ImportProgress, ImportReport, import_starter, run_import
from core.dataset.store import DatasetStore
from core.duplicate_search import find_duplicates
from core.errors import ImportRefused
from core.typed_paths import at_home
from core.workspace import Workspace

Sources = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SOURCE...",
        help="Photos, folders, zips and CSV lists; or the word 'starter' for drawn sample faces.",
    ),
]
Job = Annotated[str | None, typer.Option(help="Go on with this import, which was interrupted.")]
Discard = Annotated[
    str | None,
    typer.Option(help="Discard this import, which failed or was interrupted; added photos stay."),
]
Count = Annotated[int, typer.Option(help="How many sample faces to draw.", min=2)]
Seed = Annotated[int, typer.Option(help="Fixes which sample faces are drawn.", min=0)]

STARTER = "starter"

_SHOWN = 1_000
"""Refusals that are printed for a person; a terminal keeps no more."""


def run(
    sources: Sources = None,
    *,
    job: Job = None,
    discard: Discard = None,
    count: Count = 400,
    seed: Seed = 0,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Add photos; the folders they lie in become their labels.

    The same command goes on where an interrupted import stopped. It ends with status 1 if no photo
    came in.
    """
    place = open_workspace(workspace, may_be_new=True)
    if discard is not None:
        _discard(place, discard, sources, job, as_json=as_json)
        return
    with console.progress("Importing") as tell:

        def show(now: ImportProgress) -> None:
            tell(now.done, now.total or None)

        if sources == [STARTER]:
            report = import_starter(place, count, seed, show)
        else:
            report = run_import(place, _paths(sources, job), on_progress=show, job_id=job)
    counts, notice = faces.search(place)
    with DatasetStore.open(place) as store, console.progress("Looking for look-alikes") as tell:
        find_duplicates(place, store, tell)
    document = {**report.document(), "faces": {**asdict(counts), "notice": notice}}
    text = console.sections(_in_words(report), faces.in_words(counts))
    console.answer(document, text, as_json=as_json)
    if not report.added and not report.duplicates:
        console.say("No photo came in; why stands beside each file in the answer.")
        raise typer.Exit(1)


def _discard(
    place: Workspace, discard: str, sources: list[str] | None, job: str | None, *, as_json: bool
) -> None:
    if sources or job:
        raise ImportRefused(
            "An import was to be discarded and another one to be made.",
            "Name the import to discard alone.",
        )
    discard_import(place, discard)
    console.answer({"discarded": discard}, DISCARDED, as_json=as_json)


def _paths(sources: list[str] | None, job: str | None) -> list[Path] | None:
    if bool(sources) == bool(job):
        raise ImportRefused(
            "Nothing to import was given.",
            "Name photos, folders, zips or CSV lists, or the word 'starter' alone.",
        )
    return [at_home(Path(source)).resolve() for source in sources] if sources else None


def _in_words(report: ImportReport) -> RenderableType:
    kinds = console.counts(report.per_class)
    lines = [
        f"{report.added:,} photos added ({kinds}) in {report.seconds:.1f} s.",
        *([f"Splits: {console.counts(report.per_split)}."] if report.per_split else []),
        f"{len(report.duplicates):,} were here already; {len(report.refused):,} files refused.",
        *report.notes,
    ]
    shown = [(refusal.file, refusal.reason) for refusal in report.refused[:_SHOWN]]
    table = [console.table(("refused", "why"), shown)] if shown else []
    more = len(report.refused) - len(shown)
    rest = [f"And {more:,} more; --json names them all."] if more else []
    return console.sections("\n".join(lines), *table, *rest)
