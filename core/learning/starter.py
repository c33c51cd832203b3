"""What the starter model knows of faces: directions in its features that mean an expression."""

from __future__ import annotations

from functools import cache

import keras
import numpy as np
from numpy.typing import NDArray

from core.starter_model import starter_weights


@cache
def load_starter() -> keras.Model:
    """Return the starter model, one for all who ask.

    Raises
    ------
    WeightsMissing
        If somebody removed it.
    """
    return keras.saving.load_model(starter_weights(), compile=False, safe_mode=True)


@cache
def expression_directions() -> NDArray[np.float32]:
    """Return directions in the features that mean the seven expressions, and sad against happy.

    Returns
    -------
    ndarray of float32, shape (F, 8)
        One direction a column; in this order: angry, disgust, fear, happy, neutral, sad,
        surprise, and what decides between happy and sad.

    Raises
    ------
    WeightsMissing
        If somebody removed the starter model.
    """
    starter = load_starter()
    seven = starter.get_layer("expressions").get_weights()[0]
    pair = starter.get_layer("answer").get_weights()[0]
    found: NDArray[np.float32] = np.concatenate([seven, seven @ pair], axis=1)
    return found
