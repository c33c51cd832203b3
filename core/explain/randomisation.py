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
        ``n`` pictures, ``draws``, ``spearman``: the mean rank correlation of both networks' signed
        evidence for the last class, -1 to 1, that of ``each`` draw, and ``passed``: whether the
        mean is below 0.3. One draw may come out far from 0 either way, for where a random network
        sees much at all it sees it for or against the class.
    """
    own = Explainer(model, method)
    evidence = own.explain(pixels, mirrored=mirrored).evidence[:, -1]
    copy = keras.models.clone_model(model)
    other = Explainer(copy, own.method)
    random = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        redraw(copy, random)
        theirs = other.explain(pixels, mirrored=mirrored).evidence[:, -1]
        found.append(_mean_spearman(evidence, theirs))
    mean = float(np.mean(found))
    return {
        "n": len(pixels),
        "draws": draws,
        "spearman": round(mean, 4),
        "each": [round(value, 4) for value in found],
        "passed": mean < _UNRELATED,
    }


def _mean_spearman(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    """Return the mean over pictures; a map without any differences is related to nothing."""
    pairs = [(a.ravel(), b.ravel()) for a, b in zip(one, other, strict=True)]
    found = [spearmanr(a, b).statistic if np.ptp(a) and np.ptp(b) else 0.0 for a, b in pairs]
    return float(np.mean(found))
