"""A finished run, ready to answer."""

from __future__ import annotations

from pathlib import Path
from typing import Self

import keras
import numpy as np
from numpy.typing import NDArray

from core.learning.answering import answer
from core.runs.run_directory import RunDirectory
from core.starter_model import run_in


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

    Attributes
    ----------
    model, classes : as given
    image_size : int
        S, the side in pixels that photos must have.
    """

    def __init__(self, model: keras.Model, classes: list[str], *, mirrored: bool = False) -> None:
        self.model = model
        self._mirrored = mirrored
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
        model = keras.saving.load_model(run.model, compile=False, safe_mode=True)
        return cls(model, run.classes, mirrored=run.config.mirrored_prediction)

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
        side = self.image_size
        if pixels.dtype != np.uint8 or pixels.shape[1:] != (side, side, 3):
            raise ValueError(
                f"Photos came as {pixels.dtype} {pixels.shape}; "
                f"this network takes uint8 (N, {side}, {side}, 3)."
            )
        if not len(pixels):
            return np.zeros((0, len(self.classes)), np.float32)
        return answer(self.model, pixels, np.arange(len(pixels)), mirrored=self._mirrored)
