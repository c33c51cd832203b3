"""How a source is opened: in a process under limits, or here where it is bounded anyway."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Protocol, TypeVar

from core.errors import ImportRefused
from core.limited import Died, LimitedProcess

Found = TypeVar("Found")


class Opener(Protocol):
    """Calls a function that reads what came from outside."""

    def __call__(self, name: str, work: Callable[..., Found], *given: Any) -> Found:
        """Return what ``work(*given)`` returns.

        Raises
        ------
        ImportRefused
            If it brings its process down; the sentence names ``name``.
        """


def open_here(name: str, work: Callable[..., Found], *given: Any) -> Found:
    """Call a function in this very process."""
    del name
    return work(*given)


class OpenedElsewhere:
    """Calls functions in a process under limits, so that one that does not end costs its file."""

    def __init__(self) -> None:
        self._process = LimitedProcess()

    def close(self) -> None:
        """End the process."""
        self._process.close()

    def __call__(self, name: str, work: Callable[..., Found], *given: Any) -> Found:
        """Return what ``work(*given)`` returns, as `Opener`."""
        return opened(name, self._process.run(partial(spread, work), [given]))


def opened(name: str, answers: Sequence[Found | Died]) -> Found:
    """Return the one answer of a process under limits; raises ImportRefused if it died."""
    [answer] = answers
    if isinstance(answer, Died):
        raise ImportRefused(f"{name} could not be read.", answer.reason)
    return answer


def spread(work: Callable[..., Found], given: tuple[Any, ...]) -> Found:
    """Call a function with what it takes, given as one."""
    return work(*given)
