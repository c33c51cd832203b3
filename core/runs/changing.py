"""A disk that lets nobody change the folder of a run, told in one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from core.disk_refusals import advice, why
from core.errors import WorkspaceProblem
from core.runs.run_files import RunFiles


@contextmanager
def changing(run: RunFiles) -> Iterator[None]:
    """Turn what the system refuses inside the block into a sentence.

    Raises
    ------
    WorkspaceProblem
        If a file or folder cannot be written, moved or deleted.
    """
    try:
        yield
    except OSError as error:
        raise WorkspaceProblem(
            f"The training {run.run_id} cannot be changed: {why(error)}.",
            f"Mien must be able to write in {run.path.parent}.",
            advice(error),
        ) from error
