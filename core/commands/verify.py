"""``verify``: whether every kept photo still is what it was."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.dataset.verify import VerifyReport, verify

Fresh = Annotated[
    bool, typer.Option("--fresh", help="Begin with the first photo, also after a check cut off.")
]


def run(workspace: WorkspaceDir = None, fresh: Fresh = False, as_json: AsJson = False) -> int:
    """Read every kept photo again and compare it with its hash; one cut off is gone on with."""
    with console.progress("Checking") as tell:
        report = verify(open_workspace(workspace), tell, fresh=fresh)
    console.answer(asdict(report), _in_words(report), as_json=as_json)
    return 0 if report.intact else 1


def _in_words(report: VerifyReport) -> str:
    lines = [f"{report.checked:,} photos checked."]
    if report.went_on_after:
        lines.append(f"The first {report.went_on_after:,} were checked before it was cut off.")
    lines += [f"Missing: {each}" for each in report.missing]
    lines += [f"Changed: {each}" for each in report.changed]
    lines += [f"Cannot be read: {each}" for each in report.unreadable]
    return "\n".join(lines)
