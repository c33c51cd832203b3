"""``photos``: what is in the dataset."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, get_args

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.dataset.records import DatasetSummary, Faces, PictureQuery
from core.dataset.store import DatasetStore
from core.errors import NotInDataset

Label = Annotated[str | None, typer.Option(help="Only photos of this class.")]
Unlabelled = Annotated[bool, typer.Option("--unlabelled", help="Only photos without a label.")]
Split = Annotated[str | None, typer.Option(help="Only one split: train, validation, test.")]
Text = Annotated[str, typer.Option(help="Only photos whose file name holds this.")]
Binned = Annotated[bool, typer.Option("--binned", help="What lies in the bin instead.")]
Found = Annotated[
    str | None, typer.Option("--faces", help="Only photos with 'none', 'one' or 'several' faces.")
]
Limit = Annotated[int, typer.Option(help="How many to list.", min=0)]


def run(
    *,
    label: Label = None,
    unlabelled: Unlabelled = False,
    split: Split = None,
    text: Text = "",
    faces: Found = None,
    binned: Binned = False,
    limit: Limit = 20,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Count the photos and list the newest."""
    query = PictureQuery(
        label=label,
        unlabelled=unlabelled,
        split=split,
        text=text,
        binned=binned,
        faces=_known(faces),
    )
    with DatasetStore.open(open_workspace(workspace)) as store:
        summary = store.summary()
        _check_label(label, summary)
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


def _check_label(label: str | None, summary: DatasetSummary) -> None:
    if label is not None and label not in summary.per_class:
        raise NotInDataset(
            f"There is no label {label[:40]!r}.", f"Say one of: {', '.join(summary.per_class)}."
        )


def _known(faces: str | None) -> Faces | None:
    for each in get_args(Faces):
        if faces == each:
            known: Faces = each
            return known
    if faces is not None:
        raise NotInDataset(
            f"Photos cannot be found by {faces[:40]!r} faces.", "Say none, one or several."
        )
    return None


def _in_words(summary: DatasetSummary) -> str:
    return (
        f"{summary.total:,} photos: {console.counts(summary.per_class)}; "
        f"{summary.unlabelled:,} without a label, {summary.binned:,} in the bin."
    )
