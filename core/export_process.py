"""Models written for other programs, by a process of its own: TensorFlow is loaded there alone."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from core.errors import CannotExport
from core.export.exported import Exported
from core.runs.run_directory import RunDirectory
from core.workspace import PROJECT

_ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1"}


def exported(
    run: RunDirectory, formats: Sequence[str], folder: Path
) -> Iterator[Exported | CannotExport]:
    """Write a model in some formats, and check that each answers as the app does.

    Parameters
    ----------
    run : RunDirectory
        A finished training.
    formats : sequence of str
        Names of `core.export.formats.FORMATS`.
    folder : Path
        Where the files go; made where there is none.

    Yields
    ------
    Exported or CannotExport
        One for each format, in order, as soon as it is done.
    """
    folder.mkdir(parents=True, exist_ok=True)
    places = [str(run.path.resolve()), str(folder.resolve())]
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(
            [sys.executable, "-m", "core.export.worker", *places, *formats],
            cwd=PROJECT,
            env={**os.environ, **_ENVIRONMENT},
            stdout=subprocess.PIPE,
            stderr=said,
        )
        yield from _heard(child, formats)


def _heard(
    child: subprocess.Popen[bytes], formats: Sequence[str]
) -> Iterator[Exported | CannotExport]:
    done = 0
    try:
        for line in child.stdout or ():
            reply = json.loads(line)
            done += 1
            if "exported" in reply:
                yield Exported.from_json(reply["exported"])
            else:
                yield CannotExport(*reply["refused"])
    finally:
        child.kill()
        child.wait()
    for each in formats[done:]:
        yield CannotExport(
            f"The format {each} could not be made: what makes it stopped unexpectedly.",
            "It needs about 2 GB of free memory.",
            "Close other programs and try again.",
        )
