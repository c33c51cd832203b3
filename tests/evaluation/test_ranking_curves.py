"""Equal to scikit-learn's curves, on anything hypothesis can think of."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from sklearn import metrics as reference

from core.evaluation.ranking_curves import ranking_curves
from tests.evaluation.cases import Case, cases


def equal(found: dict, keys: tuple[str, ...], expected: tuple[np.ndarray, ...]) -> None:
    """Assert that lists are equal to arrays, None standing for no threshold."""
    for key, values in zip(keys, expected, strict=True):
        told = [np.inf if each is None else each for each in found[key]]
        np.testing.assert_allclose(told, values, rtol=0, atol=1e-12)


@given(cases())
@settings(max_examples=200, deadline=None)
def test_curves_and_areas_equal_scikit_learn(case: Case) -> None:
    true, probs = case
    names = [f"class {at}" for at in range(probs.shape[1])]
    for at, found in enumerate(ranking_curves(true, probs, names)):
        is_class, score = true == at, probs[:, at]
        assert (found["label"], found["support"]) == (names[at], is_class.sum())
        if is_class.any() and not is_class.all():
            keys = ("false_positive_rate", "true_positive_rate", "threshold")
            equal(found["roc"], keys, reference.roc_curve(is_class, score, drop_intermediate=False))
            area = reference.roc_auc_score(is_class, score)
            assert found["roc_auc"] == pytest.approx(area, abs=1e-12)
        else:
            assert found["roc"] is found["roc_auc"] is None
        if is_class.any():
            precision, recall, threshold = reference.precision_recall_curve(is_class, score)
            expected = (precision, recall, [*threshold, np.inf])
            equal(found["precision_recall"], ("precision", "recall", "threshold"), expected)
            area = reference.average_precision_score(is_class, score)
            assert found["average_precision"] == pytest.approx(area, abs=1e-12)
        else:
            assert found["precision_recall"] is found["average_precision"] is None


def test_the_area_counts_pairs_in_the_right_order() -> None:
    probs = np.array([[0.9, 0.1], [0.6, 0.4], [0.6, 0.4], [0.2, 0.8]])
    happy, sad = ranking_curves([0, 0, 1, 1], probs, ["happy", "sad"])
    assert happy["roc_auc"] == sad["roc_auc"] == 3.5 / 4


def test_everything_fits_into_json() -> None:
    found = ranking_curves([0, 0], np.float32([[0.75, 0.25], [1, 0]]), ["happy", "sad"])
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_a_class_list_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="lengths 1 and 2"):
        ranking_curves([0], [[0.5, 0.5]], ["happy"])
