"""The label page in a visitor's tab: what its script says and hears, after ``ui/labeller``.

A label is sent as soon as it is given. When the person rests on a photo, a second message says
which one that is, so that its facts are shown; large pictures are asked for ahead.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import time
from typing import Any

from benchmarks.visitors import PATIENCE, Visitor

PAGE = 48
_NAME = "mien_labeller"
_SETTLE = 0.35
_SEND_AGAIN = 6.0
_LARGE_AHEAD = 8
_THUMBNAIL = 256


class Labelling:
    """One person at the label page.

    Parameters
    ----------
    visitor : Visitor
        The tab.
    who : str
        The name that stands beside every decision.

    Attributes
    ----------
    saved : dict of str to (str, str)
        Photo and label of every decision that was acknowledged, by its id, in order.
    sent_again : int
        Messages that were not answered in six seconds.
    """

    def __init__(self, visitor: Visitor, who: str = "me") -> None:
        self.saved: dict[str, tuple[str, str]] = {}
        self.sent_again = 0
        self._visitor, self._who = visitor, who
        self._n = 0
        self._heard = -1
        self._set = ""
        self._classes: dict[str, int] = {}
        self._photos: list[dict[str, Any]] = []
        self._place = 0
        self._large: set[str] = set()
        self._answers: dict[str, dict[str, Any]] = {}
        visitor.hear(_NAME, self._hear)

    async def open(self) -> float:
        """Open the page and return the seconds until it was drawn and its photos were there."""
        self._photos = []
        began = time.perf_counter()
        await self._visitor.open("label")
        await self._visitor.until(lambda: bool(self._photos), "The first photos")
        whole = time.perf_counter() - began
        await self.rest()
        return whole

    async def sign(self) -> None:
        """Write the name into its field, after which the whole page is drawn anew."""
        drawn = self._visitor.whole
        await self._visitor.say("You are", string_value=self._who)
        await self._visitor.until(lambda: self._visitor.whole > drawn, "The name")

    async def turn(self, edge: str | None = None) -> float:
        """Turn to the page of photos that follows one; return the seconds until they were there."""
        edge = edge or self._photos[-1]["id"]
        seconds = await self._say(want={"direction": "after", "edge": edge})
        await self.rest()
        return seconds

    async def label(self) -> float:
        """Give the photo that is looked at another label; return the seconds until it was saved."""
        photo = self._photos[self._place]
        others = [name for name in self._classes if name != photo["label"]]
        value = others[0]
        op: dict[str, Any] = {
            "op": f"b-{secrets.token_hex(12)}",
            "kind": "label",
            "value": value,
            "class": self._classes[value],
            "photos": {photo["id"]: photo["version"]},
            "why": "hand",
            "who": self._who,
            "set": self._set,
        }
        seconds = await self._say(ops=[op])
        answer = self._answers.pop(op["op"], None)
        if answer is None or not answer["saved"] or answer["conflicts"]:
            self._visitor.errors.append(f"A label was not saved: {answer}")
        else:
            self.saved[op["op"]] = (photo["id"], value)
        self._place += 1
        if self._place == len(self._photos):
            await self.turn()
        return seconds

    async def rest(self) -> None:
        """Look at the photo that is next, until its facts and its large picture are there."""
        await asyncio.sleep(_SETTLE)
        await self._say()

    async def _say(self, **parts: Any) -> float:
        """Send one message, again if it is not answered; return the seconds until it was."""
        began = time.perf_counter()
        while time.perf_counter() - began < PATIENCE:
            self._n += 1
            message = {"n": self._n, "set": self._set, "ops": [], "want": None, "again": []}
            message |= {"thumbs": [], "large": self._large_wanted(), "at": self._at(), **parts}
            await self._visitor.say(_NAME, json_value=json.dumps({"say": message}))
            if await self._visitor.until(lambda: self._heard >= self._n, seconds=_SEND_AGAIN):
                return time.perf_counter() - began
            self.sent_again += 1
        self._visitor.errors.append("The labeller was not answered in a minute.")
        return time.perf_counter() - began

    def _at(self) -> str | None:
        here = self._photos[self._place : self._place + 1] or self._photos[-1:]
        return here[0]["id"] if here else None

    def _large_wanted(self) -> list[str]:
        near = self._photos[self._place : self._place + _LARGE_AHEAD]
        wide = [each["id"] for each in near if max(each["width"], each["height"]) > _THUMBNAIL]
        missing = [each for each in wide if each not in self._large]
        here = bool(near) and near[0]["id"] in missing
        return missing if here or len(missing) > _LARGE_AHEAD / 2 else []

    def _hear(self, component: Any) -> None:
        reply = json.loads(component.json)
        self._set = reply["set"]
        self._classes = {each["name"]: each["id"] for each in reply["classes"]}
        self._large |= {*reply["large"]}
        if window := reply.get("window"):
            self._photos, self._place = window["items"], 0
        known = {each["id"]: each for each in self._photos}
        for answer in reply["answers"]:
            self._answers[answer["op"]] = answer
            for photo in answer["photos"]:
                known.get(photo["id"], {}).update(photo)
        self._heard = reply["n"]
