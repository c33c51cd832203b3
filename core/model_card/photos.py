"""The sections about photos: those it learned from, and those it was checked on."""

from __future__ import annotations

import re
from collections import Counter

from core.counting import photos_in_words
from core.model_card.blocks import Block, Items, Paragraph, Section, Table
from core.model_card.material import Material
from core.percent import percent_words
from core.runs.judged import judged_split
from core.runs.run_files import SPLITS

_STARTER = "It came with Mien. This is what came along with it:"
_MARKS = re.compile(r"\*\*|`")
_UNKNOWN = (
    "Who is in the photos, how old they are and where they live is not known, and nothing is "
    "guessed about it. Nor does Mien know whether everybody in them agreed."
)
_LABELS = (
    "Right means: as the photo was labelled. Labels are what people said about a photo, and they "
    "can be wrong."
)
_HEADINGS = ("", "to learn from", "kept aside", "final test", "all")


def learned_from(known: Material) -> Section:
    """Say how many photos there were of each kind, where from, and what was left out."""
    if known.is_starter:
        return Section("Photos it learned from", [Paragraph(_STARTER), *_told_along(known)])
    blocks: list[Block] = [Paragraph(_balance(known)), _counts(known), *_sources(known)]
    notes = dict.fromkeys([*known.run.notes, *known.state.notes])
    left_out = len(known.state.missing)
    if left_out:
        notes[f"{photos_in_words(left_out)} could not be read and took no part."] = None
    blocks += [Items([*notes])] if notes else []
    return Section("Photos it learned from", [*blocks, Paragraph(_UNKNOWN)])


def checked_on(known: Material) -> Section:
    """Say which photos the figures rest on."""
    number = photos_in_words(known.figures["n"])
    if known.is_starter:
        text = f"The figures below rest on {number}; it did not learn from them."
    elif known.figures["split"] == "test":
        text = (
            f"The figures below rest on {number} of the final test, put aside before it learned. "
            "It did not learn from them, and they decided nothing."
        )
    else:
        text = (
            f"There was no final test. The figures below rest on {number} kept aside, which also "
            "chose the best round, so new photos may do worse."
        )
    return Section("Photos it was checked on", [Paragraph(f"{text} {_LABELS}")])


def _told_along(known: Material) -> list[Block]:
    """Return the paragraphs of the text in the starter model's folder, without its marks."""
    try:
        text = (known.run.path / "README.md").read_text("utf-8")
    except OSError:
        return [Paragraph("Its text is missing.")]
    parts = [_MARKS.sub("", part) for part in text.split("\n\n") if not part.startswith("#")]
    return [Paragraph(part) for part in parts]


def _balance(known: Material) -> str:
    learned = Counter(each.class_index for each in known.run.pictures if each.split == "train")
    total = sum(learned.values())
    shares = ", ".join(
        f"{percent_words(learned[at] / total)} {label}"
        for at, label in enumerate(known.run.classes)
    )
    uneven = known.run.config.class_weights and len(set(learned.values())) > 1
    weighed = " Rarer kinds counted more while it learned." if uneven else ""
    return f"It learned from {_seen(total, on_faces=known.on_faces)}: {shares}.{weighed}"


def _seen(number: int, *, on_faces: bool) -> str:
    if not on_faces:
        return photos_in_words(number)
    return "1 face" if number == 1 else f"{number:,} faces"


def _counts(known: Material) -> Table:
    counts = Counter((each.class_index, each.split) for each in known.run.pictures)
    rows = [
        (label, *_row([counts[at, split] for split in SPLITS]))
        for at, label in enumerate(known.run.classes)
    ]
    columns = [sum(counts[at, split] for at in range(len(known.run.classes))) for split in SPLITS]
    what = "Faces" if known.on_faces else "Photos"
    caption = f"{what} of each kind. It is judged by those of the {_judged(known)}."
    return Table(_HEADINGS, [*rows, ("all", *_row(columns))], caption)


def _judged(known: Material) -> str:
    return "final test" if judged_split(known.run) == "test" else "ones kept aside"


def _row(counts: list[int]) -> list[str]:
    return [f"{each:,}" for each in (*counts, sum(counts))]


def _sources(known: Material) -> list[Block]:
    if known.set_missing:
        return [Paragraph(f"Where the photos came from cannot be told. {known.set_missing}")]
    rows = [(name or "without a name", f"{number:,}") for name, number in known.sources.items()]
    blocks: list[Block] = [Table(("import", "photos"), rows, "Where the photos came from.")]
    if known.gone:
        gone = photos_in_words(known.gone)
        blocks.append(Paragraph(f"The set does not hold {gone} of this training any more."))
    return blocks
