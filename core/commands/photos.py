"""``photos``: what is in the dataset."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.dataset.records import DatasetSummary, PictureQuery
from core.dataset.store import DatasetStore

Label = Annotated[str | None, typer.Option(help="Only photos of this class.")]
Unlabelled = Annotated[bool, typer.Option("--unlabelled", help="Only photos without a label.")]
Split = Annotated[str | None, typer.Option(help="Only one split: train, validation, test.")]
Text = Annotated[str, typer.Option(help="Only photos whose file name holds this.")]
Binned = Annotated[bool, typer.Option("--binned", help="What lies in the bin instead.")]
Limit = Annotated[int, typer.Option(help="How many to list.", min=0)]


def run(
    *,
    label: Label = None,
    unlabelled: Unlabelled = False,
    split: Split = None,
    text: Text = "",
    binned: Binned = False,
    limit: Limit = 20,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Count the photos and list the newest."""
    query = PictureQuery(label=label, unlabelled=unlabelled, split=split, text=text, binned=binned)
    with DatasetStore.open(open_workspace(workspace)) as store:
        summary = store.summary()
        found = store.count(query)
        records = store.pictures(query, limit=limit) if limit else []
    document = {
        **asdict(summary),
        "found": found,
        "photos": [
            {"id": each.id, "file": each.name, "label": each.label, "split": each.split}
            for each in records
        ],
    }
    rows = [(each.id[:12], each.name, each.label, each.split) for each in records]
    text_answer = console.sections(
        _in_words(summary), console.table(("id", "file", "label", "split"), rows)
    )
    console.answer(document, text_answer, as_json=as_json)


def _in_words(summary: DatasetSummary) -> str:
    return (
        f"{summary.total:,} photos: {console.counts(summary.per_class)}; "
        f"{summary.unlabelled:,} without a label, {summary.binned:,} in the bin."
    )
