"""``split``: which photos are for learning, for watching it and for the test."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import RenderableType

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.dataset.records import SPLITS
from core.dataset.store import DatasetStore
from core.errors import CoreError
from core.split_plan import Sharing, check_sharing, repair_sharing, share_out, sharing

Share = Annotated[
    tuple[float, float, float] | None,
    typer.Option(
        "--shares",
        metavar="TRAIN VALIDATION TEST",
        help="Draw anew with these shares, such as 0.7 0.15 0.15.",
    ),
]
Seed = Annotated[int, typer.Option(help="The same seed draws the same photos.", min=0)]
Imported = Annotated[
    bool, typer.Option("--also-imported", help="Draw photos too that came with a split.")
]
Check = Annotated[bool, typer.Option("--check", help="Look for photos that are shared.")]
Repair = Annotated[
    bool, typer.Option("--repair", help="Bring look-alikes into one split, the test first.")
]


def run(
    *,
    shares: Share = None,
    seed: Seed = 0,
    also_imported: Imported = False,
    check: Check = False,
    repair: Repair = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Tell how the photos are shared out, draw them anew, or find and mend what is shared."""
    if shares is None and also_imported:
        raise CoreError("--also-imported draws nothing by itself.", "Give --shares too.")
    place = open_workspace(workspace)
    moved = 0
    with DatasetStore.open(place) as store, console.progress("Comparing photos") as tell:
        if shares is not None:
            wanted = dict(zip(SPLITS, shares, strict=True))
            share_out(place, store, wanted, seed, also_imported=also_imported, on_progress=tell)
        if check or repair:
            check_sharing(place, store, tell)
        if repair:
            moved = repair_sharing(place, store)
        now = sharing(place, store)
    shown = {**asdict(now), "sentence": now.check.sentence() if now.check else ""}
    console.answer({**shown, "moved": moved}, _in_words(now, moved), as_json=as_json)


def _in_words(now: Sharing, moved: int) -> RenderableType:
    rows = [
        (split or "none yet", sum(now.counts[split].values()), console.counts(now.counts[split]))
        for split in now.counts
    ]
    lines = [now.check.sentence() if now.check else "Nobody has looked for shared photos yet."]
    if moved:
        lines.append(f"{moved:,} photos were moved, so that each picture is used for one thing.")
    if now.locked_by:
        lines.append(f"The test set is locked: {now.locked_by} has reported figures on it.")
    return console.sections(console.table(("split", "photos", "labels"), rows), *lines)
