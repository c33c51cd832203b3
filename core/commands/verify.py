"""``verify``: whether every kept photo still is what it was."""

from __future__ import annotations

from dataclasses import asdict

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.dataset.verify import VerifyReport, verify


def run(workspace: WorkspaceDir = None, as_json: AsJson = False) -> int:
    """Read every kept photo again and compare it with its hash."""
    with console.progress("Checking") as tell:
        report = verify(open_workspace(workspace), tell)
    console.answer(asdict(report), _in_words(report), as_json=as_json)
    return 0 if report.intact else 1


def _in_words(report: VerifyReport) -> str:
    lines = [f"{report.checked:,} photos checked."]
    lines += [f"Missing: {each}" for each in report.missing]
    lines += [f"Changed: {each}" for each in report.changed]
    return "\n".join(lines)
