"""What to label next: unlike what is known, then unsure."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.curation.most_useful import ENOUGH, UNLABELLED, diverse, most_useful
from tests.curation.clouds import clouds


def test_the_first_ones_come_from_every_cloud() -> None:
    features, truth = clouds(40, classes=5, apart=20)
    chosen = most_useful(features, np.full(len(truth), UNLABELLED), None, 5)
    assert sorted(truth[chosen].tolist()) == [0, 1, 2, 3, 4]


def test_a_cloud_that_has_a_label_waits() -> None:
    features, truth = clouds(40, classes=3, apart=20)
    labels = np.full(len(truth), UNLABELLED)
    labels[:3] = 0
    assert set(truth[most_useful(features, labels, None, 2)].tolist()) == {1, 2}


def test_with_many_labels_the_unsure_ones_come_first() -> None:
    features, truth = clouds(60)
    labels = np.where(np.arange(len(truth)) % 2 == 0, truth, UNLABELLED)
    probabilities = np.tile([0.99, 0.01], (len(truth), 1))
    probabilities[[31, 77]] = [[0.5, 0.5], [0.45, 0.55]]
    assert (labels != UNLABELLED).sum() >= ENOUGH
    assert most_useful(features, labels, probabilities, 2).tolist() == [31, 77]


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 40), st.integers(0, 60), st.booleans(), st.integers(0, 9))
def test_only_photos_without_a_label_and_none_twice(
    labelled: int, count: int, judged: bool, seed: int
) -> None:
    features, truth = clouds(20, seed=seed)
    labels = np.full(len(truth), UNLABELLED)
    known = np.random.default_rng(seed).permutation(len(truth))[:labelled]
    labels[known] = truth[known]
    probabilities = np.full((len(truth), 2), 0.5) if judged else None
    chosen = most_useful(features, labels, probabilities, count).tolist()
    assert len(chosen) == len(set(chosen)) == min(count, len(truth) - labelled)
    assert not set(chosen) & set(known.tolist())


def test_the_first_of_a_single_cloud_is_its_most_typical_photo() -> None:
    features, _ = clouds(30, classes=1)
    rows = (features - features.mean(axis=0)) / features.std(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    apart = ((rows - rows.mean(axis=0)) ** 2).sum(axis=1)
    assert diverse(features, np.array([], np.int64), 1).tolist() == [int(apart.argmin())]


def test_photos_that_all_look_the_same_are_chosen_too() -> None:
    assert len(diverse(np.ones((9, 4), np.float32), np.array([2]), 5)) == 5
