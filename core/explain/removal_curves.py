"""What is left of an answer while a picture is taken apart, or put together, place by place.

Deletion takes out the most important pixels first, insertion keeps them alone (Petsiuk, Das and
Saenko 2018, arXiv:1806.07421); what is missing is filled in from around it (see
`core.explain.imputation`). The answer is followed as the margin of its logit, which does not
saturate, in shares of what it is for the whole pictures.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.explain.imputation import impute
from core.explain.logits import Logits, margins

SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0)
"""Shares of the pixels that are taken out, or kept: closest where answers change most."""

_BATCH = 64

Answer = Callable[[NDArray[np.float32]], Logits]
Curve = NDArray[np.float64]


@dataclass(frozen=True)
class RemovalCurves:
    """Margins of the answers along the shares of pixels in `SHARES`.

    Parameters
    ----------
    deletion : ndarray of float64, shape (N, 8)
        Margin of each picture with that share of its most important pixels taken out.
    insertion : ndarray of float64, shape (N, 8)
        Margin with nothing but that share of them.
    """

    deletion: Curve
    insertion: Curve

    def areas(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the areas under both curves of each picture, in shares of the mean margin."""
        whole = self.deletion[:, 0].mean()
        deleted, inserted = (
            np.trapezoid(curve, SHARES, axis=1) / whole for curve in (self.deletion, self.insertion)
        )
        return deleted, inserted


def removal_curves(
    answer: Answer,
    pixels: NDArray[np.uint8],
    importance: NDArray[np.float32],
    classes: NDArray[np.integer],
    seed: int = 0,
) -> RemovalCurves:
    """Measure both curves.

    Parameters
    ----------
    answer : callable
        From pictures ``(N, S, S, 3)`` to logits ``(N, U)``.
    pixels : ndarray of uint8, shape (N, S, S, 3)
        The pictures.
    importance : ndarray of float32, shape (N, h, w)
        Higher for what should matter more; stretched over the picture.
    classes : ndarray of int, shape (N,)
        Whose margin is followed.
    seed : int, default 0
        Of the noise in what is filled in.
    """
    parts = [
        _one_batch(
            answer, pixels[part], ranks(importance[part], pixels.shape[1]), classes[part], seed
        )
        for part in (slice(n, n + _BATCH) for n in range(0, len(pixels), _BATCH))
    ]
    deletion, insertion = (np.concatenate(each) for each in zip(*parts, strict=True))
    return RemovalCurves(deletion, insertion)


def ranks(importance: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Return for each pixel the share of pixels that matter more, 0 to below 1: ``(N, S, S)``."""
    stretched = np.stack(
        [
            cv2.resize(each, (side, side), interpolation=cv2.INTER_LINEAR)
            for each in importance.astype(np.float32)
        ]
    )
    flat = -stretched.reshape(len(stretched), -1)
    order = flat.argsort(axis=1, kind="stable").argsort(axis=1)
    return (order / flat.shape[1]).astype(np.float32).reshape(stretched.shape)


def _one_batch(
    answer: Answer,
    pixels: NDArray[np.uint8],
    ranked: NDArray[np.float32],
    classes: NDArray[np.integer],
    seed: int,
) -> tuple[Curve, Curve]:
    def margin(missing: NDArray[np.bool_]) -> NDArray[np.float64]:
        return margins(answer(impute(pixels, missing, seed)), classes)

    whole = margins(answer(pixels.astype(np.float32)), classes)
    nothing = margin(np.ones(ranked.shape, bool))
    inner = SHARES[1:-1]
    deletion = [whole, *(margin(ranked < share) for share in inner), nothing]
    insertion = [nothing, *(margin(ranked >= share) for share in inner), whole]
    return np.stack(deletion, axis=1), np.stack(insertion, axis=1)
