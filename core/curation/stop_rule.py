"""When looking at further suspects is no longer worth it.

The list is sorted, so wrong labels grow rarer the further down one looks. A person goes on while
the last answers still changed something, and may stop once hardly any did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LAST = 20
"""Answers that are looked back on."""

ENOUGH = 1
"""Wrong labels among these from which going on is hardly worth it."""


@dataclass(frozen=True)
class Advice:
    """Whether to go on.

    Parameters
    ----------
    stop : bool
        Whether going on is no longer worth it.
    sentence : str
        Why, for a person.
    """

    stop: bool
    sentence: str


def advise(answers: Sequence[bool], suspects: int, estimated: int) -> Advice:
    """Say whether to look at further suspects.

    Parameters
    ----------
    answers : sequence of bool
        The answers so far, oldest first: True where the label was wrong.
    suspects : int
        How many are left to look at.
    estimated : int
        Wrong labels that are still in the set, by `core.curation.label_errors.estimated_errors`.
    """
    if not suspects:
        return Advice(True, "No label looks wrong. There is nothing to do here.")
    last = answers[-LAST:]
    wrong = sum(last)
    if len(last) == LAST and wrong <= ENOUGH:
        found = "none" if wrong == 0 else "only one"
        return Advice(
            True, f"Of the last {LAST} you looked at, {found} was wrong: you can stop here."
        )
    if len(last) == LAST:
        return Advice(
            False, f"Of the last {LAST} you looked at, {wrong} were wrong: going on is worth it."
        )
    rest = "" if not answers else f" You have looked at {len(answers)} so far."
    wrong = max(estimated, 1)
    about = f"about {wrong:,} labels are wrong" if wrong > 1 else "about one label is wrong"
    return Advice(False, f"The computer guesses that {about}; the surest come first.{rest}")
