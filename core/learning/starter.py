"""What the starter model knows of faces, for heads that begin from it."""

from __future__ import annotations

from functools import cache

import keras
import numpy as np

from core.evaluation.certainty import Certainty
from core.learning.exact_head import LinearHead
from core.starter_model import starter_weights, whole_starter


@cache
def load_starter() -> keras.Model:
    """Return the starter model, one for all who ask.

    Raises
    ------
    WeightsMissing
        If it is missing or damaged.
    """
    return keras.saving.load_model(starter_weights(), compile=False, safe_mode=True)


@cache
def starter_head() -> LinearHead:
    """Return how the starter model tells sad (positive) from happy by its features.

    Its last two layers, the seven expressions and the pair, are linear and fold into one. It is as
    sure as it should be: a head that begins from it weighs it against what labels say.

    Raises
    ------
    WeightsMissing
        If it is missing or damaged.
    RunDamaged
        If what is known of its certainty is damaged.
    """
    starter = load_starter()
    seven, seven_bias = starter.get_layer("expressions").get_weights()
    pair, pair_bias = starter.get_layer("answer").get_weights()
    kernel, bias = seven @ pair, seven_bias @ pair + pair_bias
    certainty = Certainty.load(whole_starter().certainty)
    sharper = np.float32(1 / certainty.temperature["temperature"]) if certainty else np.float32(1)
    return LinearHead(sharper * kernel, sharper * bias)
