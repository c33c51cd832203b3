"""Equal to scikit-learn's, on anything hypothesis can think of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as reference

from core.evaluation import metrics

Answers = tuple[int, np.ndarray, np.ndarray]


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    classes = draw(st.sampled_from([1, 2, 5]))
    index = st.integers(0, classes - 1)
    pairs = draw(st.lists(st.tuples(index, index), min_size=1, max_size=60))
    true, pred = zip(*pairs, strict=True)
    return classes, np.array(true), np.array(pred)


@pytest.mark.filterwarnings("ignore:A single label was found")
@given(answers())
@settings(max_examples=200, deadline=None)
def test_counts_and_shares_equal_scikit_learn(example: Answers) -> None:
    classes, true, pred = example
    labels = list(range(classes))
    confusion = metrics.confusion_matrix(true, pred, classes)
    expected = reference.precision_recall_fscore_support(
        true, pred, labels=labels, zero_division=0.0
    )
    np.testing.assert_array_equal(confusion, reference.confusion_matrix(true, pred, labels=labels))
    assert metrics.accuracy(confusion) == reference.accuracy_score(true, pred)
    np.testing.assert_array_equal(metrics.precision(confusion), expected[0])
    np.testing.assert_array_equal(metrics.recall(confusion), expected[1])
    np.testing.assert_array_equal(metrics.f1(confusion), expected[2])


@pytest.mark.filterwarnings("ignore:The y_prob values do not sum to one")
@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("classes", [2, 5])
@given(seed=st.integers(0, 2**32 - 1), n=st.integers(1, 80), sharpness=st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_log_loss_equals_scikit_learn(
    kind: type[np.floating], classes: int, seed: int, n: int, sharpness: int
) -> None:
    generator = np.random.default_rng(seed)
    weights = np.exp(generator.normal(size=(n, classes)) * sharpness)
    probs = (weights / weights.sum(axis=1, keepdims=True)).astype(kind)
    true = generator.integers(0, classes, n)
    expected = reference.log_loss(true, probs.astype(np.float64), labels=list(range(classes)))
    assert metrics.log_loss(true, probs) == expected


def test_log_loss_of_a_sure_mistake_is_finite() -> None:
    assert np.isfinite(metrics.log_loss([0], [[0.0, 1.0]]))


def test_one_class_is_always_right() -> None:
    assert metrics.log_loss([0, 0], [[1.0], [1.0]]) == pytest.approx(0, abs=1e-12)


def test_equal_probabilities_answer_the_first_class() -> None:
    assert metrics.predicted_classes([[0.5, 0.5]]).tolist() == [0]


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)],
)
def test_wilson_interval_equals_the_published_examples(
    successes: int, n: int, low: float, high: float
) -> None:
    """Newcombe (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E."""
    assert metrics.wilson_interval(successes, n) == pytest.approx((low, high), abs=5e-5)


def test_wilson_interval_is_mirrored_for_failures() -> None:
    low, high = metrics.wilson_interval(3, 17)
    assert metrics.wilson_interval(14, 17) == pytest.approx((1 - high, 1 - low))


def test_a_perfect_score_reaches_one_and_none_reaches_zero() -> None:
    assert metrics.wilson_interval(9, 9)[1] == 1.0
    assert metrics.wilson_interval(0, 9)[0] == 0.0


def test_more_confidence_widens_the_interval() -> None:
    narrow, wide = metrics.wilson_interval(50, 60, 0.9), metrics.wilson_interval(50, 60, 0.99)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]


@pytest.mark.parametrize(("successes", "n", "confidence"), [(1, 0, 0.9), (5, 4, 0.9), (1, 4, 1)])
def test_impossible_shares_are_refused(successes: int, n: int, confidence: float) -> None:
    with pytest.raises(ValueError, match="expected"):
        metrics.wilson_interval(successes, n, confidence)


def test_answers_of_another_length_are_refused() -> None:
    with pytest.raises(ValueError, match="lengths"):
        metrics.confusion_matrix([0, 1], [0], 2)
