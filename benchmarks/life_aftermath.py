"""What a kill and a damaged database leave behind, taken into the model of a dataset's life."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import ClassVar

from hypothesis.stateful import RuleBasedStateMachine

from benchmarks import life_looks
from benchmarks.life_home import Home
from benchmarks.life_looks import frozen, same
from benchmarks.life_model import Model, Op
from benchmarks.life_ops import killed_while_restoring, perform
from benchmarks.life_photos import Package
from core.dataset.schema import is_sqlite
from core.dataset.snapshots.restoring import restore_database
from core.dataset.store import DatasetStore
from core.erasing.unfinished import finish
from core.errors import DatabaseDamaged
from core.runs.run_directory import list_runs
from core.workspace import Workspace


class Aftermath(RuleBasedStateMachine):
    """A dataset and its model; the rules stand in `benchmarks.life`."""

    packages: ClassVar[tuple[Package, ...]] = ()

    home: Home
    workspace: Workspace
    store: DatasetStore
    model: Model
    frozen: dict[str, dict[str, str]]

    doubt: tuple[tuple[Op, ...], int]
    """What processes were killed at and the database does not have, and the revision since.

    The log may have one of them: it is written first. Until the next change takes its place, a
    database that is put back may have it too; nobody was told that it is not saved.
    """

    def _settle(self, ops: Sequence[Op], told: Sequence[int | None]) -> None:
        """Take into the model what a killed process did: all that it acknowledged, and no half.

        What it was at may be there or not; what comes after that was not begun.
        """
        for op, count in zip(ops, told, strict=False):
            self._acknowledged(op, count)
        rest = ops[len(told) :]
        if rest and not self._done_unheard(rest[0]):
            self._leave_in_doubt(rest[0], self.store.revision())
        for op in rest[1:]:
            same("begun before its turn", life_looks.written(self.store, op.op_id), False)

    def _leave_in_doubt(self, op: Op, revision: int) -> None:
        before, since = self.doubt
        self.doubt = (*(before if since == revision else ()), op), revision

    def _acknowledged(self, op: Op, count: int | None) -> None:
        if op.kind == "train":
            self._find_runs(expected=True)
        elif op.kind == "import":
            same("added", count, self.model.bring_in(self._package(op).photos))
        else:
            same("acknowledged", count, self.model.apply(op))
            there = op.kind == "erase" or life_looks.written(self.store, op.op_id)
            same("is written", there or not count, True)

    def _done_unheard(self, op: Op) -> bool:
        """Take in what a process was killed at, if it is there.

        An import and a deletion everywhere are brought to their end.
        """
        if op.kind == "train":
            return self._find_runs(expected=False)
        if op.kind == "import":
            perform(self.store, op)
            self.model.bring_in(self._package(op).photos)
            return True
        if op.kind == "erase":
            if self.store.records(op.ids):
                perform(self.store, op)
            same("left of a deletion", finish(self.workspace), "")
        elif not life_looks.written(self.store, op.op_id):
            return False
        self.model.apply(op)
        return True

    def _package(self, op: Op) -> Package:
        return next(each for each in self.packages if str(each.path) == op.value)

    def _find_runs(self, *, expected: bool) -> bool:
        """Look at what a killed process froze: nothing, or all of it."""
        new = [run for run in list_runs(self.workspace) if run.run_id not in self.frozen]
        for run in new:
            same("frozen", frozen(run), self.model.trainable)
            self.frozen[run.run_id] = self.model.trainable
        if expected and self.model.ready and life_looks.can_be_trained(self.store):
            same("acknowledged trainings", len(new), 1)
        return bool(new)

    def _put_back(self, harm: str, seed: int) -> None:
        """Harm the database, and compare what comes back with what was there."""
        if not is_sqlite():
            return
        revision = self.store.revision()
        self.store.close()
        before = life_looks.dump(self.workspace.database)
        life_looks.harm(self.workspace.database, harm, seed)
        try:
            DatasetStore.open(self.workspace, check=True).close()
        except DatabaseDamaged:
            if seed % 3 == 0:
                killed_while_restoring(self.workspace, seed / 20_000)
            same("lost changes", restore_database(self.workspace).lost, 0)
        after = life_looks.dump(self.workspace.database)
        shutil.rmtree(self.workspace.broken, ignore_errors=True)
        self.store = DatasetStore.open(self.workspace, check=True)
        if after != before and self.doubt[1] == revision:
            self._came_after_all(revision)
        else:
            same("database", after, before)

    def _came_after_all(self, revision: int) -> None:
        same("revision", self.store.revision(), revision + 1)
        came = [op for op in self.doubt[0] if life_looks.written(self.store, op.op_id)]
        same("came after all", len(came) <= 1, True)  # a step that changed nothing is not written
        for op in came:
            self.model.apply(op)
        life_looks.stand_the_same(self.store, self.model)
