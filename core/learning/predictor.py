"""A finished run, ready to answer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import keras
import numpy as np
from numpy.typing import NDArray

from core.errors import RunDamaged
from core.evaluation.certainty import Certainty
from core.learning.answering import answer_with_features, compiled
from core.learning.familiarity import Familiarity, answering_features
from core.runs.run_directory import RunDirectory
from core.starter_model import run_in

_IMAGES = 4
"""Dimensions of what a network takes: photos, rows, columns, colours."""

_ONE_ANSWER = 2
"""So many classes are told apart by one number."""

_NO_NETWORK = (ValueError, OSError, TypeError, LookupError, AttributeError, BadZipFile)
"""What Keras raises for files that are no network, or one it refuses to run."""


@dataclass(frozen=True)
class Judged:
    """What a network says about N photos of K classes, and how far that can be believed.

    Parameters
    ----------
    probabilities : ndarray of float32, shape (N, K)
        0 to 1, columns in class order, rows adding up to 1; at the temperature of the run.
    sure : ndarray of bool, shape (N,)
        Whether that is enough for an answer; always, where the run does not know.
    possible : ndarray of bool, shape (N, K)
        Which classes each photo may show.
    strange : ndarray of bool, shape (N,)
        Whether it resembles nothing the network has learned from; never, where it is not known.
    """

    probabilities: NDArray[np.float32]
    sure: NDArray[np.bool_]
    possible: NDArray[np.bool_]
    strange: NDArray[np.bool_]


def _network(run: RunDirectory) -> keras.Model:
    """Return what lies in the file of a model, if it is a network for the classes of its run."""
    try:
        model = keras.saving.load_model(run.model, compile=False, safe_mode=True)
        answers = len(run.classes) if len(run.classes) > _ONE_ANSWER else 1
        if len(model.input_shape) == _IMAGES and model.output_shape[-1] == answers:
            return model
        reason = f"a network for {model.input_shape} with answers {model.output_shape}"
        raise ValueError(reason)
    except _NO_NETWORK as error:
        raise RunDamaged(
            f"The file {run.model.name} of {run.name} cannot be used.",
            f"It should be the network that was trained, for {len(run.classes)} kinds of photos.",
            "Train again, or put the folder back from a copy.",
        ) from error


class Predictor:
    """A trained network with the class names and the image size that belong to it.

    Parameters
    ----------
    model : keras.Model
        Input float32 ``(B, S, S, 3)`` in 0..255; output as `core.learning.architectures.build`.
    classes : list of str
        In the order of the probability columns.
    mirrored : bool, default False
        Whether an answer is the mean of those to the photo and to its mirror image.
    certainty : Certainty, optional
        How sure it has to be; trainings before that was known have none.
    familiarity : Familiarity, optional
        What it has learned from looks like; with few photos it is not known.

    Attributes
    ----------
    model, classes, mirrored : as given
    image_size : int
        S, the side in pixels that photos must have.
    temperature : float
        What the probabilities are brought to; 1 where nothing is known.
    familiarity : as given
    """

    def __init__(
        self,
        model: keras.Model,
        classes: list[str],
        *,
        mirrored: bool = False,
        certainty: Certainty | None = None,
        familiarity: Familiarity | None = None,
    ) -> None:
        self.model, self.mirrored = model, mirrored
        self._ask = compiled(answering_features(model), mirrored=mirrored)
        self._certainty, self.familiarity = certainty, familiarity
        self.temperature = float(certainty.temperature["temperature"]) if certainty else 1.0
        self.classes = classes
        self.image_size = int(model.input_shape[1])

    @classmethod
    def load(cls, run_directory: RunDirectory | Path) -> Self:
        """Load the network of a finished run, having checked its file.

        Raises
        ------
        RunDamaged
            If a file of the run is missing or differs from what was written.
        WeightsMissing
            The same of the starter model.
        """
        run = run_in(run_directory) if isinstance(run_directory, Path) else run_directory
        run.verify()
        return cls(
            _network(run),
            run.classes,
            mirrored=run.config.mirrored_prediction,
            certainty=Certainty.load(run.certainty),
            familiarity=Familiarity.load(run.familiar),
        )

    def probabilities(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Answer photos.

        Parameters
        ----------
        pixels : ndarray of uint8, shape (N, S, S, 3)
            RGB, 0 to 255, from `core.dataset.images.read_for_model`; N may be 0.

        Returns
        -------
        ndarray of float32, shape (N, K)
            0 to 1, columns in the order of ``classes``, rows adding up to 1.

        Raises
        ------
        ValueError
            If the photos have another shape or type.
        """
        return self.judge(pixels).probabilities

    def judge(self, pixels: NDArray[np.uint8]) -> Judged:
        """Answer photos, and tell which answers can be believed.

        Parameters
        ----------
        pixels : ndarray of uint8, shape (N, S, S, 3)
            As for `probabilities`.

        Raises
        ------
        ValueError
            If the photos have another shape or type.
        """
        side, number, classes = self.image_size, len(pixels), len(self.classes)
        if pixels.dtype != np.uint8 or pixels.shape[1:] != (side, side, 3):
            raise ValueError(
                f"Photos came as {pixels.dtype} {pixels.shape}; "
                f"this network takes uint8 (N, {side}, {side}, 3)."
            )
        no, every = np.zeros(number, bool), np.ones((number, classes), bool)
        if not number:
            return Judged(np.zeros((0, classes), np.float32), no, every, no)
        said, seen = answer_with_features(self._ask, pixels)
        strange = self.familiarity.strange(seen) if self.familiarity else no
        if self._certainty is None:
            return Judged(said, ~no, every, strange)
        said = self._certainty.probabilities(said)
        return Judged(said, self._certainty.sure(said), self._certainty.possible(said), strange)
