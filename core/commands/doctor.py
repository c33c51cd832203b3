"""``doctor``: what is wrong with a workspace, and what of it can be repaired."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.doctor.examining import examine, repair
from core.doctor.findings import Finding

Repair = Annotated[
    bool, typer.Option("--repair", help="Repair what can be repaired; nothing is deleted for good.")
]


def run(workspace: WorkspaceDir = None, mend: Repair = False, as_json: AsJson = False) -> int:
    """Say what is wrong with database, photos, trainings and this computer."""
    place = open_workspace(workspace, may_be_new=True)
    done = repair(place) if mend else []
    found = examine(place)
    document = {
        "workspace": str(place.root),
        "repaired": done,
        "findings": [each.document() for each in found],
    }
    console.answer(document, _in_words(done, found), as_json=as_json)
    return 1 if any(each.serious for each in found) else 0


def _in_words(done: Sequence[str], found: Sequence[Finding]) -> str:
    serious = [each.sentence for each in found if each.serious]
    others = [f"Good to know: {each.sentence}" for each in found if not each.serious]
    lines = [*done, *(serious or ["Nothing is wrong."]), *others]
    if any(each.repair for each in found):
        lines.append("What can be repaired is repaired by: python -m core doctor --repair")
    return "\n".join(lines)
