"""A linear head, solved exactly."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.learning.exact_head import LinearHead, fit_head

Labels = NDArray[np.int64]


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


def along(direction: NDArray[np.float32], count: int) -> tuple[NDArray[np.float32], Labels]:
    """Return points of two classes that lie apart in one direction of a hundred."""
    labels = np.arange(count) % 2
    points = np.random.default_rng(1).normal(size=(count, 100))
    return (points + 2 * (2 * labels[:, None] - 1) * direction).astype(np.float32), labels


def direction_of(seed: int) -> NDArray[np.float32]:
    found = np.random.default_rng(seed).normal(size=100).astype(np.float32)
    return found / np.linalg.norm(found)


def right(head: LinearHead, points: NDArray[np.float32], labels: Labels) -> float:
    return float((head.probabilities(points).argmax(axis=1) == labels).mean())


@pytest.mark.parametrize("sign", [1, -1])
def test_with_few_photos_a_head_that_is_known_is_believed_whichever_way_round(sign: int) -> None:
    points, labels = along(direction_of(0), 1000)
    known = LinearHead(3 * sign * direction_of(0)[:, None], np.zeros(1, np.float32))
    helped = right(fit_head(points[:8], labels[:8], known), points[8:], labels[8:])
    alone = right(fit_head(points[:8], labels[:8]), points[8:], labels[8:])
    assert helped > 0.96
    assert helped > alone + 0.03


def test_a_known_head_that_tells_nothing_apart_is_not_believed() -> None:
    points, labels = along(direction_of(0), 400)
    across = direction_of(1) - (direction_of(1) @ direction_of(0)) * direction_of(0)
    known = LinearHead(5 * across[:, None].astype(np.float32), np.zeros(1, np.float32))
    with_, without = (fit_head(points[:200], labels[:200], head) for head in (known, None))
    assert right(with_, points[200:], labels[200:]) > 0.95
    assert right(with_, points[200:], labels[200:]) >= right(without, points[200:], labels[200:])


def test_many_labels_move_it_away_from_what_was_known() -> None:
    points, labels = along(direction_of(0), 2000)
    half = direction_of(0) + direction_of(1)
    known = LinearHead(4 * half[:, None].astype(np.float32), np.zeros(1, np.float32))
    moved = fit_head(points[:1000], labels[:1000], known)
    assert right(moved, points[1000:], labels[1000:]) > right(known, points[1000:], labels[1000:])


def test_a_feature_that_never_changes_does_no_harm() -> None:
    points, labels = cloud(60, 0)
    points[:, 4] = 7
    assert np.isfinite(fit_head(points, labels).kernel).all()


def test_the_probabilities_of_many_classes_are_as_high_as_the_answers_are_right() -> None:
    noise = np.random.default_rng(3)
    centres = noise.normal(size=(40, 64))
    labels = np.repeat(np.arange(40), 20)
    points = (centres[labels] + noise.normal(size=(800, 64))).astype(np.float32)
    learned = np.arange(800) % 20 < 6
    answers = fit_head(points[learned], labels[learned]).probabilities(points[~learned])
    right = (answers.argmax(axis=1) == labels[~learned]).mean()
    assert right > 0.8
    assert abs(answers.max(axis=1).mean() - right) < 0.1


def test_few_photos_that_are_all_told_apart_do_not_make_it_sure() -> None:
    labels = np.arange(315) % 3
    noise = np.random.default_rng(0)
    centres = noise.normal(size=(3, 64))
    points = (centres[labels] + 0.5 * noise.normal(size=(315, 64))).astype(np.float32)
    answers = fit_head(points[:15], labels[:15]).probabilities(points[15:])
    assert (answers.argmax(axis=1) == labels[15:]).all()
    assert 0.85 < answers.max(axis=1).mean() < 0.985


def test_one_rare_class_does_not_leave_the_answers_of_all_others_alike() -> None:
    noise = np.random.default_rng(3)
    centres = noise.normal(size=(40, 64))
    labels = np.repeat(np.arange(40), 20)
    points = (centres[labels] + noise.normal(size=(800, 64))).astype(np.float32)
    learned = np.arange(800) % 20 < np.where(labels == 0, 1, 6)
    answers = fit_head(points[learned], labels[learned]).probabilities(points[~learned])
    right = (answers.argmax(axis=1) == labels[~learned]).mean()
    assert abs(answers.max(axis=1).mean() - right) < 0.1


def test_answers_that_are_half_chance_are_not_made_sure() -> None:
    noise = np.random.default_rng(5)
    labels = np.arange(300) % 3
    said = np.where(noise.random(300) < 0.5, labels, noise.integers(0, 3, 300))
    points = (8 * np.eye(3, 10)[said] + noise.normal(size=(300, 10))).astype(np.float32)
    answers = fit_head(points[:150], labels[:150]).probabilities(points[150:])
    right = (answers.argmax(axis=1) == labels[150:]).mean()
    assert abs(answers.max(axis=1).mean() - right) < 0.1
