"""What a person does to a real dataset, here or in a process that is killed while at it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.life_model import Op
from core.dataset import labels, preparing
from core.dataset.importing import run_import
from core.dataset.marks import set_mark
from core.dataset.snapshots.restoring import restore_database
from core.dataset.store import DatasetStore
from core.erasing.everywhere import delete_everywhere
from core.errors import CannotTrain
from core.runs.settings import MILD
from core.runs.spec import TrainConfig
from core.training_plan import start_training
from core.workspace import Workspace

CONFIG = TrainConfig(image_size=32, epochs=1, batch_size=4, augmentation=MILD)
URL = "DATABASE_URL"

_CONTEXT = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
_OPENED = "opened"


def flush_own_files_only() -> None:
    """Flush each picture by itself, as on systems other than Linux.

    The one call for all of them flushes every disk of this computer; it is there for power cuts.
    """
    vars(preparing)["_FLUSHES_AT_ONCE"] = False


def perform(store: DatasetStore, op: Op) -> int | None:
    """Do one thing; return how many photos changed, None if there was nothing to change."""
    who: dict[str, Any] = {"who": op.who, "op_id": op.op_id}
    if op.kind == "import":
        return run_import(store.workspace, Path(op.value or ""), workers=0).added
    if op.kind == "train":
        with suppress(CannotTrain):
            start_training(store.workspace, store, CONFIG, launch=False)
        return None
    if op.kind == "erase":
        _let_starts_pass(store.workspace)
        delete_everywhere(store, op.ids[0])
        return 1
    if op.kind in ("undo", "redo"):
        step = {"undo": labels.undo, "redo": labels.redo}[op.kind]
        done = step(store, **who)
        return None if done is None else done.count
    seen: dict[str, Any] = {**who, "versions": op.versions}
    if op.kind in ("label", "mark"):
        give = {"label": labels.set_label, "mark": set_mark}[op.kind]
        return give(store, op.ids, op.value, **seen).count
    move = {"bin": labels.move_to_bin, "restore": labels.restore}[op.kind]
    return move(store, op.ids, **seen).count


def _let_starts_pass(workspace: Workspace) -> None:
    """Let an import that was killed as it began count as cut off, as it does after half a minute.

    Until then nothing is deleted everywhere: it may be about to take the photo up.
    """
    for told in workspace.imports.glob("*/starting"):
        told.unlink()


def killed_while(
    workspace: Workspace, ops: Sequence[Op], after: float, *, opening: bool
) -> list[int | None]:
    """Have things done by a process that is killed, and return what it acknowledged.

    Parameters
    ----------
    workspace : Workspace
        Whose dataset.
    ops : sequence of Op
        What it does, in order.
    after : float
        Seconds until it is killed.
    opening : bool
        Whether they count from its start, not from when it has the dataset open.

    Returns
    -------
    list of (int or None)
        What `perform` returned, of each that was acknowledged.
    """
    mine, theirs = _CONTEXT.Pipe()
    child = _CONTEXT.Process(target=_do, args=(workspace, ops, os.environ.get(URL), theirs))
    child.start()
    theirs.close()
    told: list[Any] = []
    killer = threading.Timer(after, child.kill)
    if opening:
        killer.start()
    with mine, suppress(EOFError, ConnectionError):
        told.append(mine.recv())
        if not opening:
            killer.start()
        while True:
            told.append(mine.recv())
    child.join()
    killer.cancel()
    if child.exitcode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"It broke by itself, with status {child.exitcode}.")
    return told[1:]


def killed_while_restoring(workspace: Workspace, after: float) -> None:
    """Have a database put back by a process that is killed some seconds after it began."""
    child = _CONTEXT.Process(target=_put_back, args=(workspace,))
    child.start()
    child.join(after)
    child.kill()
    child.join()


def _do(workspace: Workspace, ops: Sequence[Op], url: str | None, told: Connection) -> None:
    if url is not None:
        os.environ[URL] = url
    flush_own_files_only()
    with DatasetStore.open(workspace) as store:
        told.send(_OPENED)
        for op in ops:
            told.send(perform(store, op))


def _put_back(workspace: Workspace) -> None:
    restore_database(workspace)
