"""What a card is made of: plain texts, lists and tables, drawn later as Markdown or as a page.

Texts carry no markup: whatever a person wrote (names of classes, folders, imports) is escaped where
it is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from core.evaluation.metrics import wilson_interval
from core.percent import percent


@dataclass(frozen=True)
class Share:
    """A share with its interval.

    Parameters
    ----------
    value, low, high : float
        0 to 1; the interval is Wilson's, 95 %.
    """

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, hits: int, n: int) -> Share | None:
        """Return the share of ``hits`` among ``n``, None where there is nothing to share."""
        return cls(hits / n, *wilson_interval(hits, n)) if n else None

    def words(self) -> str:
        """Return such as "93.1 % (91.7 to 94.3 %)"."""
        value, low, high = (f"{percent(each, 1):g}" for each in (self.value, self.low, self.high))
        return f"{value} % ({low} to {high} %)"


_FIGURE = re.compile(r"[\d.,]+( %)?")

Cell = str | Share


def words(cell: Cell) -> str:
    """Return what stands in a cell."""
    return cell.words() if isinstance(cell, Share) else cell


@dataclass(frozen=True)
class Paragraph:
    """A few sentences.

    Parameters
    ----------
    text : str
        Plain.
    warning : bool
        Whether nobody may overlook it.
    """

    text: str
    warning: bool = False


@dataclass(frozen=True)
class Items:
    """Sentences one under the other."""

    texts: Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Names and what belongs to them."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """Rows under headings.

    Parameters
    ----------
    headings : sequence of str
        One for each column; the first column names the rows.
    rows : sequence of sequence of str or Share
        As wide as the headings.
    caption : str
        What the table shows.
    """

    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    caption: str

    def numeric(self) -> list[bool]:
        """Return of each column whether all of it are figures, which stand on the right."""
        return [
            all(isinstance(cell, Share) or _FIGURE.fullmatch(cell) for cell in column)
            for column in zip(*self.rows, strict=True)
        ]


Block = Paragraph | Items | Facts | Table


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it."""

    heading: str
    blocks: Sequence[Block]
