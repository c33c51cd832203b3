"""Whether maps depend on what was learned: the model randomisation of Adebayo et al. (2018).

arXiv:1810.03292: a map that stays the same when the network's weights are drawn anew shows the
picture, not the network.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from core.explain.cam import Explainer

_DRAWS = 10
_UNRELATED = 0.3


def redraw(layer: Any, random: np.random.Generator) -> None:
    """Draw the kernels of a layer or network, in the way of He et al. (2015, arXiv:1502.01852).

    Fixed preprocessing stays as it is, and so do the statistics of batch normalisation.
    """
    for inner in getattr(layer, "layers", []):
        redraw(inner, random)
    for weight in [] if isinstance(layer, keras.Model) else layer.weights:
        fixed = isinstance(getattr(layer, "kernel_initializer", None), keras.initializers.Constant)
        if len(weight.shape) > 1 and not fixed:
            inputs = np.prod(weight.shape[:-1])
            drawn = random.standard_normal(weight.shape, np.float32) * np.float32(
                np.sqrt(2 / inputs)
            )
            weight.assign(drawn)


def model_randomisation(
    model: Any,
    pixels: NDArray[np.uint8],
    method: str | None = None,
    *,
    draws: int = _DRAWS,
    seed: int = 0,
    mirrored: bool = False,
) -> dict[str, Any]:
    """Compare the maps of a network with those of a copy whose weights were drawn anew.

    Parameters
    ----------
    model : keras.Model
        As for `core.explain.cam.Explainer`.
    pixels : ndarray of uint8, shape (N, S, S, 3)
        Pictures.
    method : str, optional
        As for `Explainer`.
    draws : int, default 10
        Times that weights are drawn anew.
    seed : int, default 0
        Of these weights.
    mirrored : bool, default False
        As for `Explainer.explain`.

    Returns
    -------
    dict
        ``n`` pictures, ``draws``, ``spearman``: the mean rank correlation of both networks' maps
        for the class that the network itself answers, as they are shown, -1 to 1, that of ``each``
        draw, and ``passed``: whether the mean is below 0.3. One draw may come out far from 0, for
        where a random network sees much at all it sees all of it for the class, or none.
    """
    own = Explainer(model, method)
    explained = own.explain(pixels, mirrored=mirrored)
    answered = np.arange(len(pixels)), explained.probabilities.argmax(axis=1)
    shown = explained.speaking[answered]
    copy = keras.models.clone_model(model)
    other = Explainer(copy, own.method)
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        redraw(copy, random)
        theirs = other.explain(pixels, mirrored=mirrored).speaking[answered]
        found.append(_mean_spearman(shown, theirs))
    mean = float(np.mean(found))
    return {
        "n": len(pixels),
        "draws": draws,
        "spearman": round(mean, 4),
        "each": [round(value, 4) for value in found],
        "passed": mean < _UNRELATED,
    }


def _mean_spearman(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the mean over pictures; a map that is blank is related to nothing."""
    pairs = [(a.ravel(), b.ravel()) for a, b in zip(one, other, strict=True)]
    found = [spearmanr(a, b).statistic if np.ptp(a) and np.ptp(b) else 0.0 for a, b in pairs]
    return float(np.mean(found))
