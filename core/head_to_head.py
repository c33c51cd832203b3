"""One training beside the one before it and beside simpler ways, photo by photo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.counting import photos_in_words
from core.evaluation.figures import right_answers
from core.evaluation.judged import Judged
from core.evaluation.pairing import SamePhotos, difference, difference_sentence, same_photos
from core.evaluation.wording import RIVALS
from core.runs.run_directory import RunDirectory

_THIS = "This model"


@dataclass(frozen=True)
class Meeting:
    """What came of asking somebody else about the same photos.

    Parameters
    ----------
    other : {"before", "hog_svm", "bigger_class"}
        Who: the training before, hand-made features, or always the bigger class.
    name : str
        The same for a person.
    figures : dict or None
        How often the other is right on the photos that both answered, as
        `core.evaluation.figures.right_answers` has it; None where they share none.
    found : dict or None
        How the two differ there, as `core.evaluation.pairing.difference` has it; None where what
        the other said about each photo is not known.
    sentence : str
        All of it for a person.
    """

    other: str
    name: str
    figures: dict[str, Any] | None
    found: dict[str, Any] | None
    sentence: str


@dataclass(frozen=True)
class _Pair:
    """Which photos each of two got right; without arrays, why that is not known."""

    other: str
    name: str
    figures: dict[str, Any] | None
    right: tuple[NDArray[np.bool_], NDArray[np.bool_]] | None
    words: str = ""


def run_before(run: RunDirectory, runs: Sequence[RunDirectory]) -> RunDirectory | None:
    """Return the newest earlier training with a model of the same classes, None without any."""
    earlier = (each for each in runs if each.run_id < run.run_id and each.finished)
    same = [each for each in earlier if sorted(each.classes) == sorted(run.classes)]
    return max(same, key=lambda each: each.run_id, default=None)


def meetings(
    answered: Judged,
    predictions: Sequence[Mapping[str, Any]],
    rivals: Mapping[str, Any] | None,
    before: RunDirectory | None,
    before_predictions: Sequence[Mapping[str, Any]] | None = None,
) -> list[Meeting]:
    """Compare a training with others on the same photos, by McNemar's exact test.

    The more others there are, the surer each difference has to be (Bonferroni).

    Parameters
    ----------
    answered : Judged
        What the training said about the photos it is judged by.
    predictions : sequence of mapping
        All its predictions, as `core.evaluation.report.load_predictions` returns them.
    rivals : mapping or None
        What its report says about simpler ways; None for those that did not look at any.
    before : RunDirectory or None
        The training before, as `run_before` finds it.
    before_predictions : sequence of mapping or None
        Its predictions; None where they cannot be read.

    Returns
    -------
    list of Meeting
        The training before first, if there is one.
    """
    known = rivals or {}
    pairs = [_with_rival(answered, name, known[name]) for name in RIVALS if name in known]
    if before is not None:
        pairs.insert(0, _with_before(answered, predictions, before, before_predictions))
    tests = sum(pair.right is not None for pair in pairs)
    return [_met(pair, tests) for pair in pairs]


def _met(pair: _Pair, tests: int) -> Meeting:
    if pair.right is None:
        return Meeting(pair.other, pair.name, pair.figures, None, pair.words)
    found = difference(*pair.right, tests)
    said = " ".join(filter(None, [difference_sentence(pair.name, _THIS, found), pair.words]))
    return Meeting(pair.other, pair.name, pair.figures, found, said)


def _with_rival(answered: Judged, name: str, known: Mapping[str, Any]) -> _Pair:
    figures = {key: known[key] for key in ("n", "accuracy", "interval")}
    said = _answers_of(answered, known)
    if said is None:
        words = (
            f"What {RIVALS[name]} said about each photo was not kept by this training, so the two "
            "can only be compared as a whole. Later trainings keep it."
        )
        return _Pair(name, RIVALS[name], figures, None, words)
    return _Pair(name, RIVALS[name], figures, (said == answered.true, answered.right))


def _answers_of(answered: Judged, known: Mapping[str, Any]) -> NDArray[np.int64] | None:
    """Return the class a rival named for each photo; None where nobody kept that."""
    if "class_index" in known:
        return np.full(answered.n, known["class_index"], np.int64)
    kept = known.get("answers")
    return np.array(kept, np.int64) if kept is not None and len(kept) == answered.n else None


def _with_before(
    answered: Judged,
    predictions: Sequence[Mapping[str, Any]],
    before: RunDirectory,
    before_predictions: Sequence[Mapping[str, Any]] | None,
) -> _Pair:
    name = f"the training before ({before.name})"
    if before_predictions is None:
        words = f"What {name} said about each photo is damaged, so it is not compared."
        return _Pair("before", name, None, None, words)
    photos = same_photos(
        [before_predictions, predictions], [before.classes, answered.classes], answered.split
    )
    if not photos.ids:
        words = f"T{name[1:]} was checked on no photo that this one was checked on."
        return _Pair("before", name, None, None, words)
    figures = right_answers(photos.truth, photos.answers[0])
    first, second = photos.right
    return _Pair("before", name, figures, (first, second), _which(photos, answered.n))


def _which(photos: SamePhotos, n: int) -> str:
    """Say which photos were left out; nothing where both were checked on the very same."""
    parts = []
    if len(photos.ids) < n:
        parts.append(f"Both were checked on {len(photos.ids):,} of these {photos_in_words(n)}.")
    if photos.relabelled:
        parts.append(f"Left out: {photos.relabelled:,} whose label was changed in between.")
    return " ".join(parts)
