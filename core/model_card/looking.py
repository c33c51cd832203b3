"""The section about where it looks."""

from __future__ import annotations

from core.counting import photos_in_words
from core.look_wording import trust_sentence
from core.model_card.blocks import Block, Items, Paragraph, Section
from core.model_card.material import Material

_HEADING = "Where it looks"


def where_it_looks(known: Material) -> Section:
    """Say where in a photo it looks, and whether the maps that show it can be trusted."""
    found = known.looked
    if found is None:
        return Section(_HEADING, [Paragraph(_not_asked(known))])
    shortcut = found["shortcut"]
    blocks: list[Block] = [
        Paragraph(shortcut["sentence"], warning=bool(shortcut["flagged"])),
        Items([told["sentence"] for told in found["average"]]),
        Paragraph(trust_sentence(found["faithfulness"])),
        Paragraph(
            f"Measured on {photos_in_words(found['n'])} it has not learned from. A map shows where "
            "the network looked, which is no proof of why it answered so."
        ),
    ]
    return Section(_HEADING, blocks)


def _not_asked(known: Material) -> str:
    if known.is_starter:
        return (
            "This was not measured: the photos it learned from and was checked on are not part of "
            "Mien."
        )
    return (
        "Nobody has asked yet where it looks. The page See how good shows it under Where does it "
        f"look?, or: python -m core looks {known.run.run_id}. After that this card says it too."
    )
