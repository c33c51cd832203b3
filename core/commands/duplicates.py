"""``duplicates``: photos of the same picture."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.duplicate_search import Duplicates, find_duplicates

Limit = Annotated[int, typer.Option(help="How many groups to list.", min=0)]


def run(limit: Limit = 20, workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """List photos of the same picture: conflicts of label first, then leaks across splits."""
    place = open_workspace(workspace)
    with DatasetStore.open(place) as store, console.progress("Looking for look-alikes") as tell:
        found = find_duplicates(place, store, tell)
        shown = found.groups[:limit]
        ids = tuple(each for group in shown for each in group.ids)
        names = {
            each.id: each.name for each in store.pictures(PictureQuery(ids=ids), limit=len(ids))
        }
    document = {
        "photos": found.photos,
        "unreadable": found.unreadable,
        "groups": len(found.groups),
        "conflicts": sum(group.conflict for group in found.groups),
        "leaks": sum(group.leak for group in found.groups),
        "look_alikes": [
            {**asdict(group), "files": [names[each] for each in group.ids]} for group in shown
        ],
    }
    rows = [(", ".join(names[each] for each in group.ids), group.sentence) for group in shown]
    listing = console.table(("files", "what it means"), rows)
    console.answer(document, console.sections(_in_words(found), listing), as_json=as_json)


def _in_words(found: Duplicates) -> str:
    conflicts = sum(group.conflict for group in found.groups)
    leaks = sum(group.leak for group in found.groups)
    return (
        f"{found.photos:,} photos looked at: {len(found.groups):,} pictures came more than once, "
        f"{conflicts:,} of them with different labels, {leaks:,} in different splits."
    )
