"""How good a model is and what it is not for, for whoever asks it over HTTP."""

from __future__ import annotations

from pydantic import BaseModel, Field

from core.errors import RunDamaged
from core.evaluation.report import load_report
from core.evaluation.wording import guessing_sentence, leak_sentence, right_words, sentence
from core.model_card.not_for import NOT_FOR
from core.runs.run_directory import RunDirectory


class About(BaseModel):
    """What one should know before one relies on an answer."""

    good: list[str] = Field(description="How good it is, and what stands against that.")
    not_for: list[str] = Field(description="What it must not be used for.")
    card: str = Field(description="The command that writes its model card.")


def about(run: RunDirectory) -> About:
    """Return what one should know about a model, in the words of its card."""
    return About(
        good=_good(run),
        not_for=[*NOT_FOR],
        card=f"python -m core card {run.run_id} --out card.html",
    )


def _good(run: RunDirectory) -> list[str]:
    try:
        report = load_report(run.report)
    except RunDamaged as damaged:
        return [f"How good it is cannot be told. {damaged}"]
    figures = report.get("test") or report["validation"]
    against = (guessing_sentence(figures), leak_sentence(figures))
    return [
        f"{sentence(figures)} Right: {right_words(figures)}.",
        *(each for each in against if each),
    ]
