"""The sections about figures: what they mean, how good it is, and for which photos less so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.evaluation.calibration import calibration_sentence
from core.evaluation.refusing import refusing_sentences
from core.evaluation.slices import slice_name, slice_sentences, worst_first
from core.evaluation.wording import rival_sentences
from core.model_card.blocks import Block, Items, Paragraph, Section, Share, Table
from core.model_card.material import Material
from core.run_figures import few_sentence

_NO_ANSWERS = "What it said about each photo was not kept, so this cannot be told."

_MEASURES = (
    "Right: the share of photos whose answer is as they were labelled.",
    "Found (recall): of the photos of a kind, the share that it answered so.",
    "True where it says so (precision): of the photos it answered so, the share that are.",
    "F1: the harmonic mean of the two, 0 to 1.",
    (
        "In brackets stands the interval in which the true share lies in 95 of 100 such checks "
        "(Wilson 1927, doi:10.1080/01621459.1927.10502953). Few photos make it wide."
    ),
)


def measures() -> Section:
    """Say what the figures mean."""
    return Section("How it was measured", [Items(_MEASURES)])


def how_good(known: Material) -> Section:
    """Say how often it is right, kind by kind, and beside simpler ways."""
    blocks: list[Block] = [_per_class(known), _confusion(known)]
    rivals = rival_sentences(known.figures)
    if rivals:
        blocks += [Paragraph("Simpler ways, on the same photos:"), Items(rivals)]
    return Section("How good it is", blocks)


def percentages(known: Material) -> Section:
    """Say whether its percentages can be believed, and what "not sure" brings."""
    found = known.more["calibration"] if known.more else None
    said = calibration_sentence(found) if found else _why_not(known)
    blocks = [_bins(found, known)] if found else []
    sure = _refusing(known)
    return Section("Can its percentages be believed?", [Paragraph(said), *blocks, *sure])


def weaker(known: Material) -> Section:
    """Say for which groups of photos it is right less often."""
    heading = "Where it is weaker"
    if known.more is None:
        return Section(heading, [Paragraph(_NO_ANSWERS)])
    if known.set_missing:
        told = f"Groups of photos cannot be told apart. {known.set_missing}"
        return Section(heading, [Paragraph(told)])
    rows = worst_first(known.more["slices"])
    few = [each for each in known.more["slices"] if each["verdict"] == "too few photos"]
    said = slice_sentences(known.more["slices"])
    if rows and not said:
        said = ["No group of photos is worse than the others by more than chance."]
    if few:
        said.append(f"Too few to say anything: {', '.join(map(_few_words, few))}.")
    said = said or ["Nothing tells these photos apart but what they show."]
    blocks: list[Block] = [Paragraph(" ".join(said))]
    if rows:
        blocks.append(_slices(rows))
    return Section(heading, [*blocks, Paragraph(_PEOPLE)])


_PEOPLE = (
    "Whether it is right less often for some groups of people is not known: Mien guesses nothing "
    "about people. Who has a table of groups can compare them with: "
    "python -m core report RUN --groups TABLE.csv"
)


def _why_not(known: Material) -> str:
    return few_sentence(known.answers.tested.n) if known.answers else _NO_ANSWERS


def _per_class(known: Material) -> Table:
    confusion = known.figures["confusion"]
    rows = [
        (
            row["label"],
            f"{row['support']:,}",
            Share.of(confusion[at][at], row["support"]) or "no photo",
            Share.of(confusion[at][at], sum(line[at] for line in confusion)) or "never said",
            f"{row['f1']:.3f}",
        )
        for at, row in enumerate(known.figures["per_class"])
    ]
    headings = ("kind", "photos", "found", "true where it says so", "F1")
    return Table(headings, rows, "Each kind by itself.")


def _confusion(known: Material) -> Table:
    lines = zip(known.figures["classes"], known.figures["confusion"], strict=True)
    rows = [(label, *(f"{each:,}" for each in counts)) for label, counts in lines]
    headings = ("", *known.figures["classes"])
    return Table(headings, rows, "Rows: how the photo was labelled. Columns: what it said.")


def _bins(found: Mapping[str, Any], known: Material) -> Table:
    rows = [
        (
            f"{100 * each['confidence']:.1f} %",
            f"{each['n']:,}",
            Share.of(round(each["accuracy"] * each["n"]), int(each["n"])) or "",
        )
        for each in found["bins"]
    ]
    done = f" {known.certainty.temperature_sentence()}" if known.certainty else ""
    caption = (
        "How sure it says it is, and how right: what counts is how far the two lie apart."
        f"{done} Brier score {found['brier']:.3f}, expected calibration error {found['ece']:.3f}, "
        f"of which chance alone brings {found['noise_floor']:.3f}."
    )
    return Table(("it says", "photos", "right"), rows, caption)


def _refusing(known: Material) -> list[Block]:
    found = known.more["refusing"] if known.more else None
    if found:
        return [Paragraph("If it may say: not sure:"), Items(refusing_sentences(found))]
    return [Paragraph(known.certainty.sentence())] if known.certainty else []


def _few_words(row: Mapping[str, Any]) -> str:
    return f"{slice_name(row)} ({row['n']:,})"


def _slices(rows: list[dict[str, float]]) -> Table:
    return Table(
        ("group of photos", "photos", "right", "beside the others"),
        [
            (
                slice_name(row),
                f"{row['n']:,}",
                Share.of(round(row["accuracy"] * row["n"]), int(row["n"])) or "",
                str(row["verdict"]),
            )
            for row in rows
        ],
        "Groups of photos, the worse ones first. Each is told apart from chance by Fisher's exact "
        "test, corrected after Holm for how many were looked at.",
    )
