"""Labels and a server that is killed while it takes them: what was acknowledged must be there.

The server's side of the labeller runs in a process of its own and is killed (SIGKILL) at random
moments. Beside it stands the browser's side, reduced to its rule: a decision is sent again until it
is acknowledged, and of a photo with a second decision only once the first is.
"""

from __future__ import annotations

import multiprocessing
import random
import sys
import threading
import time
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.figure import Figure
from benchmarks.many_photos import make_photos
from core.dataset.classes import add_class
from core.dataset.journal_reading import events_of
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.workspace import Workspace

_PHOTOS = 400
_AT_ONCE = 5
_ANSWERS = 4  # as long as so many first ones take, a server lives at most
_CONTEXT = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
_CHOICES = (("label", "happy"), ("label", "sad"), ("mark", "skipped"), ("mark", "unsure"))


def label_kills(workspace: Workspace, kills: int, seed: int) -> Figure:
    """Return the figure ``label_kills``: acknowledged decisions that are lost, doubled or wrong."""
    make_photos(workspace, _PHOTOS, labelled=False)
    with DatasetStore.open(workspace) as store:
        for kind, name in _CHOICES:
            if kind == "label":
                add_class(store, name, who="benchmark")
        typist = _Typist(store.picture_ids(PictureQuery(sort="name")), random.Random(seed))
    latest = _ANSWERS * _until_killed(workspace, typist, None)
    for _ in range(kills):
        _until_killed(workspace, typist, typist.chance.uniform(0, latest))
    acknowledged = typist.acknowledged
    wrong, whole = _wrong(workspace, typist)
    detail = {
        "kills": kills,
        "acknowledged": len(acknowledged),
        "sent_again": typist.sent_again,
        "database": whole,
        "server": "the labeller's side of the app in its own process, killed with SIGKILL",
    }
    return Figure("label_kills", wrong, "labels", 0, None, detail)


class _Typist:
    """Decides about photos, remembers what was acknowledged, and sends the rest again."""

    def __init__(self, ids: list[str], chance: random.Random) -> None:
        self.chance = chance
        self.acknowledged: dict[str, tuple[str, str, str]] = {}
        self.last: dict[str, str] = {}
        self.sent_again = 0
        self._ids = ids
        self._versions = dict.fromkeys(ids, 0)
        self._waiting: list[dict[str, Any]] = []
        self._made = 0

    def message(self) -> dict[str, Any]:
        self.sent_again += len(self._waiting)
        taken = {picture for op in self._waiting for picture in op["photos"]}
        free = [each for each in self._ids if each not in taken]
        for picture in self.chance.sample(free, _AT_ONCE - len(self._waiting)):
            kind, value = self.chance.choice(_CHOICES)
            self._made += 1
            photos = {picture: self._versions[picture]}
            op = {"op": f"k-{self._made}", "kind": kind, "value": value, "photos": photos}
            self._waiting.append(op)
        return {"n": self._made, "ops": self._waiting}

    def hear(self, answers: list[dict[str, Any]]) -> None:
        known = {op["op"]: op for op in self._waiting}
        for answer in answers:
            op = known.pop(answer["op"])
            (photo,) = answer["photos"]
            self._versions[photo["id"]] = photo["version"]
            self.acknowledged[op["op"]] = (photo["id"], op["kind"], op["value"])
            self.last[photo["id"]] = op["op"]
            if answer["conflicts"] or not answer["saved"]:
                raise RuntimeError(f"nobody else decides here, but: {answer}")
        self._waiting = [*known.values()]


def _until_killed(workspace: Workspace, typist: _Typist, after: float | None) -> float:
    """Give labels until the server is killed after some seconds, or for None after one answer.

    Returns
    -------
    float
        How many seconds it lived.
    """
    mine, theirs = _CONTEXT.Pipe()
    server = _CONTEXT.Process(target=_serve, args=(workspace, theirs))
    server.start()
    theirs.close()
    mine.recv()
    began = time.monotonic()
    killer = threading.Timer(after or 0.0, server.kill)
    if after is not None:
        killer.start()
    try:
        while True:
            mine.send(typist.message())
            typist.hear(mine.recv())
            if after is None:
                server.kill()
                break
    except (EOFError, ConnectionError):
        killer.join()
    server.join()
    return time.monotonic() - began


def _wrong(workspace: Workspace, typist: _Typist) -> tuple[int, str]:
    wrong = 0
    with DatasetStore.open(workspace) as store, store.reading() as connection:
        whole = str(connection.exec_driver_sql("PRAGMA integrity_check").scalar())
        written = {p: events_of(connection, p) for p in typist.last}
        before: dict[str, tuple[str, str]] = {}
        for op_id, (picture, kind, value) in typist.acknowledged.items():
            mine = [event for event in written[picture] if event.op_id == op_id]
            right = all((e.new if kind == "label" else e.new_mark) == value for e in mine)
            changed = before.get(picture) != (kind, value)  # else there was nothing to write
            before[picture] = kind, value
            wrong += not right or len(mine) > 1 or (changed and not mine)
        for picture, op_id in typist.last.items():
            _, kind, value = typist.acknowledged[op_id]
            record = store.picture(picture)
            unsent = len(written[picture]) and written[picture][-1].op_id not in typist.acknowledged
            wrong += not unsent and (record.label if kind == "label" else record.mark) != value
    return wrong, whole


def _serve(workspace: Workspace, browser: Connection) -> None:
    """Answer messages as the label page does, until the end."""
    from ui.labeller.desk import Desk

    with DatasetStore.open(workspace) as store:
        desk = Desk(store)
        browser.send("ready")
        while True:
            reply = desk.reply(browser.recv(), PictureQuery(ids=()), "me", None)
            browser.send(reply["answers"])
