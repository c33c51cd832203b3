"""The life of a dataset, lived at random beside a model in memory; hypothesis chooses the steps.

Two people import, label, mark, delete (also everywhere), put back, undo and do again; trainings are
frozen; processes are killed at it; the dataset is closed and opened; its database is damaged and
put back. After each step both have to stand the same. Nothing that is drawn depends on how they
stand, so that what a kill leaves behind to chance does not change which steps can be drawn.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from benchmarks import life_looks
from benchmarks.life_aftermath import Aftermath
from benchmarks.life_home import Home
from benchmarks.life_looks import HARMS, frozen, same
from benchmarks.life_model import Model, Op
from benchmarks.life_ops import CONFIG, killed_while, perform
from benchmarks.life_photos import packages
from core.dataset.store import DatasetStore
from core.dataset.verify import verify
from core.errors import CannotTrain, LabelConflict
from core.runs.run_directory import RunDirectory
from core.training_plan import start_training

_LABELS = st.sampled_from(("happy", "sad", "other", None))
_AS_MARK = {"happy": "skipped", "sad": "unsure", "other": "unsure", None: None}
_PEOPLE = st.sampled_from(("Ann", "Ben"))
_PLACES = st.sets(st.integers(0, 19), min_size=1, max_size=8)
_KINDS = st.sampled_from(("label", "label", "mark", "bin", "restore", "undo", "redo"))
_PLANS = st.lists(st.tuples(_KINDS, _PEOPLE, _PLACES, _LABELS), min_size=1, max_size=6)
_MILLISECONDS = st.integers(0, 150)
_FEWEST = 6


class Life(Aftermath):
    """A dataset and its model, and what can happen to both."""

    counts: ClassVar[Counter[str]] = Counter()

    @initialize()
    def begin(self) -> None:
        """Begin with a dataset of twelve labelled photos."""
        self.home = Home()
        if not Life.packages:
            Life.packages = tuple(packages(Path(tempfile.mkdtemp())))
        self.workspace = self.home.workspace
        self.store = DatasetStore.open(self.workspace)
        self.model = Model()
        self.doubt = (), -1
        self.seen: dict[str, dict[str, int]] = {}
        self.frozen = {}
        self.last: tuple[Op, int | None] | None = None
        self.made = 0
        self.counts["runs"] += 1
        self.bring_in(0)

    @rule(number=st.integers(0, 2))
    def bring_in(self, number: int) -> None:
        """Import a zip, perhaps one that was imported before."""
        package = self.packages[number]
        added = self._done(Op("import", value=str(package.path)))
        same("added", added, self.model.bring_in(package.photos))

    @rule(who=_PEOPLE, places=_PLACES, label=_LABELS)
    def give_a_label(self, who: str, places: set[int], label: str | None) -> None:
        """Label one photo or many."""
        self._take(self._op("label", who, places, label))

    @rule(who=_PEOPLE, places=_PLACES, like=_LABELS)
    def mark(self, who: str, places: set[int], like: str | None) -> None:
        """Mark photos, or take the mark away."""
        self._take(self._op("mark", who, places, like))

    @rule(who=_PEOPLE, places=_PLACES)
    def delete(self, who: str, places: set[int]) -> None:
        """Move photos to the bin."""
        self._take(self._op("bin", who, places))

    @rule(who=_PEOPLE, places=_PLACES)
    def put_back(self, who: str, places: set[int]) -> None:
        """Take photos back from the bin."""
        self._take(self._op("restore", who, places))

    @rule(who=_PEOPLE, place=st.integers(0, 19))
    def delete_everywhere(self, who: str, place: int) -> None:
        """Delete a photo for good, as long as some others are left."""
        if len(self.model.photos) > _FEWEST:
            self._take(self._op("erase", who, [place]))
            self.last = None

    @rule(who=_PEOPLE, back=st.booleans())
    def undo_or_redo(self, who: str, *, back: bool) -> None:
        """Take back what this person did, or do it again."""
        self._take(self._op("undo" if back else "redo", who))

    @rule(who=_PEOPLE)
    def look(self, who: str) -> None:
        """Let a person see how all photos stand."""
        self.seen[who] = dict(self.model.versions)

    @rule(who=_PEOPLE, places=_PLACES, label=_LABELS)
    def decide_on_what_was_seen(self, who: str, places: set[int], label: str | None) -> None:
        """Label photos as they were seen last; whoever is too late is told."""
        op = self._op("label", who, places, label, self.seen.get(who))
        outdated = self.model.is_outdated(op)
        try:
            count = self._done(op)
        except LabelConflict:
            same("conflict", True, outdated)
        else:
            same("conflict", False, outdated)
            same("changed", count, self.model.apply(op))

    @rule()
    def click_twice(self) -> None:
        """Send the last step once more; it is done already."""
        if self.last is not None and self.last[1]:
            same("told again", self._done(self.last[0]), self.last[1])

    @rule()
    def train(self) -> None:
        """Freeze what a training learns from."""
        self.counts["train"] += 1
        try:
            run = start_training(self.workspace, self.store, CONFIG, launch=False)
        except CannotTrain:
            enough = self.model.ready and life_looks.can_be_trained(self.store)
            same("can be trained", False, enough)
        else:
            same("frozen", frozen(run), self.model.trainable)
            self.frozen[run.run_id] = self.model.trainable

    @rule()
    def restart(self) -> None:
        """Close the dataset and open it."""
        self.counts["restart"] += 1
        self.store.close()
        self.store = DatasetStore.open(self.workspace, check=True)

    @rule(plan=_PLANS, after=_MILLISECONDS, opening=st.booleans(), last=st.integers(0, 5))
    def kill(self, plan: list[Any], after: int, last: int, *, opening: bool) -> None:
        """Kill a process while it does some things; an import, a training, a deletion come last."""
        ops = [self._op(*each) for each in plan]
        if last < len(self.packages):
            ops.append(Op("import", value=str(self.packages[last].path)))
        elif last == len(self.packages):
            ops.append(Op("train"))
        elif last == len(self.packages) + 1 and len(self.model.photos) > _FEWEST:
            ops.append(self._op("erase", "Ann", [after % 20]))
            self.last = None
        told = killed_while(self.workspace, ops, after / 1000, opening=opening)
        self.counts["kill"] += 1
        self.counts["kill: acknowledged"] += len(told)
        self._settle(ops, told)

    @rule(harm=st.sampled_from(HARMS), seed=st.integers(0, 999))
    def damage(self, harm: str, seed: int) -> None:
        """Damage the database and put it back; every third time, a process is killed at that."""
        self.counts["damage"] += 1
        self._put_back(harm, seed)

    @invariant()
    def both_stand_the_same(self) -> None:
        """Compare all photos after each step."""
        if hasattr(self, "model"):
            life_looks.stand_the_same(self.store, self.model)

    def teardown(self) -> None:
        """Look at everything once more, and at what the copies and the log alone bring back."""
        if not hasattr(self, "store"):
            return
        try:
            if sys.exc_info()[0] is None:  # else it was cut short, by Ctrl+C or a difference
                self._last_look()
        finally:
            self.store.close()
            self.home.leave()

    def _last_look(self) -> None:
        self.counts["looked at in the end"] += 1
        life_looks.tell_the_same(self.store, self.model)
        for run_id, pictures in self.frozen.items():
            same("run", frozen(RunDirectory.open(self.workspace, run_id)), pictures)
        same("files", verify(self.workspace, fresh=True).intact, True)
        self._put_back("gone", 1)

    def _take(self, op: Op) -> None:
        count = self._done(op)
        same("changed", count, self.model.apply(op))
        self.last = (op, count)

    def _done(self, op: Op) -> int | None:
        self.counts[op.kind] += 1
        return perform(self.store, op)

    def _op(
        self,
        kind: str,
        who: str,
        places: Any = (),
        value: str | None = None,
        versions: Mapping[str, int] | None = None,
    ) -> Op:
        """Return a step on the photos at some places of the list of all."""
        self.made += 1
        known = [*self.model.photos]
        ids = tuple(dict.fromkeys(known[place % len(known)] for place in sorted(places)))
        value = _AS_MARK[value] if kind == "mark" else value
        return Op(kind, who, ids, value, f"step-{self.made}", versions)
