"""Models written for other programs, by a process of its own: TensorFlow is loaded there alone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace as changed
from pathlib import Path
from typing import IO, Any

from core.disk_refusals import why
from core.errors import CannotExport
from core.export.exported import Exported
from core.export.formats import FORMATS
from core.export.last_words import last_words
from core.export.placing import put, why_not, workbench
from core.runs.run_directory import RunDirectory
from core.starter_model import STARTER
from core.workspace import PROJECT

_ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}

Outcome = Exported | CannotExport


def exported(
    run: RunDirectory, formats: Sequence[str], folder: Path, *, replace: bool = False
) -> Iterator[Outcome]:
    """Write a model in some formats, and check that each answers as the app does.

    Files are made and checked in a folder of their own inside ``folder``, and come to their place
    whole. Whoever stops listening gets what was yielded so far, and nothing else stays behind.

    Parameters
    ----------
    run : RunDirectory
        A finished training.
    formats : sequence of str
        Names of `core.export.formats.FORMATS`.
    folder : Path
        Where the files go; made where there is none.
    replace : bool, default False
        Whether earlier exports of the same name may be replaced; else their formats are refused.

    Yields
    ------
    Exported or CannotExport
        One for each format, in order, as soon as it is done.
    """
    folder = folder.resolve()
    refused = {each: _refusal(run, each, folder, replace=replace) for each in formats}
    free = [each for each in formats if refused[each] is None]
    with closing(_made(run, free, folder, replace=replace)) as made:
        for each in formats:
            yield refused[each] or next(made)


def _refusal(run: RunDirectory, name: str, folder: Path, *, replace: bool) -> CannotExport | None:
    if run.path == STARTER:
        return CannotExport(
            "The starter model came with Mien, without the photos to check an export with.",
            "Only a training of your own can be taken to other programs.",
            "Train one first: with your photos it begins where the starter model ends.",
        )
    kind = FORMATS[name]
    return why_not(folder / kind.file, folder=kind.is_folder, replace=replace)


def _made(
    run: RunDirectory, formats: Sequence[str], folder: Path, *, replace: bool
) -> Generator[Outcome]:
    left = list(formats)
    try:
        while left:  # once more for what is left after a format that ended the process
            with workbench(folder) as place:
                for reply in _replies(run, left, place):
                    outcome = _placed(reply, folder, replace=replace)
                    left.pop(0)
                    yield outcome
    except OSError as problem:
        came = f"The folder {folder} cannot be written to: {why(problem)}."
        yield from (CannotExport(came, advice="Choose another folder.") for _ in left)


def _placed(reply: dict[str, Any], folder: Path, *, replace: bool) -> Outcome:
    """Bring what was made to its place."""
    if "refused" in reply:
        sys.stderr.write(reply["log"])
        return CannotExport(*reply["refused"])
    made = Exported.from_json(reply["exported"])
    target = folder / made.path.name
    try:
        put(made.path, target, replace=replace)
    except CannotExport as refusal:
        return refusal
    return changed(made, path=target)


def _replies(run: RunDirectory, formats: Sequence[str], place: Path) -> Iterator[dict[str, Any]]:
    """Yield what the process says; of the format that ends it, why."""
    with tempfile.TemporaryFile() as said, _started(run, formats, place, said) as child:
        try:
            heard = 0
            for line in child.stdout or ():
                heard += 1
                yield json.loads(line)
            if heard < len(formats):
                yield _end(formats[heard], child.wait(), said)
        finally:
            child.kill()


def _started(
    run: RunDirectory, formats: Sequence[str], place: Path, said: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "core.export.worker", str(run.path.resolve()), str(place), *formats],
        cwd=PROJECT,
        env={**os.environ, **_ENVIRONMENT},
        stdin=subprocess.PIPE,  # open for as long as this process lives
        stdout=subprocess.PIPE,
        stderr=said,
    )


def _end(name: str, status: int, said: IO[bytes]) -> dict[str, Any]:
    said.seek(0)
    log = said.read().decode("utf-8", "replace")
    came = f"The {FORMATS[name].title} file could not be made: what makes it stopped unexpectedly."
    if status == -getattr(signal, "SIGKILL", 0):
        memory = "It needs about 2 GB of free memory."
        return {"refused": [came, memory, "Close other programs and try again."], "log": log}
    reason = last_words(log).rstrip(".")
    return {"refused": [came, "", f"It said last: {reason}."], "log": log}
