"""``search``: let the computer look for better settings."""

from __future__ import annotations

from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.commands.studying import document, follow_study, in_words, newest
from core.dataset.store import DatasetStore
from core.runs.launcher import resume
from core.runs.networks import ARCHITECTURES
from core.runs.studies import SEARCH
from core.study_plan import start_search

Minutes = Annotated[float, typer.Option(help="Time for all its trainings together.")]
Tries = Annotated[int | None, typer.Option(help="The most trainings.", show_default=False)]
Networks = Annotated[
    list[str] | None,
    typer.Option("--network", help=f"To try; may be repeated: {', '.join(ARCHITECTURES)}."),
]
GoOn = Annotated[bool, typer.Option("--resume", help="Go on with the one that was cut off.")]
Follow = Annotated[bool, typer.Option("--follow", help="Wait for the end; Ctrl+C stops it.")]


def run(
    *,
    minutes: Minutes = 10.0,
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
        study = newest(place, SEARCH, cut_off=True)
        resume(study)
    else:
        with DatasetStore.open(place) as store:
            study = start_search(place, store, minutes, networks or (), tries=tries)
    if follow:
        follow_study(study)
    found = document(study)
    console.answer(found, in_words(study), as_json=as_json)
    return int(found["status"] in ("failed", "interrupted"))
