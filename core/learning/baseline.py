"""What a network has to beat: hand-made features, and always naming the bigger class.

Histograms of oriented gradients with a linear support vector machine: Dalal and Triggs (2005),
"Histograms of oriented gradients for human detection", doi:10.1109/CVPR.2005.177; Cortes and
Vapnik (1995), "Support-vector networks", doi:10.1007/BF00994018.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from core.evaluation.figures import right_answers
from core.files import read_json, write_json
from core.learning.input_pipeline import Pictures
from core.workspace import Workspace

MOST = 15_000
"""Training photos that the hand-made features learn from at most, drawn at random."""

_FORMAT = 2
_BINS = 9
_CELL, _OVERLAP = (8, 8), (16, 16)
_SMALL, _LARGE = 48, 64

Answers = dict[str, dict[str, Any]]


def rivals(workspace: Workspace, splits: Mapping[str, Pictures]) -> dict[str, Answers]:
    """Return how often the two rivals are right on the photos a network is judged by.

    Fitted once for the same pixels and labels, then remembered in the cache folder.

    Parameters
    ----------
    workspace : Workspace
        Where the cache lies.
    splits : mapping of str to Pictures
        ``train`` is learned from; ``validation`` and ``test`` are answered.

    Returns
    -------
    dict of str to dict
        For each answered split that has photos, ``bigger_class`` and ``hog_svm``, each as
        `core.evaluation.figures.right_answers` returns it; ``bigger_class`` also tells its
        ``class_index``, ``hog_svm`` how many photos it learned from, ``learned_from``, and the
        class index it named for each photo of the split, in their order, ``answers``.
    """
    judged = {name: splits[name] for name in ("validation", "test") if len(splits[name])}
    training = splits["train"]
    greys = {name: _greys(each) for name, each in {"train": training, **judged}.items()}
    kept = workspace.cache / f"rivals-{_digest(greys, training, judged)}.json"
    try:
        known: dict[str, Answers] = read_json(kept)
    except (OSError, ValueError):
        known = _judged(greys, training, judged)
        write_json(kept, known)
    return known


def _judged(
    greys: Mapping[str, NDArray[np.uint8]], training: Pictures, judged: Mapping[str, Pictures]
) -> dict[str, Answers]:
    bigger = int(np.bincount(training.labels).argmax())
    chosen = _at_most(training.labels, MOST)
    scaler = StandardScaler()
    learned = scaler.fit_transform(hog_features(greys["train"][chosen]))
    machine = LinearSVC(C=1 / len(chosen), dual=False).fit(learned, training.labels[chosen])
    figures: dict[str, Answers] = {}
    for name, pictures in judged.items():
        answers = machine.predict(scaler.transform(hog_features(greys[name])))
        always = right_answers(pictures.labels, np.full(len(pictures), bigger))
        made = right_answers(pictures.labels, answers)
        figures[name] = {
            "bigger_class": {**always, "class_index": bigger},
            "hog_svm": {**made, "learned_from": len(chosen), "answers": answers.tolist()},
        }
    return figures


def hog_features(greys: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return histograms of oriented gradients, 9 directions in cells of 8 x 8 pixels.

    Parameters
    ----------
    greys : ndarray of uint8, shape (N, S, S)
        Grey photos, 0 to 255; S a multiple of 8, at least 16.

    Returns
    -------
    ndarray of float32, shape (N, D)
        Normalised in overlapping blocks of 2 x 2 cells; D is 36 times ``(S / 8 - 1) ** 2``.
    """
    side = greys.shape[1]
    descriptor = cv2.HOGDescriptor((side, side), _OVERLAP, _CELL, _CELL, _BINS)
    features = np.empty((len(greys), descriptor.getDescriptorSize()), np.float32)
    for row, grey in enumerate(greys):
        features[row] = np.asarray(descriptor.compute(grey)).ravel()
    return features


def _greys(pictures: Pictures) -> NDArray[np.uint8]:
    """Bring photos to the one size that the features are made for."""
    side = _SMALL if pictures.pixels.shape[1] <= _SMALL else _LARGE
    greys = np.empty((len(pictures), side, side), np.uint8)
    for row, at in enumerate(pictures.rows):
        grey = cv2.cvtColor(pictures.pixels[at], cv2.COLOR_RGB2GRAY)
        greys[row] = cv2.resize(grey, (side, side), interpolation=cv2.INTER_AREA)
    return greys


def _digest(
    greys: Mapping[str, NDArray[np.uint8]], training: Pictures, judged: Mapping[str, Pictures]
) -> str:
    """Return a name for exactly these pixels and labels, whatever run they belong to."""
    digest = hashlib.sha256(f"{_FORMAT} {MOST}".encode())
    for name, pictures in {"train": training, **judged}.items():
        digest.update(f"{name} {greys[name].shape}".encode())
        digest.update(greys[name].tobytes())
        digest.update(pictures.labels.tobytes())
    return digest.hexdigest()[:32]


def _at_most(labels: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Return where about ``most`` photos stand, drawn at random class by class."""
    share = min(1.0, most / len(labels))
    lots = np.random.default_rng(0)
    drawn = []
    for each in np.unique(labels):
        members = np.flatnonzero(labels == each)
        drawn.append(lots.permutation(members)[: max(1, round(share * len(members)))])
    return np.sort(np.concatenate(drawn))
