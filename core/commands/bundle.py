"""``bundle``: a model with everything that is needed to ask it, as one zip."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.bundle.building import Bundle, build_bundle
from core.commands import console
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace, usable_run
from core.commands.targets import target

Target = Annotated[Path, typer.Option("--out", help="The zip to write.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that exists.")]


def run(
    name: RunName = "latest",
    *,
    out: Target = Path("mien-model.zip"),
    force: Force = False,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Bundle a model with a program, a web page and a test, for people without Mien."""
    place = open_workspace(workspace)
    file = target(out, place, force=force)
    made = build_bundle(usable_run(place, name), file, console.say)
    console.answer(made.to_json(), _in_words(made), as_json=as_json)


def _in_words(made: Bundle) -> str:
    pictures = len(made.tested)
    furthest = max(each["difference"] for each in made.tested)
    lines = [
        f"{made.path}: {made.megabytes:,.1f} MB.",
        f"It answers its {pictures} test pictures as the app does (difference {furthest:.1e}).",
        *made.notes,
        "Names of imports and folders stand in its model card: read it before you give it away.",
    ]
    return "\n".join(lines)
