"""What a command says: its answer on standard output, everything else on standard error."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import IO, Any, Protocol

from rich.console import Console, Group, RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text


class Tell(Protocol):
    """Called with how much is done, of how much (None while unknown), and what is being done."""

    def __call__(self, done: int, total: int | None, doing: str = "") -> None:
        """Show it."""


_WIDE = 160
"""Columns where there is no terminal to ask."""

_answers: list[IO[str]] = []


@contextmanager
def own_stdout() -> Iterator[None]:
    """Keep standard output for the answer alone.

    Whatever else writes to it meanwhile, in Python, in a library's native code or in a child
    process, comes out on standard error.
    """
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    encoding = sys.stdout.encoding or "utf-8"
    stream = os.fdopen(os.dup(kept), "w", encoding=encoding, errors="replace")
    _answers.append(stream)
    try:
        yield
    finally:
        _answers.remove(stream)
        stream.close()
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)


def answer(document: Any, text: RenderableType, *, as_json: bool) -> None:
    """Give the one answer of a command.

    Parameters
    ----------
    document : JSON value
        For programs.
    text : str or rich renderable
        For people; a string is shown as it is, without markup.
    as_json : bool
        Whom it is for.
    """
    stream = _answers[-1] if _answers else sys.stdout
    if as_json:
        stream.write(json.dumps(document) + "\n")  # ASCII: whole in every encoding
    else:
        shown = Text(text) if isinstance(text, str) else text
        width = None if stream.isatty() else _WIDE
        screen = Console(file=stream, highlight=False, width=width)
        screen.print(shown, soft_wrap=isinstance(text, str))
    stream.flush()


def say(sentence: str) -> None:
    """Tell a person something beside the answer."""
    Console(stderr=True, highlight=False).print(Text(sentence), soft_wrap=True)


def table(headings: Sequence[str], rows: Sequence[Sequence[object]]) -> Table:
    """Return a plain table; numbers stand right."""
    shown = Table(box=None, pad_edge=False, header_style="bold")
    for index, heading in enumerate(headings):
        numbers = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        shown.add_column(Text(heading), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(_cell(value)) for value in row))
    return shown


def sections(*parts: RenderableType) -> Group:
    """Return parts one under the other, strings without markup."""
    return Group(*(Text(part) if isinstance(part, str) else part for part in parts))


def counts(named: Mapping[str, int]) -> str:
    """Return counts as words: ``"12 happy, 9 sad"``."""
    return ", ".join(f"{count:,} {name}" for name, count in named.items()) or "none"


@contextmanager
def progress(what: str) -> Iterator[Tell]:
    """Show a bar on standard error while the block works.

    Yields
    ------
    callable
        To be told how far the work is.
    """
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=False) as bars:
        bar = bars.add_task(what, total=None)

        def tell(done: int, total: int | None, doing: str = "") -> None:
            bars.update(bar, completed=done, total=total, description=doing or what)

        yield tell
        _complete(bars, bar)


def _complete(bars: Progress, bar: TaskID) -> None:
    """Let the line that stays show all of what was done; none stays that tells of nothing."""
    task = bars.tasks[bar]
    if task.total is not None:
        bars.update(bar, completed=task.total)
    elif task.completed:
        bars.update(bar, total=task.completed)
    else:
        bars.update(bar, visible=False)  # nobody was told of anything


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3g}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return "" if value is None else str(value)
