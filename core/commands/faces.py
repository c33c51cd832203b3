"""``faces``: look for faces in the photos."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.dataset.face_marks import FaceCounts
from core.face_progress import SearchProgress
from core.face_search import find_faces
from core.workspace import Workspace

Again = Annotated[bool, typer.Option("--again", help="Look at every photo anew.")]


def run(*, again: Again = False, workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """Look for faces in the photos nobody has looked at yet."""
    counts, notice = search(open_workspace(workspace), again=again)
    document = {**asdict(counts), "notice": notice}
    console.answer(document, in_words(counts), as_json=as_json)


def search(workspace: Workspace, *, again: bool = False) -> tuple[FaceCounts, str]:
    """Look for faces with a bar on standard error.

    Returns
    -------
    tuple of (FaceCounts, str)
        What is known about all photos, and what a person should know about the finder.
    """
    last = SearchProgress()
    with console.progress("Looking for faces") as tell:

        def show(now: SearchProgress) -> None:
            nonlocal last
            last = now
            tell(now.done, now.total)

        counts = find_faces(workspace, again=again, on_progress=show)
    if last.notice:
        console.say(last.notice)
    return counts, last.notice


def in_words(counts: FaceCounts) -> str:
    """Return the counts as one line."""
    small = f" {counts.small:,} are so small that they are faces already." if counts.small else ""
    return (
        f"One face in {counts.one:,} photos, several in {counts.several:,}, "
        f"none in {counts.none:,}.{small}"
    )
