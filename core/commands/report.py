"""``report``: how good a training turned out to be."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import RenderableType

from core.commands import console
from core.commands.following import outcome
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace, usable_run
from core.commands.report_more import More, figures_of, in_words
from core.evaluation.report import load_report, sentence
from core.evaluation.wording import (
    guessing_sentence,
    leak_sentence,
    right_words,
    rival_sentences,
)

Groups = Annotated[
    Path | None,
    typer.Option(
        "--groups",
        metavar="CSV",
        help="A table with a column of file names and columns of groups to compare.",
    ),
]


def run(
    name: RunName = "latest",
    groups: Groups = None,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Show a finished training's results on photos it has never seen."""
    place = open_workspace(workspace)
    chosen = usable_run(place, name)
    report = load_report(chosen.report)
    more = figures_of(place, chosen, report, groups)
    document = {**outcome(chosen), "report": report, **(_document(more) if more else {})}
    text = _in_words(chosen.name, report, in_words(more) if more else [])
    console.answer(document, text, as_json=as_json)


def _document(more: More) -> dict[str, Any]:
    keys = ("temperature", "calibration", "refusing", "slices", "groups", "compared", "rounds")
    return {key: value for key, value in asdict(more).items() if key in keys}


def _in_words(name: str, report: dict[str, Any], more: list[RenderableType]) -> RenderableType:
    split = report.get("test") or report["validation"]
    where = "the test photos" if report.get("test") else "photos kept aside (there is no test set)"
    classes = split["classes"]
    keys = ("label", "precision", "recall", "f1", "support")
    matrix = [(label, *counts) for label, counts in zip(classes, split["confusion"], strict=True)]
    return console.sections(
        f"{name}, on {split['n']:,} of {where}",
        sentence(split),
        f"Right: {right_words(split)}.",
        *filter(None, [guessing_sentence(split), leak_sentence(split)]),
        *rival_sentences(split),
        "",
        console.table(
            ("class", "precision", "recall", "F1", "photos"),
            [tuple(row[key] for key in keys) for row in split["per_class"]],
        ),
        "",
        "Rows: what the photo is. Columns: what the model said.",
        console.table(("", *classes), matrix),
        *more,
    )
