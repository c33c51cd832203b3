"""``search``: let the computer look for better settings."""

from __future__ import annotations

from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.commands.studying import document, follow_study, in_words
from core.dataset.store import DatasetStore
from core.runs.networks import ARCHITECTURES
from core.runs.studies import SEARCH
from core.study_plan import start_search
from core.study_resuming import go_on as let_go_on
from core.study_resuming import study_to_go_on

_USUAL = 10.0

Minutes = Annotated[
    float | None,
    typer.Option(
        help="Time for all its trainings together; with --resume, how much longer.",
        show_default=f"{_USUAL:g}",
    ),
]
Tries = Annotated[
    int | None,
    typer.Option(help="The most trainings; with --resume, how many more.", show_default=False),
]
Networks = Annotated[
    list[str] | None,
    typer.Option("--network", help=f"To try; may be repeated: {', '.join(ARCHITECTURES)}."),
]
GoOn = Annotated[bool, typer.Option("--resume", help="Go on with the one that was cut off.")]
Follow = Annotated[bool, typer.Option("--follow", help="Wait for the end; Ctrl+C stops it.")]


def run(
    *,
    minutes: Minutes = None,
    tries: Tries = None,
    networks: Networks = None,
    go_on: GoOn = False,
    follow: Follow = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> int:
    """Try many settings for some minutes, then train normally with the best."""
    place = open_workspace(workspace)
    if go_on:
        more = minutes is not None or tries is not None
        study = study_to_go_on(place, SEARCH, with_more=more)
        let_go_on(study, minutes, tries)
    else:
        with DatasetStore.open(place) as store:
            given = _USUAL if minutes is None else minutes
            study = start_search(place, store, given, networks or (), tries=tries)
    if follow:
        follow_study(study)
    found = document(study)
    console.answer(found, in_words(study), as_json=as_json)
    return int(found["status"] in ("failed", "interrupted"))
