"""What a backup holds, and what was put back, in sentences."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Sequence
from pathlib import Path

from core.backup.backing_up import BackedUp
from core.backup.restoring import Restored
from core.counting import photos_in_words

_FEW = 5
"""So many names show which ones are meant."""

_PAGE_WORDS = {
    "A backup is written by: python -m core backup FILE": (
        "A backup is the file that Make a backup writes."
    ),
    "are brought in with import.": "are brought in with Add photos.",
}

_QUOTES = re.compile("(['\u2018-\u201b])")
"""What ends a text in single quotes for PowerShell, unless it stands there twice."""


def backed_up_sentences(done: BackedUp) -> list[str]:
    """Say what is in a backup, and what could not be."""
    said = [f"Backed up: {photos_in_words(done.photos)} with their labels, {_runs(done.runs)}."]
    said += [
        f"{name} was learning meanwhile: put back, it goes on from its last checkpoint."
        for name in done.going
    ]
    return said + _left_out(done.left_out) + _harmed(done.missing, done.changed)


def restored_sentences(done: Restored) -> list[str]:
    """Say what was put back, and what was harmed before."""
    said = [f"Put back: {photos_in_words(done.photos)} with their labels, {_runs(done.runs)}."]
    return [
        *said,
        f"The backup was made on {done.made[:10]} with Mien {done.mien}.",
        *_harmed(done.missing, done.changed),
    ]


def start_with(folder: Path, *, windows: bool = os.name == "nt") -> str:
    """Return the command that starts Mien with a workspace, to be typed in Mien's own folder.

    Parameters
    ----------
    folder : Path
        The workspace; blanks and quotes in its name do no harm.
    windows : bool, optional
        Whether it is for PowerShell, which a terminal on Windows opens, rather than for a POSIX
        shell; left out, for this computer.
    """
    if windows:
        quoted = _QUOTES.sub(r"\1\1", str(folder))
        return f"$env:MIEN_WORKSPACE='{quoted}'; python start.py"
    return f"MIEN_WORKSPACE={shlex.quote(str(folder))} python start.py"


def on_page(sentence: str) -> str:
    """Return a sentence with the words of the page in place of commands."""
    for command, words in _PAGE_WORDS.items():
        sentence = sentence.replace(command, words)
    return sentence


def _left_out(names: Sequence[str]) -> list[str]:
    if not names:
        return []
    why = f"Left out ({len(names):,}), because files of such names could not be put back"
    return [f"{why}: {_a_few(names)}"]


def _a_few(names: Sequence[str]) -> str:
    return ", ".join(names[:_FEW]) + (", and others." if len(names) > _FEW else ".")


def _runs(number: int) -> str:
    return "1 training" if number == 1 else f"{number:,} trainings"


def _harmed(missing: Sequence[str], changed: Sequence[str]) -> list[str]:
    return [
        f"{photos_in_words(len(ids))} {what}: {_a_few([each[:12] for each in ids])}"
        for ids, what in (
            (missing, "had no file any more, or one that cannot be read"),
            (changed, "changed since being kept; what is there now is in the backup"),
        )
        if ids
    ]
