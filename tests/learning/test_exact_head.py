"""A linear head, solved exactly."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.learning.exact_head import fit_head


def cloud(count: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return points of three classes in ten dimensions, of very different scales."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 3
    points = random.normal(size=(count, 10)) + 3 * np.eye(3, 10)[labels]
    return (points * np.logspace(-2, 3, 10) + 5).astype(np.float32), labels


@pytest.mark.parametrize("classes", [2, 3])
def test_it_tells_separate_clouds_apart_and_answers_in_probabilities(classes: int) -> None:
    points, labels = cloud(300, 0)
    kept = labels < classes
    head = fit_head(points[kept], labels[kept])
    unseen, truth = cloud(300, 1)
    answers = head.probabilities(unseen[truth < classes])
    assert answers.shape == (int((truth < classes).sum()), classes)
    assert answers.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert (answers.argmax(axis=1) == truth[truth < classes]).mean() > 0.9


def test_a_rare_class_is_not_overlooked() -> None:
    random = np.random.default_rng(0)
    labels = np.array([0] * 190 + [1] * 10)
    points = (random.normal(size=(200, 4)) + labels[:, None]).astype(np.float32)
    found = {
        balanced: fit_head(points, labels, balanced=balanced).probabilities(points).argmax(axis=1)
        for balanced in (True, False)
    }
    assert found[True][labels == 1].mean() > found[False][labels == 1].mean() + 0.2


def test_with_few_photos_a_direction_that_meant_something_is_believed_first() -> None:
    random = np.random.default_rng(0)
    direction = random.normal(size=(100, 1)).astype(np.float32)
    direction /= np.linalg.norm(direction)
    labels = np.arange(1000) % 2
    points = random.normal(size=(1000, 100)) + 2 * (2 * labels[:, None] - 1) * direction.T
    points = points.astype(np.float32)

    def accuracy(anchors: NDArray[np.float32] | None) -> float:
        head = fit_head(points[:8], labels[:8], anchors)
        return float((head.probabilities(points[8:]).argmax(axis=1) == labels[8:]).mean())

    assert accuracy(direction) > accuracy(None) + 0.03
    assert accuracy(direction) > 0.95


def test_a_feature_that_never_changes_does_no_harm() -> None:
    points, labels = cloud(60, 0)
    points[:, 4] = 7
    assert np.isfinite(fit_head(points, labels).kernel).all()
