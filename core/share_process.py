"""``python -m core.share_process FOLDER RUN KIND...``: parts of a model to take away."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any

from core.bundle.building import build_bundle
from core.detached_job import FAILED, READY, RUNNING, DetachedJob, JobState
from core.errors import CannotExport, CoreError
from core.export.exported import Exported
from core.export.formats import FORMATS
from core.export_process import exported
from core.files import atomic_write
from core.inference import Inference
from core.job_failures import in_words
from core.look_check import kept_check, look_check
from core.model_card.card import model_card
from core.runs.run_directory import RunDirectory
from core.share_jobs import BUNDLE, CARD, FILES, KINDS, model_mark


def main(folder: str, run: str, kinds: Sequence[str]) -> int:
    """Make what is asked for, one after the other; what cannot be made is told, with the reason.

    Returns
    -------
    int
        Exit status: 0, or 1 if another process is at it.
    """
    job = DetachedJob(Path(folder), "core.share_process")
    return job.carry_out(_Making(job, RunDirectory(Path(run)), kinds).all)


_BUNDLE_STEPS = 5
_STOPPED = "You stopped the making."


class _Stopped(Exception):
    """Somebody asked for that."""


class _Making:
    """What is made of one model, and how far that is."""

    def __init__(self, job: DetachedJob, run: RunDirectory, kinds: Sequence[str]) -> None:
        self._job, self._run, self._kinds = job, run, kinds
        self._made: list[str] = []
        self._refused: list[list[str]] = []
        self._checked: list[dict[str, Any]] = []
        self._onnx: Exported | None = None
        self._bundle: dict[str, Any] | None = None
        self._model = model_mark(run)
        self._step, self._steps = 0, _steps(run, kinds)

    def all(self) -> JobState:
        """Make everything and return how that ended."""
        try:
            return self._all()
        except _Stopped:
            return JobState(FAILED, message=_STOPPED, result={**self.result(), "stopped": True})

    def _all(self) -> JobState:
        for name in (name for files in FILES.values() for name in files):
            (self._job.folder / name).unlink(missing_ok=True)
        if {CARD, BUNDLE} & {*self._kinds}:
            self._look()
        self._export([kind for kind in self._kinds if kind in FORMATS])
        for kind, make in ((CARD, self._write_card), (BUNDLE, self._build_bundle)):
            if kind in self._kinds:
                self._try(kind, make)
        if self._made:
            return JobState(READY, done=1.0, result=self.result())
        message = " ".join(why for _, why in self._refused)
        return JobState(FAILED, message=message, result=self.result())

    def _try(self, kind: str, make: Callable[[], None]) -> None:
        try:
            make()
        except _Stopped:
            raise
        except Exception as error:  # noqa: BLE001 - nobody else is there to tell the person
            self._refused.append([kind, in_words(error)])
        else:
            self._made.append(kind)

    def _look(self) -> None:
        """Find out where it looks, for the card to tell; a card without it says so."""
        if not self._model or kept_check(self._run) is not None:
            return
        self._tell("Finding out where it looks, for the card")
        with closing(Inference()) as inference, suppress(CoreError):  # the making tells it too
            look_check(self._run, inference)

    def _write_card(self) -> None:
        self._tell("Writing the model card")
        card = model_card(self._run)
        for name, text in zip(FILES[CARD], (card.html(), card.markdown()), strict=True):
            atomic_write(self._job.folder / name, text.encode("utf-8"))

    def _build_bundle(self) -> None:
        target = self._job.folder / FILES[BUNDLE][0]
        self._bundle = build_bundle(self._run, target, self._tell, self._onnx).to_json()

    def _export(self, formats: Sequence[str]) -> None:
        found = exported(self._run, formats, self._job.folder, replace=True)
        for kind in formats:
            self._tell(f"Making {FORMATS[kind].title} and asking it about your photos")
            self._try(kind, partial(self._keep, found))

    def _keep(self, found: Iterator[Exported | CannotExport]) -> None:
        outcome = next(found)
        if isinstance(outcome, CannotExport):
            raise outcome
        if outcome.format == "onnx":
            self._onnx = outcome
        if outcome.path.is_dir():
            _as_zip(outcome.path)
        self._checked.append(outcome.to_json())

    def _tell(self, stage: str) -> None:
        if self._job.stop_asked:
            raise _Stopped
        self._step = min(self._step + 1, self._steps)
        told = f"{stage} (step {self._step} of {self._steps})"
        done = (self._step - 0.5) / self._steps
        self._job.tell(JobState(RUNNING, told, done, result=self.result()))

    def result(self) -> dict[str, Any]:
        """Return what was made, what could not be, and of which model."""
        return {
            "model": self._model,
            "made": [kind for kind in KINDS if kind in self._made],
            "refused": self._refused,
            "checked": self._checked,
            "bundle": self._bundle,
        }


def _steps(run: RunDirectory, kinds: Sequence[str]) -> int:
    """Return how many steps there are to tell of."""
    looking = bool({CARD, BUNDLE} & {*kinds}) and kept_check(run) is None
    files = sum(kind in FORMATS for kind in kinds)
    bundle = _BUNDLE_STEPS if BUNDLE in kinds else 0
    return max(1, looking + files + (CARD in kinds) + bundle)


def _as_zip(folder: Path) -> None:
    aside = folder.with_name(f".{folder.name}")
    made = Path(shutil.make_archive(str(aside), "zip", folder))
    made.replace(folder.with_name(f"{folder.name}.zip"))
    shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
