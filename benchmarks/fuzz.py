"""Hostile input by the thousand: ``python -m benchmarks fuzz [KIND ...] [--minutes N] [--seed S]``.

Four kinds: ``images``, ``zips``, ``lists`` (CSV and JSON) and ``names``. Each case comes from a
seed and is brought in as an import does it, in processes under limits. It has to end as a result
or as one plain sentence: anything else is an escape, and over ten seconds a hang. ``--minutes``
is shared out among the kinds; ``--counts images=1000`` asks for a number of cases; without either
it is the number of a release. ``--keep FOLDER`` writes the input of every seed that failed.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from benchmarks import fuzz_cases
from benchmarks.figure import Figure
from benchmarks.fuzz_cases import Tally
from core.limited import Died, LimitedProcess
from core.limited_pool import LimitedPool

RELEASE = {"images": 1_000_000, "zips": 500_000, "lists": 100_000, "names": 100_000}
"""Cases of each kind that a release has to come through."""

_BLOCK = {"images": 200, "zips": 100, "lists": 100, "names": 200}
_TOLD_EVERY = 10.0
_SHOWN = 20


@dataclass
class _Sum:
    cases: int = 0
    read: int = 0
    refused: int = 0
    failed: list[tuple[int, str]] = field(default_factory=list)
    hangs: int = 0
    slowest: float = 0.0

    def add(self, tally: Tally) -> None:
        self.cases += tally.cases
        self.read += tally.read
        self.refused += tally.refused
        self.failed += tally.escapes
        self.hangs += tally.hangs
        self.slowest = max(self.slowest, tally.slowest)


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield ``fuzz_images``, ``fuzz_zips``, ``fuzz_lists`` and ``fuzz_names``, or those asked for.

    Parameters
    ----------
    arguments : sequence of str
        Kinds; ``--minutes``, ``--counts``, ``--seed`` and ``--keep``.

    Yields
    ------
    Figure
        Escapes and hangs, of how many cases, and how many a second.
    """
    asked = _parsed(arguments)
    kinds = asked.kinds or [*RELEASE]
    counts = dict(each.split("=") for each in asked.counts)
    for kind in kinds:
        seconds = 60 * asked.minutes / len(kinds) if asked.minutes else None
        most = int(counts[kind]) if kind in counts else None if seconds else RELEASE[kind]
        yield _fuzzed(kind, asked.seed, most, seconds, asked.keep)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks fuzz")
    parser.add_argument("kinds", nargs="*", choices=[[], *RELEASE], metavar="KIND")
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--counts", nargs="+", default=[], metavar="KIND=NUMBER")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--keep", type=Path)
    return parser.parse_args(arguments)


def _fuzzed(
    kind: str, seed: int, most: int | None, seconds: float | None, keep: Path | None
) -> Figure:
    began = told = time.monotonic()
    found = _Sum()
    pool = LimitedPool(os.cpu_count() or 1)
    try:
        blocks = _blocks(kind, seed, most, None if seconds is None else began + seconds)
        for block, tally in _tallies(pool, kind, blocks):
            found.add(tally if isinstance(tally, Tally) else _one_by_one(kind, block))
            if time.monotonic() - told > _TOLD_EVERY:
                told = time.monotonic()
                print(f"{kind}: {found.cases:,}", file=sys.stderr)
    finally:
        pool.close()
    passed = time.monotonic() - began
    for failing, why in found.failed:
        print(f"{kind} seed {failing}: {why}", file=sys.stderr)
        if keep is not None:
            _keep(keep, kind, failing)
    detail = {
        "cases": found.cases,
        "results": found.read,
        "refusals": found.refused,
        "escapes": len(found.failed),
        "hangs": found.hangs,
        "slowest_seconds": round(found.slowest, 3),
        "per_second": round(found.cases / passed, 1),
        "seconds": round(passed, 1),
        "first_seed": seed,
        "failing_seeds": [f"{failing}: {why}" for failing, why in found.failed[:_SHOWN]],
        "per_release": RELEASE[kind],
    }
    return Figure(f"fuzz_{kind}", len(found.failed) + found.hangs, "cases", 0, None, detail)


def _blocks(kind: str, seed: int, most: int | None, until: float | None) -> Iterator[range]:
    at, size = seed, _BLOCK[kind]
    end = None if most is None else seed + most
    while (end is None or at < end) and (until is None or time.monotonic() < until):
        yield range(at, at + size if end is None else min(at + size, end))
        at += size


def _tallies(
    pool: LimitedPool, kind: str, blocks: Iterator[range]
) -> Iterator[tuple[range, Tally | Died]]:
    given: list[range] = []

    def handed() -> Iterator[list[range]]:
        for block in blocks:
            given.append(block)
            yield [block]

    for [tally] in pool.run(partial(fuzz_cases.examine, kind), handed()):
        yield given.pop(0), tally


def _one_by_one(kind: str, block: range) -> Tally:
    """Find which seeds of a block brought a process down."""
    process = LimitedProcess()
    whole = Tally()
    single = [range(seed, seed + 1) for seed in block]
    try:
        for one, tally in zip(
            single, process.run(partial(fuzz_cases.examine, kind), single), strict=True
        ):
            if isinstance(tally, Died):
                whole.cases += 1
                whole.escapes.append((one.start, tally.reason))
            else:
                whole.merge(tally)
    finally:
        process.close()
    return whole


def _keep(folder: Path, kind: str, seed: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{kind}-{seed}").write_bytes(fuzz_cases.made(kind, seed))
