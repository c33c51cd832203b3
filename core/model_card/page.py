"""A card as one web page: no script, no outside request, light and dark, phone and paper."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from core.model_card.blocks import Block, Cell, Facts, Items, Paragraph, Section, Share, Table
from core.model_card.plain_text import clean

_STYLE = Path(__file__).with_name("page.css")
_NOTHING_FETCHED = "default-src 'none'; style-src 'unsafe-inline'"


def document(title: str, sections: Sequence[Section]) -> str:
    """Return a whole HTML document."""
    drawn = "\n".join(_section(section) for section in sections)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{_NOTHING_FETCHED}">
<meta name="color-scheme" content="light dark">
<title>{_text(title)}</title>
<style>
{_STYLE.read_text("utf-8")}</style>
</head>
<body>
<main>
<h1>{_text(title)}</h1>
{drawn}
</main>
</body>
</html>
"""


def _text(text: str) -> str:
    return escape(clean(text))


def _section(section: Section) -> str:
    blocks = "\n".join(_drawn(block) for block in section.blocks)
    return f"<section>\n<h2>{_text(section.heading)}</h2>\n{blocks}\n</section>"


def _drawn(block: Block) -> str:
    if isinstance(block, Paragraph):
        kind = ' class="warning"' if block.warning else ""
        return f"<p{kind}>{_text(block.text)}</p>"
    if isinstance(block, Items):
        items = "".join(f"<li>{_text(text)}</li>\n" for text in block.texts)
        return f"<ul>\n{items}</ul>"
    if isinstance(block, Facts):
        pairs = (f"<dt>{_text(name)}</dt><dd>{_text(told)}</dd>\n" for name, told in block.pairs)
        return f"<dl>\n{''.join(pairs)}</dl>"
    return _table(block)


def _table(table: Table) -> str:
    shares = any(isinstance(cell, Share) for row in table.rows for cell in row)
    sides = [' class="figure"' if numeric else "" for numeric in table.numeric()]
    named = list(zip(table.headings, sides, strict=True))
    heads = "".join(f'<th scope="col"{side}>{_text(each)}</th>' for each, side in named)
    rows = "".join(f"<tr>{_row(row, named)}</tr>\n" for row in table.rows)
    return (
        f'<div class="wide{" shares" if shares else ""}" tabindex="0"><table>\n'
        f"<caption>{_text(table.caption)}</caption>\n"
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table></div>"
    )


def _row(row: Sequence[Cell], named: Sequence[tuple[str, str]]) -> str:
    first, *others = row
    cells = "".join(
        f'<td data-heading="{_text(heading)}"{side}>{_cell(cell)}</td>'
        for (heading, side), cell in zip(named[1:], others, strict=True)
    )
    return f'<th scope="row">{_cell(first)}</th>{cells}'


def _cell(cell: Cell) -> str:
    return f"{_text(cell.words())}{_bar(cell)}" if isinstance(cell, Share) else _text(cell)


def _bar(share: Share) -> str:
    """Draw a share as a line in its interval, 0 to 100 from left to right."""
    low, width, at = 100 * share.low, 100 * (share.high - share.low), 100 * share.value
    return (
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="all" x="0" y="2.5" width="100" height="1"/>'
        f'<rect class="between" x="{low:.2f}" y="1" width="{max(width, 0.5):.2f}" height="4"/>'
        f'<rect class="at" x="{min(99.0, max(0.0, at - 0.5)):.2f}" y="0" width="1" height="6"/>'
        "</svg>"
    )
