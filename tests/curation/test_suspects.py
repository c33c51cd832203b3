"""Labels that are probably wrong, and how many there are."""

from __future__ import annotations

import importlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.curation.label_errors import confident_joint, estimated_errors
from core.curation.neighbours import nearest_neighbours, votes
from core.curation.suspects import NEIGHBOURS, SHOWN, blended, ranking, suspicions
from tests.curation.clouds import clouds

Case = tuple[NDArray[np.int64], NDArray[np.float64]]


@st.composite
def answered(draw: st.DrawFn) -> Case:
    """Return labels and probabilities of a few photos."""
    classes = draw(st.integers(2, 4))
    rows = draw(st.integers(classes, 20))
    shares = st.lists(st.integers(1, 100), min_size=classes, max_size=classes)
    probabilities = np.array([draw(shares) for _ in range(rows)], float)
    labels = np.array([*range(classes), *draw(_labels(rows - classes, classes))])
    return labels, probabilities / probabilities.sum(axis=1, keepdims=True)


def _labels(count: int, classes: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, classes - 1), min_size=count, max_size=count)


@given(answered())
def test_the_ranking_holds_every_photo_once_and_never_rises(case: Case) -> None:
    labels, probabilities = case
    order = ranking(labels, probabilities)
    assert sorted(order.tolist()) == list(range(len(labels)))
    own = probabilities[order, labels[order]]
    assert (np.diff(own) >= 0).all()


@given(answered())
def test_the_order_is_that_of_cleanlab(case: Case) -> None:
    try:
        rank = importlib.import_module("cleanlab.rank")
    except ImportError:
        pytest.skip("needs cleanlab, which is no part of Mien")
    labels, probabilities = case
    scores = rank.get_label_quality_scores(labels, probabilities, method="self_confidence")
    assert ranking(labels, probabilities).tolist() == np.argsort(scores, kind="stable").tolist()


@given(answered())
def test_the_confident_joint_keeps_the_number_of_photos_of_each_label(case: Case) -> None:
    labels, probabilities = case
    joint = confident_joint(labels, probabilities)
    assert joint.sum(axis=1) == pytest.approx(np.bincount(labels, minlength=len(joint)))
    assert 0 <= estimated_errors(labels, probabilities) <= len(labels)


def test_neighbours_are_those_of_the_whole_table() -> None:
    features, _ = clouds(700, seed=3)  # more than one block
    found = nearest_neighbours(features, 4)
    rows = (features - features.mean(axis=0)) / features.std(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    likeness = rows @ rows.T
    np.fill_diagonal(likeness, -2)
    best = np.sort(likeness, axis=1)[:, :-5:-1]
    assert np.take_along_axis(likeness, found, axis=1) == pytest.approx(best, abs=1e-5)


@pytest.mark.parametrize("photos", [0, 1, 3])
def test_few_photos_have_few_neighbours(photos: int) -> None:
    features, _ = clouds(3, classes=1)
    assert nearest_neighbours(features[:photos], 5).shape == (photos, max(photos - 1, 0))


def test_votes_count_the_labels_of_the_neighbours() -> None:
    neighbours = np.array([[1, 2], [0, 2], [0, 1]])
    assert votes(neighbours, np.array([0, 1, 1]), 2).tolist() == [[0, 2], [1, 1], [1, 1]]


def test_slips_lead_the_list_with_their_reason() -> None:
    features, truth = clouds(60, classes=3)
    labels = truth.copy()
    slips = [5, 70, 130]
    labels[slips] = [1, 2, 0]
    unsure = np.full((len(labels), 3), 0.05, np.float32)
    unsure[np.arange(len(labels)), truth] = 0.9
    blend, neighbours = blended(unsure, features, labels)
    assert blend.sum(axis=1) == pytest.approx(1)
    found = suspicions(labels, blend, neighbours)
    assert sorted(each.position for each in found) == slips
    assert {(each.position, each.given, each.said) for each in found} == {
        (at, int(labels[at]), int(truth[at])) for at in slips
    }
    assert all(len(each.look_alikes) == SHOWN for each in found)
    assert all(truth[list(each.look_alikes)].tolist() == [each.said] * SHOWN for each in found)
    assert neighbours.shape == (len(labels), NEIGHBOURS)


def test_planted_errors_are_counted() -> None:
    random = np.random.default_rng(0)
    truth = random.integers(0, 2, 2000)
    wrong = random.random(2000) < 0.1
    second = np.clip(random.normal(np.where(truth == 1, 0.85, 0.15), 0.1), 0.001, 0.999)
    probabilities = np.stack([1 - second, second], axis=1)
    labels = np.where(wrong, 1 - truth, truth)
    assert estimated_errors(labels, probabilities) == pytest.approx(wrong.sum(), rel=0.1)
    assert estimated_errors(truth, probabilities) < 0.02 * len(truth)
