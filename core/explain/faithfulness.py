"""How far the maps of a network can be trusted: measured on its own photos, not claimed.

Three questions. Does the answer fall when what the maps light up is taken out, faster than for maps
that know nothing? Do the maps change when the network's weights are drawn anew? How much of what
speaks for the answers lies where the face is?
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.metrics import wilson_interval
from core.explain.cam import Explainer, Explanation
from core.explain.controls import centre_maps, random_maps
from core.explain.intervals import bootstrap_interval
from core.explain.logits import LogitModel
from core.explain.methods import default_method
from core.explain.places import Mask, shares_inside
from core.explain.randomisation import model_randomisation
from core.explain.removal_curves import SHARES, RemovalCurves, removal_curves
from core.explain.replay import replay

_RANDOMISED = 20
_LEAST_AREA = 0.02
_MOST = 0.5

Shares = NDArray[np.float64]


def faithfulness(
    model: Any,
    pixels: NDArray[np.uint8],
    *,
    method: str | None = None,
    face: Mask | None = None,
    seed: int = 0,
    explained: Explanation | None = None,
    mirrored: bool = False,
) -> dict[str, Any]:
    """Measure how faithful the maps of a network are.

    Parameters
    ----------
    model : keras.Model
        As for `core.explain.cam.Explainer`.
    pixels : ndarray of uint8, shape (N, S, S, 3)
        Photos it did not learn from, as the network sees them; some 50 are enough.
    method : str, optional
        As for `Explainer`.
    face : ndarray of float32, shape (S, S) or (N, S, S), optional
        1 where the face is, as `core.explain.places.box_mask` makes it.
    seed : int, default 0
        Of the random control, the noise and the redrawn weights.
    explained : Explanation, optional
        Of these photos by that method, where it is known already.
    mirrored : bool, default False
        As for `Explainer.explain`.

    Returns
    -------
    dict
        JSON-ready: ``method``, ``n``, ``removal`` (see `compare_removal`), ``randomisation`` (see
        `core.explain.randomisation.model_randomisation`; on the first twenty photos) and ``face``
        (see `share_in_place`), None without ``face``.

    Raises
    ------
    ValueError
        If there are no photos, or they do not fit the network.
    """
    method = method or default_method(model)
    explained = explained or Explainer(model, method).explain(pixels, mirrored=mirrored)
    answers = explained.probabilities.argmax(axis=1)
    important = explained.importance(answers)
    few = pixels[:_RANDOMISED]
    return {
        "method": method,
        "n": len(pixels),
        "removal": compare_removal(model, pixels, important, answers, seed=seed, mirrored=mirrored),
        "randomisation": model_randomisation(model, few, method, seed=seed, mirrored=mirrored),
        "face": None if face is None else share_in_place(important, face),
    }


def compare_removal(
    model: Any,
    pixels: NDArray[np.uint8],
    importance: NDArray[np.float32],
    answers: NDArray[np.integer],
    *,
    seed: int = 0,
    mirrored: bool = False,
) -> dict[str, Any]:
    """Compare deletion and insertion by maps with both controls.

    Parameters
    ----------
    model : keras.Model
        The network.
    pixels : ndarray of uint8, shape (N, S, S, 3)
        Photos.
    importance : ndarray of float32, shape (N, h, w)
        The maps.
    answers : ndarray of int, shape (N,)
        The class each map speaks for.
    seed : int, default 0
        Of the random control and of the noise.
    mirrored : bool, default False
        As for `Explainer.explain`.

    Returns
    -------
    dict
        ``n``; ``shares`` taken out; for "maps", "random" and "centre" the mean ``deletion`` and
        ``insertion`` curves and their areas (``deletion_area``, ``insertion_area``, with
        intervals), all in shares of the mean margin of the whole photos; ``deletion_gain``, how
        much lower the area of the maps is than that of the random control, as a share of the
        latter, and ``deletion_gain_over_centre``: each ``value`` and bootstrapped ``interval``,
        None where the control's own area is not clearly above 0.
    """
    answer = LogitModel(replay(model), mirrored=mirrored)
    shape = importance.shape
    rivals = {
        "maps": importance,
        "random": random_maps(shape, max(2, shape[1] // 2), seed),
        "centre": centre_maps(shape),
    }
    curves = {
        name: removal_curves(answer, pixels, maps, answers, seed) for name, maps in rivals.items()
    }
    deleted = {name: each.areas()[0] for name, each in curves.items()}
    return {
        "n": len(pixels),
        "shares": list(SHARES),
        **{name: _told(each) for name, each in curves.items()},
        "deletion_gain": _gain(deleted["maps"], deleted["random"]),
        "deletion_gain_over_centre": _gain(deleted["maps"], deleted["centre"]),
    }


def share_in_place(maps: NDArray[np.float32], place: Mask) -> dict[str, Any]:
    """Measure how much of what speaks for the answers lies in a place: a face, a planted patch.

    Parameters
    ----------
    maps : ndarray of float32, shape (N, h, w)
        Their positive part counts.
    place : ndarray of float32, shape (S, S) or (N, S, S)
        1 inside, 0 outside.

    Returns
    -------
    dict
        ``n`` photos with any evidence; ``area``, the place's share of the square; ``share``, the
        mean share of the evidence inside, with a bootstrapped ``interval``; ``mostly``, the number
        of photos with more than half of it inside, and ``mostly_interval`` (Wilson). All but ``n``
        and ``area`` are None where no photo has evidence.
    """
    inside = shares_inside(maps, place)
    inside = inside[~np.isnan(inside)]
    told: dict[str, Any] = {"n": len(inside), "area": round(float(place.mean()), 4)}
    if not len(inside):
        return told | dict.fromkeys(("share", "interval", "mostly", "mostly_interval"))
    mostly = int((inside > _MOST).sum())
    return told | {
        "share": _rounded(inside.mean()),
        "interval": [_rounded(end) for end in bootstrap_interval(inside)],
        "mostly": mostly,
        "mostly_interval": list(wilson_interval(mostly, len(inside))),
    }


def _told(curves: RemovalCurves) -> dict[str, Any]:
    whole = curves.deletion[:, 0].mean()
    deleted, inserted = curves.areas()
    return {
        "deletion": [_rounded(value) for value in curves.deletion.mean(axis=0) / whole],
        "insertion": [_rounded(value) for value in curves.insertion.mean(axis=0) / whole],
        "deletion_area": _rounded(deleted.mean()),
        "deletion_interval": [_rounded(end) for end in bootstrap_interval(deleted)],
        "insertion_area": _rounded(inserted.mean()),
        "insertion_interval": [_rounded(end) for end in bootstrap_interval(inserted)],
    }


def _gain(own: Shares, control: Shares) -> dict[str, Any] | None:
    def gain(means: Shares) -> Shares:
        return 1 - means[:, 0] / np.maximum(means[:, 1], _LEAST_AREA)

    if control.mean() <= _LEAST_AREA:
        return None
    both = np.stack([own, control], axis=1)
    return {
        "value": _rounded(gain(both.mean(axis=0)[None])[0]),
        "interval": [_rounded(end) for end in bootstrap_interval(both, gain)],
    }


def _rounded(value: Any) -> float:
    return round(float(value), 4)
