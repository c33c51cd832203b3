"""A linear head on features, solved exactly: regularised logistic regression."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar
from scipy.special import log_softmax, softmax
from scipy.stats import rankdata
from sklearn.model_selection import StratifiedKFold

_PAIR = 2
_FLAT = 1e-6
_STRENGTH = 0.05
_CHANCE = 0.5
_FOLDS = 5
_ENOUGH = 100
_POWERS = (float(np.log(0.1)), float(np.log(100.0)))

Floats = NDArray[np.float64]


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

    def logits(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return ``(N, U)`` for features ``(N, F)``."""
        found: NDArray[np.float32] = features @ self.kernel + self.bias
        return found

    def probabilities(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return ``(N, K)`` for features ``(N, F)``: 0 to 1, rows adding up to 1."""
        logits = self.logits(features)
        if logits.shape[1] == 1:
            logits = np.concatenate([np.zeros_like(logits), logits], axis=1)
        found: NDArray[np.float32] = softmax(logits, axis=1).astype(np.float32)
        return found


def fit_head(
    features: NDArray[np.float32],
    labels: NDArray[np.int64],
    known: LinearHead | None = None,
    *,
    balanced: bool = True,
) -> LinearHead:
    """Fit a head.

    Features are standardised first, which is folded into the kernel. A head that is ``known`` from
    elsewhere, whichever way round its classes are, becomes the prior mean unless cross-validation
    says that the labels do better without: the fit then moves away from it only as far as they ask
    for, and ten of them hardly make worse what thousands of other photos taught. Without it, and
    for more than two classes, the prior mean is zero.

    Parameters
    ----------
    features : ndarray of float32, shape (N, F)
        Of labelled photos.
    labels : ndarray of int64, shape (N,)
        Class indices; every class from 0 to K - 1 occurs.
    known : LinearHead, optional
        Of two classes.
    balanced : bool, default True
        Whether rarer classes count more.

    Returns
    -------
    LinearHead
    """
    prior = _prior(features, labels, known)
    if prior is not None and _does_better_without(features, labels, prior, balanced=balanced):
        prior = None
    head = _fit(features, labels, prior, balanced=balanced)
    if labels.max() + 1 == _PAIR:
        return head
    sharpness = np.float32(_sharpness(features, labels, balanced=balanced))
    return LinearHead(head.kernel * sharpness, head.bias * sharpness)


def _fit(
    features: NDArray[np.float32],
    labels: NDArray[np.int64],
    prior: LinearHead | None,
    *,
    balanced: bool,
) -> LinearHead:
    mean, spread = features.mean(axis=0), features.std(axis=0) + _FLAT
    basis = 1 / (spread * np.sqrt(features.shape[1]))
    offset = np.zeros((len(labels), labels.max() + 1))
    if prior is not None:
        offset[:, 1:] = prior.logits(features)
    weights = _weights(labels, balanced=balanced)
    inputs = (features - mean) * basis
    kernel, bias = _solve(inputs, offset, labels, weights, trusted=prior is not None)
    kernel = kernel * basis[:, None]
    bias = bias - mean @ kernel
    if len(bias) == _PAIR:
        kernel, bias = kernel[:, 1:] - kernel[:, :1], bias[1:] - bias[:1]
    if prior is not None:
        kernel, bias = kernel + prior.kernel, bias + prior.bias
    return LinearHead(kernel.astype(np.float32), bias.astype(np.float32))


def _prior(
    features: NDArray[np.float32], labels: NDArray[np.int64], known: LinearHead | None
) -> LinearHead | None:
    """Return the known head, turned round if need be; None where it says nothing about these."""
    if known is None or labels.max() + 1 != _PAIR:
        return None
    scores = known.logits(features)[:, 0].astype(np.float64)
    forwards = _area_under_curve(scores, labels == 1) >= _CHANCE
    return known if forwards else LinearHead(-known.kernel, -known.bias)


def _does_better_without(
    features: NDArray[np.float32],
    labels: NDArray[np.int64],
    prior: LinearHead,
    *,
    balanced: bool,
) -> bool:
    parts = min(_FOLDS, int(np.bincount(labels).min()))
    if parts < 2:  # noqa: PLR2004  nothing to compare on
        return False
    right = {True: 0, False: 0}
    for others, held in StratifiedKFold(parts, shuffle=True, random_state=0).split(labels, labels):
        for trusted in right:
            head = _fit(
                features[others], labels[others], prior if trusted else None, balanced=balanced
            )
            answers = head.probabilities(features[held]).argmax(axis=1)
            right[trusted] += int((answers == labels[held]).sum())
    return right[False] > right[True]


def _sharpness(
    features: NDArray[np.float32], labels: NDArray[np.int64], *, balanced: bool
) -> float:
    """Return what logits have to be multiplied by for probabilities that others bear out.

    The penalty that suits two classes leaves the answers of many nearly alike, however right they
    are. This is temperature scaling (Guo et al. 2017, arXiv:1706.04599) on photos held back, with
    the targets of Platt (1999): n answers, all of them right, bear out (n + 1) / (n + 2), not 1.
    """
    logits, truth = _held_back(features, labels, balanced=balanced)
    if not len(truth):
        return 1.0
    doubt = 1 / (len(truth) + 2)
    target = (1 - doubt) * np.eye(logits.shape[1])[truth] + doubt / logits.shape[1]

    def loss(power: float) -> float:
        return -float((target * log_softmax(logits * np.exp(power), axis=1)).sum())

    found: Any = minimize_scalar(loss, bounds=_POWERS, method="bounded")
    return float(np.exp(found.x))


def _held_back(
    features: NDArray[np.float32], labels: NDArray[np.int64], *, balanced: bool
) -> tuple[Floats, NDArray[np.int64]]:
    """Return what heads say of photos that they did not learn from, and their labels.

    Parts of the photos are held back in turn until there are enough answers.
    """
    parts = _parts(labels)
    logits, truth = [np.empty((0, labels.max() + 1))], [labels[:0]]
    for part in range(_FOLDS):
        held = parts == part
        if held.any() and sum(map(len, truth)) < _ENOUGH:
            head = _fit(features[~held], labels[~held], None, balanced=balanced)
            logits.append(head.logits(features[held]).astype(np.float64))
            truth.append(labels[held])
    return np.concatenate(logits), np.concatenate(truth)


def _parts(labels: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the part of each photo, no class being all in one; -1 for the only one of a class."""
    order = np.random.default_rng(0).permutation(len(labels))
    parts = np.full(len(labels), -1)
    for kind in range(labels.max() + 1):
        members = order[labels[order] == kind]
        if len(members) > 1:
            parts[members] = (np.arange(len(members)) + kind) % _FOLDS
    return parts


def _area_under_curve(scores: Floats, positive: NDArray[np.bool_]) -> float:
    """Return how often a positive photo scores above a negative one (Mann and Whitney 1947)."""
    ranks, count = rankdata(scores), int(positive.sum())
    pairs = count * (len(scores) - count)
    return float((ranks[positive].sum() - count * (count + 1) / 2) / pairs)


def _weights(labels: NDArray[np.int64], *, balanced: bool) -> Floats:
    if not balanced:
        return np.ones(len(labels))
    counts = np.bincount(labels)
    found: Floats = (len(labels) / (len(counts) * counts))[labels]
    return found


def _solve(
    inputs: Floats, offset: Floats, labels: NDArray[np.int64], weights: Floats, *, trusted: bool
) -> tuple[Floats, Floats]:
    """Minimise weighted cross-entropy plus a penalty; return kernel ``(F, K)`` and bias ``(K,)``.

    Where there is a prior that is trusted, moving its threshold is penalised too.
    """
    features, classes = inputs.shape[1], offset.shape[1]
    truth = np.eye(classes)[labels]
    penalty = np.ones((features + 1, classes))
    penalty[-1] = 1 / _STRENGTH if trusted else _FLAT
    extended = np.concatenate([inputs, np.ones((len(inputs), 1))], axis=1)

    def cost(flat: Floats) -> tuple[float, Floats]:
        matrix = flat.reshape(features + 1, classes)
        logits = extended @ matrix + offset
        loss = -(weights[:, None] * truth * log_softmax(logits, axis=1)).sum()
        slope = extended.T @ (weights[:, None] * (softmax(logits, axis=1) - truth))
        total = _STRENGTH * loss + 0.5 * (penalty * matrix**2).sum()
        return float(total), (_STRENGTH * slope + penalty * matrix).ravel()

    found: Any = minimize(cost, np.zeros((features + 1) * classes), jac=True, method="L-BFGS-B")
    matrix = found.x.reshape(features + 1, classes)
    return matrix[:-1], matrix[-1]
