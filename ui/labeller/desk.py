"""The server's side of the labeller: hears what the browser says and makes the reply.

Nothing is remembered that the journal does not hold, but for what a set of filters means and the
answers to the last message, which Streamlit may bring again with the next redraw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from core.dataset import labels
from core.dataset.changes import Change
from core.dataset.decisions import MOST_TOLD, Answer, Decision, decide
from core.dataset.records import SKIPPED, UNSURE, PictureQuery
from core.dataset.store import DatasetStore
from core.dataset.windows import position, window
from core.errors import CoreError, WorkspaceProblem
from ui.errors import in_words
from ui.labeller import tiles
from ui.text import bare
from ui.theme import class_colour, class_shape

PAGE = 48
_SETS_KEPT = 12
_LATEST = 10

_counted: WeakKeyDictionary[DatasetStore, tuple[int, dict[str, Any]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Shown:
    """What a token of the browser stands for.

    Parameters
    ----------
    query : PictureQuery
        The filters.
    seen : int
        The newest journal entry when they were applied.
    """

    query: PictureQuery
    seen: int


class Desk:
    """What one browser tab and the server know in common; kept for the session.

    Parameters
    ----------
    store : DatasetStore
        The dataset.
    names_given : bool, default True
        Whether people say themselves who they are; else the browser's word for it counts nothing.
    """

    def __init__(self, store: DatasetStore, *, names_given: bool = True) -> None:
        self._store = store
        self._names_given = names_given
        self._sets: dict[str, Shown] = {}
        self._answers: dict[str, dict[str, Any]] = {}
        self._fresh: set[str] = set()
        self.failure: CoreError | None = None

    def reply(
        self, heard: Mapping[str, Any] | None, query: PictureQuery, who: str, opened: str | None
    ) -> dict[str, Any]:
        """Return the answer to what the browser said, JSON-ready.

        Parameters
        ----------
        heard : mapping or None
            The message; None if the browser has not spoken yet.
        query : PictureQuery
            The filters as they are now.
        who : str
            The person at this tab.
        opened : str or None
            The photo to begin with.
        """
        message = heard or {}
        answers = self._answered(message.get("ops", ()), who)
        token = self._token(query)
        known = message.get("set") == token
        fresh = any(each["op"] in self._fresh for each in answers)
        reply = {
            "n": message.get("n", 0),
            "dataset": self._store.dataset_id,
            "set": token,
            "who": who,
            "in_bin": query.binned,
            "fresh": fresh,
            "answers": answers,
            "standing": self._standing([message.get("at"), *message.get("again", ())]),
            "recent": self._recent(who, pictures=not known),
            "thumbs": tiles.thumbs(self._store.records(message.get("thumbs", ()))),
            "large": {r.id: tiles.large(r) for r in self._store.records(message.get("large", ()))},
            "classes": self._classes(),
            "counts": self._counts(),
        }
        if not known or fresh:
            return reply | self._start(token, query, None if fresh else opened)
        want = message.get("want")
        return reply | {"window": self._window(query, reply["n"], want) if want else None}

    def _token(self, query: PictureQuery) -> str:
        token = hashlib.sha256(repr(query).encode()).hexdigest()[:16]
        if token not in self._sets:
            self._sets[token] = Shown(query, self._store.summary().last_event)
            for old in list(self._sets)[:-_SETS_KEPT]:
                del self._sets[old]
        return token

    def _start(self, token: str, query: PictureQuery, opened: str | None) -> dict[str, Any]:
        self._sets[token] = Shown(query, self._store.summary().last_event)
        opened = opened if self._fits(opened, query) else None
        want = {"direction": "from", "edge": opened} if opened else {}
        return {
            "total": self._store.count(query),
            "first": position(self._store, query, opened) if opened else 0,
            "window": self._window(query, 0, want),
        }

    def _counts(self) -> dict[str, Any]:
        """Return the numbers over the set; all tabs together count once for each state of it."""
        revision = self._store.revision()
        known = _counted.get(self._store)
        if known is None or known[0] != revision:
            summary = self._store.summary()
            counts: dict[str, Any] = {"labelled": summary.labelled, "total": summary.total}
            for mark in (SKIPPED, UNSURE):
                counts[mark] = self._store.count(PictureQuery(mark=mark))
            classes = {bare(name): number for name, number in summary.per_class.items()}
            _counted[self._store] = known = (revision, counts | {"classes": classes})
        return known[1]

    def _fits(self, picture_id: str | None, query: PictureQuery) -> bool:
        found = window(self._store, query, picture_id, "from", 1) if picture_id else []
        return bool(found) and found[0].id == picture_id

    def _window(self, query: PictureQuery, n: int, want: Mapping[str, Any]) -> dict[str, Any]:
        direction = want.get("direction", "after")
        found = window(self._store, query, want.get("edge"), direction, PAGE)
        return {
            "n": n,
            "direction": direction,
            "items": [tiles.tile(record) for record in found],
            "end": len(found) < PAGE,
        }

    def _answered(self, ops: Sequence[Mapping[str, Any]], who: str) -> list[dict[str, Any]]:
        """Take the decisions of a message in one transaction; answers only what is saved."""
        self.failure = None
        new = [op for op in ops if op["op"] not in self._answers]
        self._answers = {op["op"]: self._answers[op["op"]] for op in ops if op not in new}
        try:
            found = self._taken(new, who) if new else []
        except WorkspaceProblem as error:
            self.failure = error
            found = []
        self._answers |= {each.op_id: _as_json(each) for each in found}
        whole = {op["op"] for op in ops if op.get("all")}
        self._fresh = (self._fresh & self._answers.keys()) | whole
        self._fresh |= {each.op_id for each in found if each.count > MOST_TOLD}
        return [*self._answers.values()]

    def _taken(self, ops: Sequence[Mapping[str, Any]], who: str) -> list[Answer]:
        try:
            with self._store.transaction():
                return [self._decide(op, who) for op in ops]
        except WorkspaceProblem:
            raise
        except Exception as error:  # noqa: BLE001 - the others must not wait for ever behind one
            if len(ops) > 1:
                return [answer for op in ops for answer in self._taken([op], who)]
            return [Answer(ops[0]["op"], saved=False, words=str(in_words(error)))]

    def _decide(self, op: Mapping[str, Any], who: str) -> Answer:
        shown = self._sets.get(op.get("set", ""))
        if op.get("all") and shown is None:
            return Answer(
                op["op"], saved=False, words="The filters changed. Choose the photos anew."
            )
        decision = Decision(
            op_id=op["op"],
            kind=op["kind"],
            who=(op.get("who") or who) if self._names_given else who,
            value=op.get("value"),
            versions=op.get("photos", {}) if op["kind"] != "undo" else {},
            why=op.get("why", "hand"),
            target=op.get("target"),
            everything=shown.query if op.get("all") and shown else None,
            seen=shown.seen if shown else 0,
            class_id=op.get("class"),
        )
        return decide(self._store, decision)

    def _standing(self, ids: Sequence[str | None]) -> list[dict[str, Any]]:
        return [tiles.standing(each) for each in self._store.records([i for i in ids if i])]

    def _recent(self, who: str, *, pictures: bool) -> list[dict[str, Any]]:
        found = labels.recent_changes(self._store, who=who, limit=_LATEST)
        first = [each.picture_ids[0] for each in found if each.count == 1]
        known = {record.id: record for record in self._store.records(first)}
        rows = []
        for each in found:
            record = known.get(each.picture_ids[0]) if each.count == 1 else None
            row = {"op": each.op_id, "count": each.count, "short": _short(each)}
            row["words"] = (
                each.sentence() if record is None else f"{bare(record.name)}: {_short(each)}"
            )
            row["photo"] = record.id if record else None
            row["thumb"] = tiles.thumb(record) if record and pictures else None
            rows.append(row)
        return rows

    def _classes(self) -> list[dict[str, Any]]:
        return [
            {
                "id": class_id,
                "name": bare(name),
                "shape": class_shape(place),
                "colour": class_colour(place),
            }
            for place, (name, class_id) in enumerate(self._store.class_ids().items())
        ]


def _short(change: Change) -> str:
    if change.kind == "mark":
        return {SKIPPED: "skipped", UNSURE: "not sure"}.get(change.value or "", "no longer marked")
    words = {"bin": "to the bin", "restore": "put back", "face": "another face"}
    words |= {"add": "label added", "rename": "label renamed", "remove": "label removed"}
    return words.get(change.kind) or bare(change.label or "label removed")


def _as_json(answer: Answer) -> dict[str, Any]:
    return {
        "op": answer.op_id,
        "saved": answer.saved,
        "words": answer.words,
        "count": answer.count,
        "photos": [tiles.standing(record) for record in answer.pictures],
        "conflicts": [{"id": each.picture_id, "words": each.words} for each in answer.conflicts],
    }
