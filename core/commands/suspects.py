"""``suspects``: labels that are probably wrong."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from core import inference
from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.suspect_answers import kept_ids, read_answers
from core.suspect_search import Audit, find_suspects

Limit = Annotated[int, typer.Option(help="How many to list.", min=0)]


def run(limit: Limit = 20, workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """List the photos whose label looks wrong, the most suspicious first."""
    place = open_workspace(workspace)
    with DatasetStore.open(place) as store:
        audit = find_suspects(place, store, inference.shared())
        ids = tuple(each.id for each in audit.suspects)
        records = store.pictures(PictureQuery(ids=ids), limit=len(ids))
    kept = kept_ids(read_answers(place), records)
    shown = [each for each in audit.suspects if each.id not in kept]
    names = {each.id: each.name for each in records}
    document = {
        "judged": audit.judged,
        "left_out": audit.left_out,
        "estimated_errors": audit.estimated_errors,
        "found": len(shown),
        "kept": len(kept),
        "suspects": [{"file": names[each.id], **asdict(each)} for each in shown[:limit]],
    }
    rows = [(each.id[:12], names[each.id], each.sentence) for each in shown[:limit]]
    listing = console.table(("id", "file", "why"), rows)
    console.answer(
        document, console.sections(_in_words(audit, len(shown)), listing), as_json=as_json
    )


def _in_words(audit: Audit, found: int) -> str:
    left_out = f" {audit.left_out:,} could not be judged." if audit.left_out else ""
    return (
        f"{audit.judged:,} labels looked at: {found:,} look wrong, and about "
        f"{audit.estimated_errors:,} probably are.{left_out}"
    )
