"""A card as Markdown: CommonMark, with the tables that GitHub, GitLab and Hugging Face draw."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.model_card.blocks import Block, Facts, Items, Paragraph, Section, Table, words
from core.model_card.plain_text import clean

_MARKED = re.compile(r"([\\`*_{}\[\]<>|~&$#^=@])")
_LINKED = re.compile(r"(https?|ftp)(:)(?=//)|(www)(\.)", re.IGNORECASE)
_BEGINNING = re.compile(r"^([+-]|\d{1,9}[.)](?=\s|$))")


def escaped(text: str) -> str:
    """Return a text so that every reader of Markdown shows it letter by letter, on one line."""
    safe = _MARKED.sub(r"\\\1", clean(text))
    safe = _LINKED.sub(lambda found: "\\".join(filter(None, found.groups())), safe)
    return _BEGINNING.sub(lambda found: found[1][:-1] + "\\" + found[1][-1], safe)


def document(title: str, sections: Sequence[Section]) -> str:
    """Return a whole Markdown document."""
    parts = [f"# {escaped(title)}"]
    for section in sections:
        parts.append(f"## {escaped(section.heading)}")
        parts += [_drawn(block) for block in section.blocks]
    return "\n\n".join(parts) + "\n"


def _drawn(block: Block) -> str:
    if isinstance(block, Paragraph):
        text = escaped(block.text)
        return f"**{text}**" if block.warning else text
    if isinstance(block, Items):
        return "\n".join(f"- {escaped(text)}" for text in block.texts)
    if isinstance(block, Facts):
        return "\n".join(f"- **{escaped(name)}:** {escaped(told)}" for name, told in block.pairs)
    return _table(block)


def _table(table: Table) -> str:
    rule = ["--:" if numeric else "---" for numeric in table.numeric()]
    rows = [[words(cell) for cell in row] for row in table.rows]
    lines = [[escaped(each) for each in line] for line in (table.headings, *rows)]
    drawn = "\n".join(f"| {' | '.join(line)} |" for line in (lines[0], rule, *lines[1:]))
    return f"{escaped(table.caption)}\n\n{drawn}"
