"""Prediction and heat maps, done by one long-lived child process that holds the models.

TensorFlow is loaded there and never here, so the app's own process stays small and quick. The
child is a plain ``python -m`` process and not one of `multiprocessing`: that would run the app's
main script once more in it.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from core.errors import PictureRefused
from core.inference_answers import (
    Glance,
    Look,
    Outcome,
    Prediction,
    SeenFace,
    glance_from,
    look_from,
    outcome_from,
)
from core.inference_process import ModelProcessEnded
from core.inference_sets import Frame, SetQuestions
from core.inference_training import TrainingQuestions

__all__ = ["Frame", "Glance", "Inference", "Look", "Outcome", "Prediction", "SeenFace", "shared"]

_BATCH_PICTURES = 128
_BATCH_BYTES = 32 << 20


_DEADLY = PictureRefused(
    "This file made the reader of photos stop.",
    "It is probably damaged.",
    "Open it in another program and save it again as JPEG or PNG.",
)


class Inference(SetQuestions, TrainingQuestions):
    """The process that holds trained models; any thread may ask, one is answered at a time.

    The child starts with the first question or `warm_up`, ends with this process, and is replaced
    when it dies.
    """

    def warm_up(self) -> None:
        """Start the child, which loads TensorFlow by itself; returns at once."""
        self._process.start()

    def look(self, run_dir: Path, data: bytes, *, face: int = 0, method: str | None = None) -> Look:
        """Return what a run's model says about a picture and what speaks for each class.

        Parameters
        ----------
        run_dir : Path
            Folder of a finished run.
        data : bytes
            The file as it came, any format that can be imported.
        face : int, optional
            Which face, where there are several and the model was taught on faces; 0 is the
            largest.
        method : str, optional
            A key of `core.explain.method_names.METHODS`; by default the right one for the model.

        Raises
        ------
        PictureRefused
            If the file is not a picture that can be read.
        CannotExplain
            If the method does not exist or does not fit the model.
        CoreError
            If the run's model is missing or damaged, or the child died twice.
        """
        folder = str(run_dir.resolve())
        return look_from(self._glance(job="look", run=folder, data=data, face=face, method=method))

    def glance(self, run_dir: Path, data: bytes) -> Glance:
        """Return what a run's model says about a picture, quickly: without maps.

        The parameters and errors are those of `look`.
        """
        return glance_from(self._glance(job="glance", run=str(run_dir.resolve()), data=data))

    def predict(self, run_dir: Path, pictures: Sequence[bytes]) -> list[Outcome]:
        """Return what a run's model says about each picture.

        Parameters
        ----------
        run_dir : Path
            Folder of a finished run.
        pictures : sequence of bytes
            Files as they came.

        Returns
        -------
        list
            In the order of ``pictures``; a file that cannot be read has its refusal in place of a
            prediction.

        Raises
        ------
        CoreError
            If the run's model is missing or damaged.
        """
        folder = str(run_dir.resolve())
        return [each for batch in _batches(pictures) for each in self._predict(folder, batch)]

    def check_looks(self, run_dir: Path, part: str) -> dict[str, Any]:
        """Return where a model looks on photos it has not learned from, one part of it.

        Parameters
        ----------
        run_dir : Path
            Folder of a finished run.
        part : str
            One of `core.look_check.PARTS`: each takes some seconds, and others can ask between.

        Returns
        -------
        dict
            That part of `core.look_check.look_check`, which remembers them all.

        Raises
        ------
        CannotExplain
            If none of the photos can be read any more.
        CoreError
            If the run's model is missing or damaged, or the child died of it.
        """
        folder = str(run_dir.resolve())
        return dict(self._ask(job="check_looks", run=folder, part=part, attempts=1))

    def close(self) -> None:
        """End the child; a later question starts a new one."""
        self._process.close()

    def _predict(self, folder: str, batch: list[bytes]) -> list[Outcome]:
        try:
            return self._predict_once(folder, batch)
        except ModelProcessEnded:
            self._ask(job="ready", attempts=1)  # raises if it is not the photos but this computer
            return [self._predict_alone(folder, data) for data in batch]

    def _predict_once(self, folder: str, batch: list[bytes]) -> list[Outcome]:
        value = self._ask(attempts=1, job="predict", run=folder, pictures=batch)
        return [outcome_from(value["classes"], each) for each in value["answers"]]

    def _predict_alone(self, folder: str, data: bytes) -> Outcome:
        try:
            return self._predict_once(folder, [data])[0]
        except ModelProcessEnded:
            return _DEADLY


_SHARED = Inference()
atexit.register(_SHARED.close)


def shared() -> Inference:
    """Return the one `Inference` of this process."""
    return _SHARED


def _batches(pictures: Sequence[bytes]) -> Iterator[list[bytes]]:
    """Cut the work up, so that another thread's photo need not wait for all of it."""
    batch: list[bytes] = []
    for data in pictures:
        if batch and (
            len(batch) == _BATCH_PICTURES or sum(map(len, batch)) + len(data) > _BATCH_BYTES
        ):
            yield batch
            batch = []
        batch.append(data)
    if batch:
        yield batch
