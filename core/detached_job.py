"""Work in a process of its own that a page starts, watches, and finds again after a restart."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import TypeAdapter

from core.disk_refusals import advice, why
from core.errors import CoreError, WorkspaceProblem
from core.files import atomic_write, read_json, write_json
from core.job_failures import in_words, interrupted
from core.priority import give_way
from core.processes import is_held, start_detached

RUNNING, READY, FAILED, NONE = "running", "ready", "failed", "none"

_STARTING_SECONDS = 30
_DOOR_SECONDS = 5
_TRIES, _PAUSE = 20, 0.1
_LOCK_SECONDS = 2  # longer than a look at whether it is held


@dataclass(frozen=True)
class JobState:
    """How far a job is.

    Parameters
    ----------
    status : str
        "running", "ready", "failed" (see ``message``) or "none".
    stage : str
        What it is doing, in words; empty while it starts.
    done : float
        Share of it that is done, 0 to 1.
    message : str
        Why it failed, as a sentence.
    result : dict
        What it has made so far.
    at : float
        When this was written, in seconds since 1970.
    """

    status: str = NONE
    stage: str = ""
    done: float = 0.0
    message: str = ""
    result: dict[str, Any] = field(default_factory=dict)
    at: float = 0.0


_SHAPE = TypeAdapter(JobState)


@dataclass(frozen=True)
class DetachedJob:
    """A job that goes on when the page or the app is closed; one at a time in its folder.

    Parameters
    ----------
    folder : Path
        Its state, its locks, its log, and what it makes.
    module : str
        Run as ``python -m module FOLDER ARGUMENT...``; works inside `working`.
    """

    folder: Path
    module: str

    def state(self) -> JobState:
        """Return how far it is, as its file and its lock tell."""
        told = self._read()
        if told.status != RUNNING or is_held(self._lock) or _is_starting(told):
            return told
        ended = self._read()  # it may have ended between the reading and the look at the lock
        if ended.status != RUNNING:
            return ended
        return JobState(FAILED, message=interrupted(self.folder), result=told.result, at=told.at)

    def start(self, arguments: Sequence[str]) -> None:
        """Start it, in place of what an earlier one told.

        Raises
        ------
        CoreError
            If it is under way already.
        WorkspaceProblem
            If the disk refuses.
        """
        with self._changing():
            self._stop.unlink(missing_ok=True)
            self.tell(JobState(RUNNING))
            try:
                start_detached([self.module, str(self.folder), *arguments], self.folder / "job.log")
            except OSError:
                self._state.unlink(missing_ok=True)
                raise

    def ask_to_stop(self) -> None:
        """Ask it to stop between two steps; raises WorkspaceProblem where the disk refuses."""
        try:
            atomic_write(self._stop, b"")
        except OSError as error:
            raise _refused(error, self._stop) from error

    @property
    def stop_asked(self) -> bool:
        """Whether it was asked to stop."""
        return self._stop.exists()

    @contextmanager
    def working(self) -> Iterator[bool]:
        """Hold the job's lock in its own process; False if another process holds it."""
        lock = FileLock(self._lock, timeout=_LOCK_SECONDS)
        try:
            lock.acquire()
        except Timeout:
            yield False
            return
        with lock:
            yield True

    def tell(self, state: JobState) -> None:
        """Write how far it is, now."""
        with suppress(PermissionError):  # Windows, while a page reads it; told again soon
            self._write(state)

    def end(self, state: JobState) -> None:
        """Write how it ended, also where a page is just reading.

        Raises
        ------
        OSError
            If the disk refuses.
        """
        for _ in range(_TRIES):
            with suppress(PermissionError):
                return self._write(state)
            time.sleep(_PAUSE)
        return self._write(state)

    def carry_out(self, work: Callable[[], JobState]) -> int:
        """Do the work in the job's own process, and leave what came of it, or why nothing did.

        Parameters
        ----------
        work : callable
            Returns how it ended; whatever it raises becomes a sentence.

        Returns
        -------
        int
            Exit status: 0, or 1 if another process is at it.

        Raises
        ------
        OSError
            If the disk refuses even that.
        """
        give_way()
        with self.working() as free:
            if free:
                self.end(self._ended(work))
        return 0 if free else 1

    def forget(self) -> None:
        """Forget how it ended and remove what it made; nothing happens while it works.

        Raises
        ------
        CoreError
            If it is under way.
        WorkspaceProblem
            If the disk refuses.
        """
        with self._changing():
            for left in self.folder.iterdir():
                if left.is_dir():
                    shutil.rmtree(left)
                elif left.suffix != ".lock":
                    left.unlink()

    def _ended(self, work: Callable[[], JobState]) -> JobState:
        try:
            return work()
        except Exception as error:  # noqa: BLE001 - nobody else is there to tell the person
            return JobState(FAILED, message=in_words(error), result=self._read().result)

    def _write(self, state: JobState) -> None:
        write_json(self._state, {**asdict(state), "at": time.time()})

    @property
    def _state(self) -> Path:
        return self.folder / "state.json"

    @property
    def _stop(self) -> Path:
        return self.folder / "stop"

    @property
    def _lock(self) -> Path:
        return self.folder / "job.lock"

    def _read(self) -> JobState:
        try:
            return _SHAPE.validate_python(read_json(self._state))
        except (OSError, ValueError):
            return JobState()

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Go on if it is not under way and nobody else starts it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / "door.lock", timeout=_DOOR_SECONDS):
                if self.state().status == RUNNING:
                    raise _under_way()
                yield
        except Timeout as error:
            raise _under_way() from error
        except OSError as error:
            raise _refused(error, self.folder) from error


def _refused(error: OSError, place: Path) -> WorkspaceProblem:
    return WorkspaceProblem(
        f"{error.filename or place} could not be written: {why(error)}.",
        advice=advice(error),
    )


def _under_way() -> CoreError:
    return CoreError("This is being made already.", advice="Wait until it is ready.")


def _is_starting(told: JobState) -> bool:
    return not told.stage and abs(time.time() - told.at) < _STARTING_SECONDS
