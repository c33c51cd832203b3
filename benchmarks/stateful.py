"""Lives of a dataset by the thousand: ``python -m benchmarks faults stateful``.

Each is lived by `benchmarks.life` from a number of its own. ``--runs`` and ``--steps`` say how many
and how long, ``--postgres`` puts the rows on a server of this computer. Ctrl+C ends it with the
figure of what was lived so far; ``--from`` goes on with the number that was printed last.
"""

from __future__ import annotations

import signal
import sys
import time
import traceback
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.reporting import with_reporter
from hypothesis.stateful import run_state_machine_as_test

from benchmarks.figure import Figure
from benchmarks.life import Life
from benchmarks.life_home import homes
from benchmarks.life_ops import flush_own_files_only

NAME = "stateful"
_AT_ONCE = 10


def stateful(runs: int, steps: int, first: int = 0, *, postgres: bool = False) -> Figure:
    """Return in how many of the lives dataset and model came to differ.

    Parameters
    ----------
    runs, steps : int
        How many lives, and steps of each.
    first : int, optional
        Number of the first.
    postgres : bool, optional
        Whether the rows are on a PostgreSQL server.
    """
    flush_own_files_only()
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # begun in the background of a script
        signal.signal(signal.SIGINT, signal.default_int_handler)
    Life.counts.clear()
    began, found, cut_off = time.monotonic(), [], False
    try:
        with homes(postgres=postgres):
            for number in range(first, first + runs, _AT_ONCE):
                found += _lived(number, min(_AT_ONCE, first + runs - number), steps)
                print(f"{NAME}: go on with --from {number + _AT_ONCE}", file=sys.stderr)
    except KeyboardInterrupt:
        cut_off = True
    detail = {
        "database": "PostgreSQL" if postgres else "SQLite",
        "steps_each": steps,
        "did": dict(sorted(Life.counts.items())),
        "first": first,
        "cut_off": cut_off,
        "seconds": round(time.monotonic() - began, 1),
        "found": found,
    }
    return Figure(NAME, len(found), "differences", 0, "a model in memory", detail)


def _lived(number: int, runs: int, steps: int) -> list[str]:
    """Live some lives; return what differed, each with the number that lives it again."""
    machine: Any = seed(number)(type("Lived", (Life,), {}))
    chosen = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
        print_blob=False,
    )
    try:
        with with_reporter(lambda text: print(text, file=sys.stderr)):
            run_state_machine_as_test(machine, settings=chosen)
    except Exception as error:  # noqa: BLE001 - whatever comes out of a life is a difference
        traceback.print_exc()
        return [f"from {number}: {type(error).__name__}: {error}"[:500]]
    return []
