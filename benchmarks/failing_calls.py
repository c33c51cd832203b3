"""The Nth call to the system fails, for N from 1 until there is none: ``benchmarks faults calls``.

While a label is saved, photos are imported, a checkpoint is written, a photo is deleted everywhere,
a backup is written or put back, strace lets the Nth write meet a full disk or a broken one, the Nth
flush fail, the Nth renaming fail; once, or from then on. Each time a person has to be told one
sentence, and what is there afterwards has to be whole. ``--changes erase backup`` does those alone.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from benchmarks.failing_driver import BACKUP, CHECKPOINT, ERASE, IMPORT, KERAS, LABEL, RESTORE
from benchmarks.failing_looks import LOOKS, is_prepared, prepared
from benchmarks.figure import Figure
from core.workspace import PROJECT

NAME = "calls"
LAST = 200
CHANGES = (LABEL, IMPORT, CHECKPOINT, ERASE, BACKUP, RESTORE)
_ERRORS = {
    "write": ("ENOSPC", "EIO"),
    "pwrite64": ("ENOSPC", "EIO"),
    "fsync": ("EIO",),
    "fdatasync": ("EIO",),
    "rename": ("ENOSPC", "EIO"),
}
_ALIKE = {"rename": "rename,renameat,renameat2"}
_INJECTED = b"(INJECTED)"
_SHOWN = 20


@dataclass(frozen=True)
class Fault:
    """Which call fails.

    Parameters
    ----------
    call : str
        Its name.
    error : str
        What it returns.
    on : bool
        Whether every later one fails too.
    """

    call: str
    error: str
    on: bool

    @property
    def words(self) -> str:
        """Which it is, in words."""
        return f"{self.call} {self.error}{' from then on' if self.on else ''}"


def failing_calls(last: int = LAST, changes: Sequence[str] = CHANGES) -> Figure:
    """Return how often something broke, hung or was lost because one call failed."""
    if shutil.which("strace") is None:
        reason = {"reason": "strace is not on this computer"}
        return Figure(NAME, None, "findings", 0, None, reason)
    sums: dict[str, dict[str, int]] = {}
    findings: list[str] = []
    for change in changes:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True, dir=_memory()) as folder:
            template = prepared(change, Path(folder) / "template")
            for fault in _faults():
                count = Counter[str]()
                for number, finding in _each(change, fault, last, template, count):
                    findings.append(f"{change}, {fault.words}, {number}: {finding}")
                    print(findings[-1], file=sys.stderr)
                sums[f"{change}, {fault.words}"] = dict(count)
                print(f"{change}, {fault.words}: {dict(count)}", file=sys.stderr)
    total = sum((Counter(each) for each in sums.values()), Counter[str]())
    detail = {**total, "by_call": sums, "found": [each[:400] for each in findings[:_SHOWN]]}
    return Figure(NAME, len(findings), "findings", 0, None, detail)


def _faults() -> Iterator[Fault]:
    for on in (False, True):
        for call, errors in _ERRORS.items():
            yield from (Fault(call, error, on) for error in errors)


def _each(
    change: str, fault: Fault, last: int, template: Path, count: Counter[str]
) -> Iterator[tuple[int, str]]:
    """Let the first call fail, the second, and so on until none is left; yield what is wrong."""
    log = template.parent / "strace.log"
    root = template.parent / "trial"
    with _driver(fault, last, log, keras=change == CHECKPOINT) as driver:
        while change == CHECKPOINT and not is_prepared(template):
            driver.ask(change, template, None)
        for number in range(1, last + 1):
            shutil.rmtree(root, ignore_errors=True)
            shutil.copytree(template, root)
            size = log.stat().st_size
            answer = driver.ask(change, root, number)
            if _INJECTED not in log.read_bytes()[size:]:
                return
            count["failed_calls"] += 1
            count.update(answer.keys() & {"done", "told"})
            again = driver.ask(change, root, None) if change == CHECKPOINT else None
            yield from ((number, finding) for finding in _found(change, root, answer, again))


def _found(change: str, root: Path, answer: dict[str, Any], again: Any) -> list[str]:
    if "broke" in answer:
        return [f"broke: {answer['broke'][-300:]}"]
    if answer["status"] != "ended":
        return [f"{answer['status']}"]
    try:
        return LOOKS[change](root, answer, again)
    except Exception as error:  # noqa: BLE001 - a place that cannot be opened is what is looked for
        return [f"afterwards: {error!r}"]


class _Driver:
    """Makes changes under strace, one after another."""

    def __init__(self, told: IO[str], heard: IO[str]) -> None:
        self._told, self._heard = told, heard

    def ask(self, change: str, root: Path, number: int | None) -> dict[str, Any]:
        """Have one change made, its call of that number failing; return what came of it."""
        line = {"change": change, "root": str(root), "number": number}
        self._told.write(json.dumps(line) + "\n")
        self._told.flush()
        answer: dict[str, Any] = {}
        while "status" not in answer:
            line = self._heard.readline()
            if not line:
                raise RuntimeError("the driver of the changes has ended")
            answer |= json.loads(line)
        return answer


@contextmanager
def _driver(fault: Fault, last: int, log: Path, *, keras: bool) -> Iterator[_Driver]:
    calls = _ALIKE.get(fault.call, fault.call)
    when = f"{last + 1}{'+' if fault.on else ''}"
    inject = f"inject={calls}:error={fault.error}:when={when}"
    quiet = ["-f", "-qq", "--seccomp-bpf", "-s0", "-o", str(log), "-e", "signal=none"]
    strace = ["strace", *quiet, "-e", f"trace={calls}", "-e", inject]
    driver = [sys.executable, "-m", "benchmarks.failing_driver"]
    log.write_bytes(b"")
    process = subprocess.Popen(
        [*strace, *driver, fault.call, str(last), *([KERAS] if keras else [])],
        cwd=PROJECT,
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the driver has no pipes")
    try:
        yield _Driver(process.stdin, process.stdout)
    finally:
        process.stdin.close()
        process.wait()


def _memory() -> str | None:
    place = Path("/dev/shm")  # noqa: S108 - what fails is chosen here, not by a disk
    return str(place) if place.is_dir() else None
