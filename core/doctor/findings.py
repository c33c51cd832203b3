"""One thing that was found about a workspace, and the way to repair it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

FEW = 5


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be.

    Parameters
    ----------
    about : str
        What it is about: "database", "copies", "photos", "thumbnails", "leftovers", "caches",
        "trainings", "jobs", "permissions", "space" or "versions".
    sentence : str
        What was found, in plain words.
    serious : bool, optional
        Whether something is wrong; otherwise it is good to know.
    names : tuple of str, optional
        All of what it is about; the sentence names a few.
    repair : callable, optional
        Repairs it and says in a sentence what was done; None where a person has to.
    """

    about: str
    sentence: str
    serious: bool = True
    names: tuple[str, ...] = field(default=(), repr=False)
    repair: Callable[[], str] | None = field(default=None, repr=False, compare=False)

    def document(self) -> dict[str, object]:
        """Return it as a JSON value."""
        return {
            "about": self.about,
            "sentence": self.sentence,
            "serious": self.serious,
            "names": [*self.names],
            "can_be_repaired": self.repair is not None,
        }


def a_few(names: Sequence[str]) -> str:
    """Return the first names as words: ``a, b and 3 more``."""
    shown, more = ", ".join(names[:FEW]), len(names) - FEW
    return f"{shown} and {more:,} more" if more > 0 else shown


def files_in_words(number: int) -> str:
    """Return "1 file", or such as "12 files"."""
    return "1 file" if number == 1 else f"{number:,} files"
