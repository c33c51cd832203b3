"""A linear head on features, solved exactly: regularised logistic regression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

_ROUNDS = 500
_FLAT = 1e-6
_STRENGTH = 10.0
_ANCHORED = 3.0


@dataclass(frozen=True)
class LinearHead:
    """The weights of a last layer.

    Parameters
    ----------
    kernel : ndarray of float32, shape (F, U)
        U is 1 for two classes, where it gives the logit of the second, else K.
    bias : ndarray of float32, shape (U,)
    """

    kernel: NDArray[np.float32]
    bias: NDArray[np.float32]

    def probabilities(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return ``(N, K)`` for features ``(N, F)``: 0 to 1, rows adding up to 1."""
        logits = features @ self.kernel + self.bias
        if logits.shape[1] == 1:
            logits = np.concatenate([np.zeros_like(logits), logits], axis=1)
        shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
        found: NDArray[np.float32] = shifted / shifted.sum(axis=1, keepdims=True)
        return found


def fit_head(
    features: NDArray[np.float32],
    labels: NDArray[np.int64],
    anchors: NDArray[np.float32] | None = None,
    *,
    balanced: bool = True,
) -> LinearHead:
    """Fit a head.

    Features are standardised first, which is folded into the kernel. ``anchors`` are directions
    that meant something elsewhere (the seven expressions of the starter model): what the
    features say along them is believed sooner than anything new, so that ten photos are enough
    where the classes are expressions too. It is the same regression with a wider prior there.

    Parameters
    ----------
    features : ndarray of float32, shape (N, F)
        Of labelled photos.
    labels : ndarray of int64, shape (N,)
        Class indices; every class from 0 to K - 1 occurs.
    anchors : ndarray of float32, shape (F, A), optional
        Directions in feature space.
    balanced : bool, default True
        Whether rarer classes count more.

    Returns
    -------
    LinearHead
    """
    mean, spread = features.mean(axis=0), features.std(axis=0) + _FLAT
    basis = np.diag(1 / spread) / np.sqrt(features.shape[1])
    if anchors is not None:
        scores = (features - mean) @ anchors
        directions = anchors / (scores.std(axis=0) + _FLAT) / np.sqrt(anchors.shape[1])
        basis = np.concatenate([basis, _ANCHORED * directions], axis=1)
    solver = LogisticRegression(
        C=_STRENGTH, max_iter=_ROUNDS, class_weight="balanced" if balanced else None
    )
    solver.fit((features - mean) @ basis, labels)
    kernel = (basis @ solver.coef_.T).astype(np.float32)
    return LinearHead(kernel, (solver.intercept_ - mean @ kernel).astype(np.float32))
