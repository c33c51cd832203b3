"""``compare``: trainings side by side, on the same photos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import RenderableType

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace, own_run
from core.comparison import Comparison, compare
from core.evaluation.report import load_predictions
from core.evaluation.wording import right_words
from core.runs.run_directory import RunDirectory

Names = Annotated[list[str], typer.Argument(metavar="RUN...", help="Ids of 2 to 6 trainings.")]


def run(names: Names, workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """Compare trainings on the photos that all of them were checked on."""
    place = open_workspace(workspace)
    runs = [own_run(place, name) for name in names]
    found = compare(runs, [load_predictions(each.predictions) for each in runs])
    document = {"runs": [each.run_id for each in runs], **asdict(found)}
    console.answer(document, _in_words(runs, found), as_json=as_json)


def _in_words(runs: Sequence[RunDirectory], found: Comparison) -> RenderableType:
    called = [each.name for each in runs]
    parts: list[RenderableType] = [found.photos_sentence()]
    if found.floor:
        rows = [(name, right_words(each)) for name, each in zip(called, found.figures, strict=True)]
        rows.append((f"always {found.floor['label']}", right_words(found.floor)))
        parts += ["", console.table(("training", "right"), rows), "", *found.sentences]
    if found.settings:
        rows_of_settings = [(name, *values) for name, values in found.settings]
        parts += ["", console.table(("setting", *called), rows_of_settings)]
    return console.sections(*parts)
