"""``quality``: photos that are hard to learn from."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.quality_search import KINDS, find_poor_photos

Limit = Annotated[int, typer.Option(help="How many to list of each kind.", min=0)]


def run(limit: Limit = 10, workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """List blurry, dark, bright, tiny and odd photos, and those without exactly one face."""
    place = open_workspace(workspace)
    with DatasetStore.open(place) as store, console.progress("Looking at photos") as tell:
        found = find_poor_photos(place, store, tell)
        shown = [each for kind in KINDS for each in found.of_kind(kind)[:limit]]
        ids = tuple({each.id for each in shown})
        names = {
            each.id: each.name for each in store.pictures(PictureQuery(ids=ids), limit=len(ids))
        }
    counts = {kind: len(found.of_kind(kind)) for kind in KINDS if found.of_kind(kind)}
    document = {
        "photos": found.photos,
        "unreadable": list(found.unreadable),
        "counts": counts,
        "poor": [{"file": names[each.id], **asdict(each)} for each in shown],
    }
    rows = [(each.id[:12], names[each.id], each.sentence) for each in shown]
    words = f"{found.photos:,} photos looked at: {console.counts(counts)}."
    listing = console.table(("id", "file", "why"), rows)
    console.answer(document, console.sections(words, listing), as_json=as_json)
