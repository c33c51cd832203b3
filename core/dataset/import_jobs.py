"""One folder per import: what it brings in, how far it is, and what came of it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from core.dataset.import_documents import read_progress, read_report, read_spec
from core.dataset.import_records import ImportProgress, ImportReport
from core.disk_refusals import advice, why
from core.errors import WorkspaceProblem
from core.files import write_json
from core.processes import is_held
from core.workspace import Workspace

_STARTING_SECONDS = 30


def new_import_id() -> str:
    """Return an id that sorts by time.

    Date and time, then the part of the second in 65,536ths as four hexadecimal digits.
    """
    now = datetime.now().astimezone()
    return f"{now:%Y%m%d-%H%M%S}-{now.microsecond * 65_536 // 1_000_000:04x}"


@dataclass(frozen=True)
class ImportJob:
    """The folder of one import."""

    workspace: Workspace
    id: str

    @property
    def folder(self) -> Path:
        """Where everything about this import lies."""
        return self.workspace.imports / self.id

    @property
    def received(self) -> Path:
        """Files that came through the browser."""
        return self.folder / "received"

    @property
    def tables(self) -> Path:
        """Tables unpacked from zips."""
        return self.folder / "tables"

    @property
    def incoming(self) -> Path:
        """Pictures that are not whole yet, on the disk of the kept ones."""
        return self.workspace.pictures / f".incoming-{self.id}"

    @property
    def lock(self) -> Path:
        """Held by the process that imports."""
        return self.folder / "import.lock"

    @property
    def log(self) -> Path:
        """What the process of a background import prints."""
        return self.folder / "import.log"

    @property
    def process(self) -> Path:
        """Holds the id of the process that has, or had, the lock."""
        return self.folder / "import.pid"

    @property
    def _spec(self) -> Path:
        return self.folder / "import.json"

    @property
    def progress_file(self) -> Path:
        """How far it is, written anew whenever it has something to tell."""
        return self.folder / "progress.json"

    @property
    def _report(self) -> Path:
        return self.folder / "report.json"

    @property
    def is_registered(self) -> bool:
        """Whether it is written what is to be imported."""
        return self._spec.is_file()

    def unregister(self) -> None:
        """Let it be no import any more; raises OSError if the disk refuses."""
        self._spec.unlink(missing_ok=True)

    def register(
        self, sources: list[str], name: str, known: list[str], drawing: dict[str, int]
    ) -> None:
        """Write what is to be imported, before anything is.

        Raises
        ------
        WorkspaceProblem
            If the disk refuses.
        """
        spec: dict[str, Any] = {"sources": sources, "name": name, "known": known, **drawing}
        spec["stamp"] = stamp_of(sources)
        with self._writing():
            self.folder.mkdir(parents=True, exist_ok=True)
            write_json(self._spec, spec)
            self.announce_start()

    def announce_start(self) -> None:
        """Say that a process is about to take this import up."""
        (self.folder / "starting").write_text(str(time.time()))

    def started(self) -> None:
        """Say that this process holds the lock now: from here on the lock tells all."""
        self.process.write_text(str(os.getpid()))
        (self.folder / "starting").unlink(missing_ok=True)

    def reopen(self) -> None:
        """Make an import that failed or was cut off ready to go on; errors as `register`."""
        now = self.progress()
        with self._writing():
            if now.status != "finished":
                self.write_progress(replace(now, status="running", message=""))
            self.announce_start()

    def fail(self, message: str) -> None:
        """Write that the import cannot go on, and why."""
        self.write_progress(replace(self.progress(), status="failed", message=message))

    def spec(self) -> dict[str, Any]:
        """Return what `register` wrote: sources, name, known classes, stamp.

        Raises
        ------
        WorkspaceProblem
            If it cannot be read.
        """
        return read_spec(self._spec)

    def give_up(self) -> None:
        """Let it not be listed any more; what it had received stays. Errors as `register`."""
        with self._writing():
            self._spec.replace(self._spec.with_suffix(".damaged"))

    def write_progress(self, progress: ImportProgress) -> None:
        """Write how far the import is; how it ended is sure to be on the disk."""
        if progress.status != "running":
            now = datetime.now(UTC).isoformat()
            write_json(self.progress_file, asdict(replace(progress, ended_at=now)))
            return
        temporary = self.progress_file.with_suffix(".new")
        temporary.write_text(json.dumps(asdict(progress)), "utf-8")
        with suppress(PermissionError):  # Windows, while a page reads it; told again soon
            temporary.replace(self.progress_file)

    def write_report(self, report: ImportReport) -> None:
        """Write what came of it."""
        write_json(self._report, report.document())

    def report(self) -> ImportReport:
        """Return what came of it.

        Raises
        ------
        NotInDataset
            If it is not finished.
        WorkspaceProblem
            If it cannot be read.
        """
        return read_report(self._report)

    def progress(self) -> ImportProgress:
        """Return how far it is, as its files and its lock tell."""
        told = self._told()
        if told.status == "running":
            if is_held(self.lock) or self._is_starting():
                return told
            told = replace(self._as_written(told), per_second=0.0, seconds_left=None)
        if told.status == "finished":
            return told
        try:
            self.spec()
        except WorkspaceProblem as problem:
            return replace(told, status="unreadable", message=str(problem))
        return told

    def _called(self) -> str:
        try:
            return str(self.spec()["name"])
        except WorkspaceProblem:
            return self.id

    @property
    def is_finished(self) -> bool:
        """Whether it came to its end, whoever holds the lock."""
        return self._told().status == "finished"

    def _told(self) -> ImportProgress:
        return read_progress(self.progress_file) or ImportProgress(
            self.id, self._called(), "running"
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise WorkspaceProblem(
                f"Nothing can be written to {self.workspace.data}: {why(error)}.",
                advice=advice(error, "add the photos again"),
            ) from error

    def _as_written(self, told: ImportProgress) -> ImportProgress:
        # Between the reading of the file and the look at the lock it may have ended in order.
        latest = read_progress(self.progress_file) or told
        return replace(latest, status="interrupted") if latest.status == "running" else latest

    def _is_starting(self) -> bool:
        started = self.folder / "starting"
        try:
            return abs(time.time() - float(started.read_text())) < _STARTING_SECONDS
        except (OSError, ValueError):
            return False


def stamp_of(sources: list[str]) -> list[list[int]]:
    """Return size and time of change of every source file; folders and the starter have none."""
    found = []
    for source in sources:
        path = Path(source)
        facts = path.stat() if path.is_file() else None
        found.append([facts.st_size, facts.st_mtime_ns] if facts else [])
    return found
