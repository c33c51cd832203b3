"""Twenty people at work on one app, and tabs that are only open: what each waits for.

A person looks a few seconds, then does one thing: mostly another label, sometimes the next page of
photos, now and then another page of the app and back again.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any, Self

from benchmarks.labelling import PAGE, Labelling
from benchmarks.visitors import Visitor

THINK = (2.0, 6.0)
_MIX = {"label": 70, "turn": 20, "visit": 10}
_PAGES = ("", "photos", "train", "results")
_IDLE_PAGES = ("", "label", "results")


@dataclass
class Tally:
    """What people waited for, in seconds, by what they did."""

    saves: list[float] = field(default_factory=list)
    turns: list[float] = field(default_factory=list)
    pages: dict[str, list[float]] = field(default_factory=dict)

    def page(self, name: str, seconds: float) -> None:
        """Add the time of a page."""
        self.pages.setdefault(name, []).append(seconds)


class Person:
    """Somebody who labels their share of the photos and looks round the app.

    Parameters
    ----------
    number : int
        Which one; also the seed of what they do.
    tab : Visitor
        Their tab.
    share : sequence of str
        Their photos, in the order of their names.
    """

    def __init__(self, number: int, tab: Visitor, share: Sequence[str]) -> None:
        self.desk = Labelling(tab, f"Person {number + 1}")
        self._tab, self._share = tab, share
        self._chance = random.Random(number)

    async def come(self) -> None:
        """Open the label page, give a name, go to the photos that are theirs."""
        await self.desk.open()
        await self.desk.sign()
        await self.desk.turn(self._share[0])

    async def work(self, tally: Tally, end: asyncio.Event) -> None:
        """Do one thing after the other until the end."""
        await asyncio.sleep(self._chance.uniform(0, THINK[1]))
        while not end.is_set():
            [what] = self._chance.choices([*_MIX], [*_MIX.values()])
            if what == "label":
                tally.saves.append(await self.desk.label())
                await self.desk.rest()
            elif what == "turn":
                tally.turns.append(await self.desk.turn(self._chance.choice(self._share[:-PAGE])))
            else:
                await self._visit(tally)
            await self._think()

    async def _visit(self, tally: Tally) -> None:
        page = self._chance.choice(_PAGES)
        tally.page(page or "home", await self._tab.open(page))
        await self._think()
        tally.page("label", await self.desk.open())

    async def _think(self) -> None:
        await asyncio.sleep(self._chance.uniform(*THINK))


class Crowd:
    """People and open tabs; they come inside an ``async with`` block and go with it.

    Parameters
    ----------
    port : int
        Where the app listens.
    shares : sequence of sequence of str
        The photos of each person, in the order of their names.
    idle : int
        Tabs that are open beside them.
    """

    def __init__(self, port: int, shares: Sequence[Sequence[str]], idle: int) -> None:
        self._port = port
        self._idle = idle
        self._tabs: list[Visitor] = []
        self._shares = shares
        self._people: list[Person] = []
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Let everybody come, one after the other."""
        for number, share in enumerate(self._shares):
            person = Person(number, await self._tab(), share)
            await person.come()
            self._people.append(person)
        for number in range(self._idle):
            await self.watch(_IDLE_PAGES[number % len(_IDLE_PAGES)])
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let everybody go."""
        await self._stack.aclose()

    async def watch(self, page: str) -> None:
        """Let one more tab stand open at a page."""
        await (await self._tab()).open(page)

    async def work(self, until: Awaitable[Any]) -> Tally:
        """Let the people work until something has happened; return what they waited for.

        Whoever is at something then finishes it.
        """
        tally, end = Tally(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for person in self._people:
                group.create_task(person.work(tally, end))
            await until
            end.set()
        return tally

    @property
    def errors(self) -> list[str]:
        """What the pages of all tabs showed as an error, and what was not answered."""
        return [error for tab in self._tabs for error in tab.errors]

    @property
    def saved(self) -> dict[str, tuple[str, str]]:
        """Photo and label of every decision that was acknowledged, by its id."""
        return {op: said for person in self._people for op, said in person.desk.saved.items()}

    @property
    def sent_again(self) -> int:
        """Messages that were sent once more because no answer came in time."""
        return sum(person.desk.sent_again for person in self._people)

    @property
    def redraws(self) -> int:
        """How often the app drew a page or a part of one."""
        return sum(tab.redraws for tab in self._tabs)

    async def _tab(self) -> Visitor:
        tab = await self._stack.enter_async_context(Visitor(self._port))
        self._tabs.append(tab)
        return tab


def p95(times: Sequence[float]) -> float | None:
    """Return the 95th percentile, None of fewer than two."""
    return round(quantiles(times, n=20, method="inclusive")[-1], 3) if len(times) > 1 else None


def told(pages: Mapping[str, Sequence[float]]) -> dict[str, Any]:
    """Return how often each page was opened, and the median and the 95th percentile of it."""
    return {
        name: {"opened": len(times), "median": round(median(times), 3), "p95": p95(times)}
        for name, times in sorted(pages.items())
    }
