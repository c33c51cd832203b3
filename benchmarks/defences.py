"""Every defence removed once: ``python -m benchmarks defences [CASE ...]``.

Each patch in ``tests/catalogue/defences`` takes one defence away and is named after the case of the
catalogue that it is there for. The project as committed is copied, one patch is applied, and the
tests of its case are run: a defence is held by them where they turn red, while they pass with it.
Cases are numbers from 1 to 102; without any, all patches are tried, and the cases that have none
are named: what they ask is held by the server's libraries, and Mien has nothing to take away.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.figure import Figure
from core.workspace import PROJECT

_PATCHES = PROJECT / "tests" / "catalogue" / "defences"
_CASES = 102
_TESTS_FAILED = 1
_PASSED = "not red"
_LONGEST = 600.0


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield ``defences``: how many can be removed without any test of their case turning red."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks defences")
    parser.add_argument("cases", nargs="*", type=int)
    wanted = set(parser.parse_args(arguments).cases)
    patches = [
        each for each in sorted(_PATCHES.glob("*.patch")) if not wanted or case(each) in wanted
    ]
    whole = {number: _whole(number) for number in sorted({case(each) for each in patches})}
    found = {
        each.stem: _without(each) if whole[case(each)] else "the tests fail with all defences"
        for each in patches
    }
    held = [name for name, outcome in found.items() if outcome == "red"]
    others = {name: outcome for name, outcome in found.items() if outcome != "red"}
    detail = {"removed": len(found), "red": len(held), "not_red": others}
    if not wanted:
        detail["without_a_patch"] = sorted({*range(1, _CASES + 1)} - whole.keys())
    yield Figure("defences", len(others), "defences", 0, None, detail)


def case(patch: Path) -> int:
    """Return the case of the catalogue that a patch is about."""
    return int(patch.stem.partition("-")[0])


def _whole(number: int) -> bool:
    """Return whether the tests of a case pass where no defence is taken away."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        _copy(copy)
        passed = _tested(copy, number) == _PASSED
    sys.stderr.write(f"{number}, nothing taken away: {'passed' if passed else 'failed'}\n")
    return passed


def _without(patch: Path) -> str:
    """Return what became of a case without this defence: "red", or why it is not."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "project"
        _copy(copy)
        applied = _git(copy, "apply", str(patch))
        if applied.returncode:
            return f"does not apply: {applied.stderr.decode().strip()[:200]}"
        outcome = _tested(copy, case(patch))
    sys.stderr.write(f"{patch.stem}: {outcome}\n")
    return outcome


def _copy(target: Path) -> None:
    """Copy the project's files, and what lies beside it for the tests, without its history."""
    named = _git(PROJECT, "ls-files", "-z").stdout.split(b"\0")
    for name in filter(None, map(os.fsdecode, named)):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(PROJECT / name, target / name)
    _git(target, "init", "-q")
    shared = PROJECT.parent / "shared"
    if shared.is_dir():
        (target.parent / "shared").symlink_to(shared)


def _git(place: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("git") or "git"
    return subprocess.run([program, *arguments], cwd=place, capture_output=True, check=False)


def _tested(copy: Path, number: int) -> str:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    chosen = ["tests/catalogue", "-k", f"case_{number:02d}_"]
    try:
        done = subprocess.run(
            [*command, *chosen], cwd=copy, capture_output=True, timeout=_LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return f"no end within {_LONGEST:.0f} seconds"
    if done.returncode:
        return "red" if done.returncode == _TESTS_FAILED else f"no tests: {done.returncode}"
    return _PASSED
