"""Figures as sentences a person understands at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.evaluation.mix_ups import mix_ups
from core.percent import percent

RIVALS = {
    "hog_svm": "hand-made features (HOG and a linear SVM)",
    "bigger_class": "always naming the bigger class",
}
"""Names of what a network is compared with, in the words of a person."""

_FEW = 20

_ADVICE = (
    "The hand-made features are no worse here: give the network more rounds or more photos, or "
    "choose another network."
)


def sentence(report: Mapping[str, Any]) -> str:
    """Return how good the answers are, and where they fail most, in two or three sentences.

    Validation photos chose which epoch's weights were kept, so their figures flatter the model;
    this is then said as well.

    Parameters
    ----------
    report : mapping
        As `core.evaluation.report.build_report` returns it.

    Returns
    -------
    str
        For example "Of 100 new photos it gets about 91 right, between 89 and 93. Its most
        frequent mistake: 8 of 56 photos labelled sad were taken for happy."
    """
    parts = [_score(report), _worst_mistake(report)]
    if _chose(report):
        parts.insert(1, "These photos also chose the best round, so new ones may do worse.")
    return " ".join(parts)


def guessing_sentence(report: Mapping[str, Any]) -> str:
    """Say where a model may be no better than one that always names the same class.

    Parameters
    ----------
    report : mapping
        As `core.evaluation.report.build_report` returns it.

    Returns
    -------
    str
        Empty where the whole interval lies above what the most frequent class would get.
    """
    supports = [sum(row) for row in report["confusion"]]
    always = max(supports) / report["n"]
    if report["interval"][0] > always:
        return ""
    name = report["classes"][supports.index(max(supports))]
    said = f"always saying {name} would get {percent(always):g} of 100 right"
    if report["n"] < _FEW or report["accuracy"] > always:
        return f"That may still be chance: {said}. More photos to check it on would tell."
    return (
        f"It has not learned to tell them apart: {said} as well. Do not correct labels by its "
        "mistakes; train again, more thoroughly, with more photos or another network."
    )


def right_words(figures: Mapping[str, Any]) -> str:
    """Return a share of right answers with its 95 % interval and the photos it rests on.

    Parameters
    ----------
    figures : mapping
        With ``accuracy``, ``interval`` and ``n``, as reports and
        `core.evaluation.figures.right_answers` have them; the name of a ``split`` is told too.

    Returns
    -------
    str
        For example "93.1 % (91.7 to 94.3 %, 1,440 photos)".
    """
    low, high = (_tenths(end) for end in figures["interval"])
    photos = _photos(figures["n"], figures.get("split"))
    return f"{_tenths(figures['accuracy'])} % ({low} to {high} %, {photos})"


def short_words(figures: Mapping[str, Any]) -> str:
    """Return what `right_words` does in the fewest letters, for a table that names the split.

    Returns
    -------
    str
        For example "93 % (92\N{EN DASH}94) of 1,440".
    """
    low, high = (f"{percent(end):g}" for end in figures["interval"])
    return f"{percent(figures['accuracy']):g} % ({low}\N{EN DASH}{high}) of {figures['n']:,}"


def _photos(number: int, split: str | None) -> str:
    word = "photo" if number == 1 else "photos"
    if split == "test":
        return f"{number:,} test {word}"
    return f"{number:,} {word} kept aside" if split else f"{number:,} {word}"


def leak_sentence(report: Mapping[str, Any]) -> str:
    """Say which of the photos it was checked on it may know by heart; empty where there are none.

    Parameters
    ----------
    report : mapping
        Figures of one split; those of older trainings say nothing about it.

    Returns
    -------
    str
            For example "108 of these 1,548 photos look nearly the same as one it learned from.
        Without them: 93.1 % (91.7 to 94.3 %, 1,440 photos)."
    """
    known = [
        *_known(report, "leaks", "look nearly the same as one it learned from"),
        *_known(report, "seen_before", "are among those the starter model had learned from"),
    ]
    if not known:
        return ""
    rest = report.get("leak_free")
    if not rest:
        return (
            "It knew every one of these photos, or one that looks nearly the same, so they say "
            "little about new ones."
        )
    return f"{'; '.join(known)}. Without them: {right_words(rest)}."


def _known(report: Mapping[str, Any], key: str, words: str) -> list[str]:
    count = len(report.get(key) or [])
    told = words.replace("look", "looks", 1).replace("are", "is", 1) if count == 1 else words
    return [f"{count:,} of these {report['n']:,} photos {told}"] if count else []


def rival_sentences(report: Mapping[str, Any]) -> list[str]:
    """Say what simpler methods make of the same photos; empty for reports of older trainings."""
    rivals = report.get("rivals") or {}
    said = [
        f"{words[0].upper()}{words[1:]}: {right_words(rivals[name])}."
        for name, words in RIVALS.items()
        if name in rivals
    ]
    beaten = rivals and rivals["hog_svm"]["accuracy"] >= report["accuracy"]
    return [*said, _ADVICE] if beaten else said


def _tenths(share: float) -> str:
    return f"{percent(share, 1):g}"


def _score(report: Mapping[str, Any]) -> str:
    low, high = report["interval"]
    if report["n"] < _FEW:
        photos = "photos kept aside" if _chose(report) else "test photos"
        return (
            f"It gets {round(report['accuracy'] * report['n'])} of {report['n']} {photos} right. "
            f"So few photos say little: of 100 it may be {percent(low):g} to {percent(high):g}."
        )
    new = "of these photos" if _mostly_known(report) else "new photos"
    photos = "photos kept aside" if _chose(report) else new
    return (
        f"Of 100 {photos} it gets about {percent(report['accuracy']):g} right, "
        f"between {percent(low):g} and {percent(high):g}."
    )


def _mostly_known(report: Mapping[str, Any]) -> bool:
    known = {
        *(each["id"] for each in report.get("leaks") or []),
        *(report.get("seen_before") or []),
    }
    return bool(2 * len(known) >= report["n"])


def _chose(report: Mapping[str, Any]) -> bool:
    return bool(report["split"] == "validation")


def _worst_mistake(report: Mapping[str, Any]) -> str:
    classes = report["classes"]
    wrong = mix_ups(report["confusion"])
    if not wrong:
        photos = "one photo it was" if report["n"] == 1 else f"{report['n']:,} photos it was"
        return f"It made no mistake on the {photos} tested on."
    worst = wrong[0]
    some = f"{worst.photos:,} of {worst.labelled:,} photos"
    verb = "was" if worst.photos == 1 else "were"
    return (
        f"Its most frequent mistake: {'the one photo' if worst.labelled == 1 else some} labelled "
        f"{classes[worst.truth]} {verb} taken for {classes[worst.answer]}."
    )
