"""``report``: how good a training turned out to be."""

from __future__ import annotations

from typing import Any

from rich.console import RenderableType

from core.commands import console
from core.commands.following import outcome
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace, usable_run
from core.evaluation.report import load_report, sentence
from core.evaluation.wording import leak_sentence, right_words, rival_sentences


def run(name: RunName = "latest", workspace: WorkspaceDir = None, as_json: AsJson = False) -> None:
    """Show a finished training's results on photos it has never seen."""
    chosen = usable_run(open_workspace(workspace), name)
    report = load_report(chosen.report)
    document = {**outcome(chosen), "report": report}
    console.answer(document, _in_words(chosen.name, report), as_json=as_json)


def _in_words(name: str, report: dict[str, Any]) -> RenderableType:
    split = report.get("test") or report["validation"]
    where = "the test photos" if report.get("test") else "photos kept aside (there is no test set)"
    classes = split["classes"]
    keys = ("label", "precision", "recall", "f1", "support")
    matrix = [(label, *counts) for label, counts in zip(classes, split["confusion"], strict=True)]
    return console.sections(
        f"{name}, on {split['n']:,} of {where}",
        sentence(split),
        f"Right: {right_words(split)}.",
        *filter(None, [leak_sentence(split)]),
        *rival_sentences(split),
        "",
        console.table(
            ("class", "precision", "recall", "F1", "photos"),
            [tuple(row[key] for key in keys) for row in split["per_class"]],
        ),
        "",
        "Rows: what the photo is. Columns: what the model said.",
        console.table(("", *classes), matrix),
    )
