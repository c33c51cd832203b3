"""Kinds of photos that a model gets right more or less often than the others.

Each kind ("slice") is told with its interval; it is called different only where that is more than
chance, corrected for how many slices were looked at. Without that, looking at enough of them always
finds one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.evaluation.figures import right_answers
from core.evaluation.fisher import fisher_exact
from core.evaluation.holm import holm
from core.evaluation.pairing import SURE
from core.evaluation.validation import check_same_length
from core.percent import percent

FEWEST = 30
"""Photos a slice needs, and the others beside it, before anything is said about it."""

PHRASES = {
    "brightness": "{} photos",
    "sharpness": "{} photos",
    "colour": "{} photos",
    "file type": "{} photos",
    "face size": "photos with a {} face",
    "faces": "photos with {}",
    "folder": "photos from {}",
    "import": "photos imported with {}",
}
"""How the categories of a fact are said; those of any other as "photos with FACT: CATEGORY"."""

_TWO = 2

Facts = Mapping[str, Sequence[str | None]]


def slices(right: ArrayLike, facts: Facts) -> list[dict[str, Any]]:
    """Compare every kind of photo with all others, ready for JSON.

    Parameters
    ----------
    right : array_like of bool, shape (N,)
        Whether the answer to each photo is right.
    facts : mapping of str to sequence of str or None
        For each fact (such as "brightness") the category of each photo (such as "darker"), in
        the order of ``right``; None where it is not known, which leaves the photo out of this fact.

    Returns
    -------
    list of dict
        ``fact``, ``category``, ``n``, ``accuracy`` and ``interval`` (as
        `core.evaluation.figures` has them), ``others`` (the same three for all other photos whose
        category is known, or None without any), ``p`` (Fisher's exact test after Holm's correction
        over all tests, or None; the two slices of a fact with two categories are one test) and
        ``verdict``: "too few photos" below `FEWEST`, "too few others" where the rest is, both
        without a test; "worse" or "better" where ``p`` is below `core.evaluation.pairing.SURE`;
        else "no difference found". In the order of the facts, and of the categories' names.

    Raises
    ------
    ValueError
        If a fact does not name as many photos as there are answers.
    """
    hits = np.asarray(right, dtype=bool)
    found = [row for fact, known in facts.items() for row in _slices(hits, fact, known)]
    tests = _tests(found)
    for rows, p in zip(tests, holm([_p_value(rows[0]) for rows in tests]), strict=True):
        for row in rows:
            row["p"], row["verdict"] = p, _verdict(row, p)
    return found


def slice_sentences(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """Say of each slice that differs how far, the worst first; of two halves only the worse.

    Parameters
    ----------
    found : sequence of mapping
        As `slices` returns them.

    Returns
    -------
    list of str
        For example "It gets 71 of 100 darker photos right, 93 of 100 of the others; that is more
        than chance." Empty where none differs.
    """
    halved = _halved(found)
    sure = [
        row
        for row in found
        if row["verdict"] == "worse" or (row["verdict"] == "better" and row["fact"] not in halved)
    ]
    return [_sentence(row) for row in sorted(sure, key=lambda row: float(row["accuracy"]))]


def slice_name(row: Mapping[str, Any]) -> str:
    """Return what the photos of a slice are called, such as "darker photos"."""
    phrase = PHRASES.get(row["fact"])
    if phrase is None:
        return f"photos with {row['fact']}: {row['category']}"
    return phrase.replace("{}", row["category"])


def worst_first(found: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the slices with enough photos: worse ones, then the others, each by accuracy."""
    told = [dict(row) for row in found if row["verdict"] != "too few photos"]
    return sorted(told, key=lambda row: (row["verdict"] != "worse", float(row["accuracy"])))


def _slices(
    hits: NDArray[np.bool_], fact: str, known: Sequence[str | None]
) -> list[dict[str, Any]]:
    check_same_length(len(hits), len(known), f"Answers and the fact {fact!r}")
    categories = sorted({each for each in known if each is not None})
    number = {category: at for at, category in enumerate(categories)}
    codes = np.array([-1 if each is None else number[each] for each in known], dtype=np.int64)
    return [
        _slice(hits[codes == at], hits[(codes != at) & (codes >= 0)], fact, category)
        for at, category in enumerate(categories)
    ]


def _halved(found: Sequence[Mapping[str, Any]]) -> set[str]:
    """Return the facts with two categories: each is all the others of the other."""
    categories = Counter(row["fact"] for row in found)
    return {fact for fact, number in categories.items() if number == _TWO}


def _tests(found: Sequence[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Return the slices to be tested, those together that the same test is about."""
    halved, tests = _halved(found), dict[tuple[str, ...], list[dict[str, Any]]]()
    for row in found:
        if row["verdict"] is None:
            alone = (row["fact"], row["category"])
            tests.setdefault(alone[:1] if row["fact"] in halved else alone, []).append(row)
    return list(tests.values())


def _slice(
    inside: NDArray[np.bool_], others: NDArray[np.bool_], fact: str, category: str
) -> dict[str, Any]:
    verdict = None
    if len(inside) < FEWEST:
        verdict = "too few photos"
    elif len(others) < FEWEST:
        verdict = "too few others"
    return {
        "fact": fact,
        "category": category,
        **_share(inside),
        "others": _share(others) if len(others) else None,
        "p": None,
        "verdict": verdict,
    }


def _share(hits: NDArray[np.bool_]) -> dict[str, Any]:
    return right_answers(np.ones(len(hits), dtype=bool), hits)


def _p_value(row: Mapping[str, Any]) -> float:
    others = row["others"]
    right, right_others = (round(each["accuracy"] * each["n"]) for each in (row, others))
    return fisher_exact(right, row["n"], right_others, others["n"])


def _verdict(row: Mapping[str, Any], p: float) -> str:
    if p >= SURE:
        return "no difference found"
    return "worse" if row["accuracy"] < row["others"]["accuracy"] else "better"


def _sentence(row: Mapping[str, Any]) -> str:
    return (
        f"It gets {percent(row['accuracy']):g} of 100 {slice_name(row)} right, "
        f"{percent(row['others']['accuracy']):g} of 100 of the others; that is more than chance."
    )
