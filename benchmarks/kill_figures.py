"""The figures of ``python -m benchmarks faults`` that each stand in a file of their own."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
from collections.abc import Collection, Iterator
from importlib import import_module
from multiprocessing import forkserver
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure
from core.workspace import Workspace

LABELS, IMPORTS, CHECKPOINTS = "label_kills", "import_kills", "checkpoint_kills"
RESTARTS, STATEFUL, CALLS = "app_restarts", "stateful", "calls"
USUAL = (LABELS, IMPORTS, CHECKPOINTS)
"""Those that are made where none is asked for."""

_LOADED_ONCE = {
    LABELS: "ui.labeller.desk",
    IMPORTS: "benchmarks.import_kills",
    CHECKPOINTS: "core.learning.checkpoints",
    STATEFUL: "benchmarks.life_ops",
}
"""What the processes that are killed work with, so that only the killing takes time."""

KILLS = {LABELS: 300, IMPORTS: 200, CHECKPOINTS: 100, RESTARTS: 50}
"""How often each kills, unless told otherwise."""


def figures(wanted: Collection[str], seed: int, given: argparse.Namespace) -> Iterator[Figure]:
    """Yield the figures named.

    Parameters
    ----------
    wanted : collection of str
        Their names; others are passed over.
    seed : int
        For what is left to chance.
    given : Namespace
        ``kills``, of ``calls`` ``changes``, and of ``stateful`` ``runs``, ``steps``, ``first`` and
        ``postgres``.
    """
    _load_once([module for name, module in _LOADED_ONCE.items() if name in wanted])
    for name, most in KILLS.items():
        if name in wanted:
            yield _of_kills(name, given.kills or most, seed)
    if STATEFUL in wanted:
        lives = import_module("benchmarks.stateful").stateful
        yield lives(given.runs, given.steps, given.first, postgres=given.postgres)
    if CALLS in wanted:
        yield import_module("benchmarks.failing_calls").failing_calls(changes=given.changes)


def _load_once(modules: list[str]) -> None:
    if modules and sys.platform != "win32":
        multiprocessing.set_forkserver_preload(modules)
        forkserver.ensure_running()


def _of_kills(name: str, kills: int, seed: int) -> Figure:
    make: Any = getattr(import_module(f"benchmarks.{name}"), name)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        figure: Figure = make(Workspace(Path(folder)), kills, seed)
    return figure
