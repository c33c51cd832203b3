"""What may be said of a face or a photo: its expression, or why rather nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from core.percent import percent_words

_MOST_NAMED = 5


class Verdict(StrEnum):
    """The kinds of answer there are."""

    LOOKS = "looks"
    NOT_SURE = "not sure"
    NO_FACE = "no face found"
    STRANGE = "unlike anything it was trained on"


@dataclass(frozen=True)
class Answer:
    """What a model says about one face, or about one whole photo.

    Parameters
    ----------
    probabilities : dict of str to float
        By class name, in the order of the class list; each 0..1, together 1.
    verdict : Verdict
        Whether that may be taken for an answer.
    possible : tuple of str
        The classes it may be, where it is not sure.
    """

    probabilities: dict[str, float]
    verdict: Verdict = Verdict.LOOKS
    possible: tuple[str, ...] = ()

    @property
    def answer(self) -> str:
        """The most probable class, the first among equals."""
        return max(self.probabilities, key=self.probabilities.__getitem__)

    @property
    def guess(self) -> str | None:
        """The most probable class where lists and pictures may name it and its share, else None.

        There it would be believed, whatever stood beside it. Of a photo unlike anything learned
        from only `explanation` tells the class, together with how little it is worth.
        """
        return self.answer if self.verdict in (Verdict.LOOKS, Verdict.NOT_SURE) else None

    def headline(self) -> str:
        """Return the answer in a few words, such as "Looks happy" or "Not sure: happy or sad"."""
        if self.verdict is Verdict.LOOKS:
            return f"Looks {self.answer}"
        if self.verdict is Verdict.NOT_SURE:
            return f"Not sure: {_either(self._named())}"
        if self.verdict is Verdict.NO_FACE:
            return "No face found"
        return "Unlike anything it was trained on"

    def _named(self) -> Sequence[str]:
        """Return what it may be: the likeliest, and how many more, where they are very many."""
        if len(self.possible) <= _MOST_NAMED:
            return self.possible
        surest = sorted(self.possible, key=lambda name: -self.probabilities[name])
        shown = surest[: _MOST_NAMED - 1]
        return [*shown, f"one of {len(surest) - len(shown):,} others"]

    def explanation(self) -> str:
        """Return why, in one or two sentences."""
        share = percent_words(self.probabilities[self.answer])
        leaning = f"{self.answer} ({share})"
        if self.verdict is Verdict.LOOKS:
            return f"It is {share} sure."
        if self.verdict is Verdict.NOT_SURE:
            return f"It leans towards {leaning}, and that is too little for an answer."
        if self.verdict is Verdict.NO_FACE:
            return "This model was taught on faces. Try a photo that shows the face."
        return (
            "This resembles none of the photos it has learned from, so its answer would be worth "
            f"little. It would say {leaning}."
        )


def verdict_of(*, no_face: bool, strange: bool, sure: bool) -> Verdict:
    """Return what may be said; the first of these that holds decides.

    Parameters
    ----------
    no_face : bool
        Whether a face was looked for in vain.
    strange : bool
        Whether it resembles nothing that was learned from.
    sure : bool
        Whether the probability is enough for an answer.
    """
    if no_face:
        return Verdict.NO_FACE
    if strange:
        return Verdict.STRANGE
    return Verdict.LOOKS if sure else Verdict.NOT_SURE


def answer_from(classes: Sequence[str], told: Mapping[str, Any]) -> Answer:
    """Return what the process that holds models said.

    Parameters
    ----------
    classes : sequence of str
        The K class names.
    told : mapping
        ``row`` (K probabilities), ``verdict`` and ``possible`` (positions of classes).
    """
    return Answer(
        dict(zip(classes, told["row"], strict=True)),
        Verdict(told["verdict"]),
        tuple(classes[at] for at in told["possible"]),
    )


def _either(names: Sequence[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
