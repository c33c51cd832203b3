"""The second half of ``report``: whether percentages hold, refusing, slices, and the others."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from core.commands import console
from core.dataset.store import DatasetStore
from core.errors import ImportRefused
from core.evaluation.calibration import calibration_sentence
from core.evaluation.certainty import Certainty
from core.evaluation.refusing import refusing_sentences
from core.evaluation.report import load_predictions
from core.evaluation.slices import slice_name, slice_sentences, worst_first
from core.evaluation.wording import right_words
from core.group_table import group_facts, read_groups
from core.head_to_head import Meeting
from core.learned_rounds import rounds_sentence
from core.run_figures import Answers, answers_of, few_sentence, met, more_figures
from core.runs.run_directory import RunDirectory, list_runs
from core.slice_facts import Facts, slice_facts, with_groups
from core.workspace import Workspace


@dataclass(frozen=True)
class More:
    """What is said beyond the report.

    Parameters
    ----------
    n : int
        Photos it is judged by.
    temperature : str
        What was done to its percentages, in words; empty for a training from before that.
    calibration, refusing, slices
        As `core.run_figures.more_figures` returns them.
    groups : list of str
        What became of the table of groups, in words; empty without one.
    compared : list of Meeting
        As `core.run_figures.met` returns them.
    rounds : str
        Which round became the model.
    """

    n: int
    temperature: str
    calibration: dict[str, Any] | None
    refusing: dict[str, Any] | None
    slices: list[dict[str, Any]]
    groups: list[str]
    compared: list[Meeting]
    rounds: str


def figures_of(
    workspace: Workspace, run: RunDirectory, report: dict[str, Any], groups: Path | None
) -> More | None:
    """Compute what is said beyond the report; None for the starter model, which kept no answers.

    Raises
    ------
    RunDamaged
        If what a training said cannot be read.
    ImportRefused
        If the table of groups is none.
    """
    if not run.predictions.exists() and not run.events.exists():
        return None
    answers = answers_of(load_predictions(run.predictions), run.classes)
    if answers is None:
        return None
    facts, told = _facts(workspace, answers, groups)
    aside = sum(each.split == "validation" for each in run.pictures)
    now = run.state()
    certainty = Certainty.load(run.certainty)
    figures = report.get("test") or report["validation"]
    return More(
        n=answers.tested.n,
        temperature=certainty.temperature_sentence() if certainty else "",
        groups=told,
        compared=met(run, answers, figures, list_runs(workspace)),
        rounds=rounds_sentence(now.history, now.best_epoch, aside),
        **more_figures(answers, facts),
    )


def in_words(more: More) -> list[RenderableType]:
    """Return the same for a person."""
    said = [each.sentence for each in more.compared]
    return [
        *_headed("Photo by photo", said),
        *_headed("Can its percentages be believed?", _calibration(more)),
        *_headed("What if it may say: not sure?", _refusing(more)),
        *_headed("Where is it weaker?", [*more.groups, *_slices(more)]),
        *_headed("How it learned", [more.rounds] if more.rounds else []),
    ]


def _facts(workspace: Workspace, answers: Answers, groups: Path | None) -> tuple[Facts, list[str]]:
    table = _table(groups) if groups else None
    keys = answers.tested.ids
    with DatasetStore.open(workspace) as store:
        with console.progress("Looking at the photos") as tell:
            facts = slice_facts(workspace, store, keys, answers.tested.classes, tell)
        if table is None:
            return facts, []
        found = group_facts(table, store.pictures(limit=store.count()), keys)
    return with_groups(facts, found.facts), list(found.sentences)


def _table(groups: Path) -> Any:
    try:
        data = groups.read_bytes()
    except OSError as error:
        raise ImportRefused(
            f"{groups} cannot be read.", advice="Check the path to the table of groups."
        ) from error
    return read_groups(data, groups.name)


def _headed(heading: str, parts: list[RenderableType] | list[str]) -> list[RenderableType]:
    return ["", heading, *parts] if parts else []


def _calibration(more: More) -> list[str]:
    found, scaled = more.calibration, [more.temperature] if more.temperature else []
    if found is None:
        return [*scaled, few_sentence(more.n)]
    figures = (
        f"Brier score {found['brier']:.3f}, expected calibration error {found['ece']:.3f}, "
        f"of which chance alone brings {found['noise_floor']:.3f}."
    )
    return [*scaled, calibration_sentence(found), figures]


def _refusing(more: More) -> list[str]:
    if more.refusing is None:
        return [few_sentence(more.n)]
    return refusing_sentences(more.refusing)


def _slices(more: More) -> list[RenderableType]:
    told = worst_first(more.slices)
    few = len(more.slices) - len(told)
    rows = [(slice_name(row), right_words(row), row["verdict"]) for row in told]
    said: list[RenderableType] = [*slice_sentences(more.slices)]
    if told and not said:
        said.append("No kind of photo is worse than the others by more than chance.")
    if rows:
        said.append(console.table(("photos", "right", "beside the others"), rows))
    if few:
        kinds = "1 more kind has" if few == 1 else f"{few:,} more kinds have"
        said.append(f"{kinds} too few photos to say anything.")
    return said
