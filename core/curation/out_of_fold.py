"""What models say about photos they have not learned from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

_FOLDS = 5
_STRENGTH = 0.2
_TRUST = 2.1
_ROUNDS = 300
_FLAT = 1e-6


def out_of_fold(
    features: NDArray[np.float32],
    labels: NDArray[np.int64],
    scores: NDArray[np.float32] | None = None,
) -> NDArray[np.float32]:
    """Return probabilities for every photo, from logistic regression on the other photos.

    The set is cut into up to five parts with the same share of each class; each part is answered
    by a model fitted on the others. Features are standardised and the weights kept small, which
    also keeps a wrong label from being learned by heart.

    Parameters
    ----------
    features : ndarray of float32, shape (N, F)
        What a network sees in the photos.
    labels : ndarray of int64, shape (N,)
        Class indices, 0 to K - 1; each occurs at least twice.
    scores : ndarray of float32, shape (N, U), optional
        What the network itself would say, as logits. They are one more feature, but one whose
        weight may grow freely: where there are few labels, they weigh most.

    Returns
    -------
    ndarray of float32, shape (N, K)
        0 to 1, rows adding up to 1.
    """
    inputs = _standardised(features) / np.sqrt(np.float32(features.shape[1]))
    if scores is not None:
        inputs = np.concatenate([inputs, _TRUST * _standardised(scores)], axis=1)
    counts = np.bincount(labels)
    answers = np.zeros((len(labels), len(counts)), np.float32)
    folds = StratifiedKFold(min(_FOLDS, int(counts.min())), shuffle=True, random_state=0)
    for others, held in folds.split(inputs, labels):
        model = LogisticRegression(C=_STRENGTH, max_iter=_ROUNDS)
        model.fit(inputs[others], labels[others])
        answers[held] = model.predict_proba(inputs[held])
    return answers


def _standardised(values: NDArray[np.float32]) -> NDArray[np.float32]:
    found: NDArray[np.float32] = (values - values.mean(axis=0)) / (values.std(axis=0) + _FLAT)
    return found.astype(np.float32)
