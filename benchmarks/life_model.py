"""A dataset as the plainest thing there is: dicts in memory, beside which the real one is held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace

FEWEST = 5
DONE, UNDONE, SETTLED = "done", "undone", "settled"


@dataclass(frozen=True)
class Stands:
    """What can change about a photo.

    Parameters
    ----------
    label : str or None
        Its class.
    binned : bool
        Whether it lies in the bin.
    mark : str or None
        "skipped", "unsure" or nothing.
    """

    label: str | None = None
    binned: bool = False
    mark: str | None = None


@dataclass(frozen=True)
class Op:
    """One thing a person does, which another process can be sent.

    Parameters
    ----------
    kind : str
        "label", "mark", "bin", "restore", "undo", "redo", "erase", "import" or "train".
    who : str
        Who does it.
    ids : tuple of str
        The photos.
    value : str or None
        The label or mark; of an import the path of what is brought in.
    op_id : str
        Id of the step.
    versions : dict of str to int or None
        The versions this person saw.
    """

    kind: str
    who: str = "Ann"
    ids: tuple[str, ...] = ()
    value: str | None = None
    op_id: str = ""
    versions: Mapping[str, int] | None = None


Moves = dict[str, tuple[Stands, Stands]]


@dataclass
class _Step:
    who: str
    moves: Moves
    state: str = DONE


@dataclass
class Model:
    """All photos and who did what to them."""

    photos: dict[str, Stands] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    steps: list[_Step] = field(default_factory=list)
    erased: int = 0  # entries of the journal that went with their photos; it keeps its length

    def bring_in(self, package: Mapping[str, str | None]) -> int:
        """Import photos with the labels they came with; return how many are new."""
        new = [each for each in package if each not in self.photos]
        self.photos |= dict.fromkeys(new, Stands())
        self.versions |= dict.fromkeys(new, 0)
        for photo, label in package.items():
            now = self.photos[photo]
            if label is not None and now.label is None:
                self._move({photo: (now, replace(now, label=label, mark=None))})
        return len(new)

    def apply(self, op: Op) -> int | None:
        """Do what a person does; return how many photos changed, None if there was nothing."""
        if op.kind == "undo":
            return self._undo(op.who)
        if op.kind == "redo":
            return self._redo(op.who)
        if op.kind == "erase":
            return self._erase(op.ids[0])
        goals: dict[str, Callable[[Stands], Stands]] = {
            "label": lambda old: replace(old, label=op.value, mark=None),
            "mark": lambda old: replace(old, mark=op.value),
            "bin": lambda old: replace(old, binned=True),
            "restore": lambda old: replace(old, binned=False),
        }
        pairs = {each: (self.photos[each], goals[op.kind](self.photos[each])) for each in op.ids}
        moves = {each: (old, new) for each, (old, new) in pairs.items() if old != new}
        if moves:
            self._give_up(op.who)
            self.steps.append(_Step(op.who, moves))
            self._move(moves)
        return len(moves)

    def is_outdated(self, op: Op) -> bool:
        """Return whether somebody changed one of the photos since this person saw it."""
        seen = op.versions or {}
        return any(self.versions[each] != seen.get(each, self.versions[each]) for each in op.ids)

    @property
    def trainable(self) -> dict[str, str]:
        """Labelled photos in use, with their labels."""
        return {k: v.label for k, v in self.photos.items() if v.label and not v.binned}

    @property
    def ready(self) -> bool:
        """Whether that is enough to train on."""
        counts = Counter(self.trainable.values())
        return len(counts) > 1 and min(counts.values()) >= FEWEST

    def _erase(self, photo: str) -> int:
        del self.photos[photo]
        self.erased += self.versions.pop(photo)
        for step in self.steps:
            if step.moves.pop(photo, None) and not step.moves:
                step.state = SETTLED
        return 1

    def _move(self, moves: Moves) -> None:
        for photo, (_, new) in moves.items():
            self.photos[photo] = new
            self.versions[photo] += 1

    def _give_up(self, who: str) -> None:
        for step in self.steps:
            if step.who == who and step.state == UNDONE:
                step.state = SETTLED

    def _undo(self, who: str) -> int | None:
        mine = [step for step in self.steps if step.who == who and step.state == DONE]
        if not mine:
            return None
        mine[-1].state = UNDONE
        return self._repeat({each: (new, old) for each, (old, new) in mine[-1].moves.items()})

    def _redo(self, who: str) -> int | None:
        mine = [step for step in self.steps if step.who == who and step.state == UNDONE]
        if not mine:
            return None
        mine[0].state = DONE
        return self._repeat(mine[0].moves)

    def _repeat(self, moves: Moves) -> int:
        """Bring every photo over of which the same was not changed meanwhile."""
        done: Moves = {}
        for photo, (before, after) in moves.items():
            now = self.photos[photo]
            changed = [
                each.name
                for each in fields(Stands)
                if getattr(before, each.name) != getattr(after, each.name)
            ]
            if all(getattr(now, name) == getattr(before, name) for name in changed):
                goal = {name: getattr(after, name) for name in changed}
                done[photo] = (now, replace(now, **goal))
        self._move(done)
        return len(done)
