"""The answers of a model, read from what it left, and seen as one class against the rest."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.judged import judged

ROWS = [
    {"id": "a", "split": "test", "class_index": 0, "probabilities": [0.7, 0.2, 0.1]},
    {"id": "b", "split": "validation", "class_index": 0, "probabilities": [0.1, 0.8, 0.1]},
    {"id": "c", "split": "test", "class_index": 2, "probabilities": [0.3, 0.5, 0.2]},
]


def test_only_the_split_that_is_asked_for_is_read() -> None:
    found = judged(ROWS, ["happy", "sad", "other"])
    assert found is not None
    assert (found.ids, found.n) == (["a", "c"], 2)
    assert found.right.tolist() == [True, False]
    assert judged(ROWS, ["happy", "sad", "other"], "train") is None


def test_one_class_stands_against_all_others() -> None:
    found = judged(ROWS, ["happy", "sad", "other"])
    assert found is not None
    true, probs = found.against_rest(2)
    assert true.tolist() == [0, 1]
    np.testing.assert_allclose(probs, [[0.9, 0.1], [0.8, 0.2]])
    assert found.two_names(0) == ("other", "happy")
    assert found.two_names(2) == ("different", "other")


def test_of_two_classes_both_keep_their_names() -> None:
    rows = [{**ROWS[0], "probabilities": [0.7, 0.3]}]
    found = judged(rows, ["happy", "sad"])
    assert found is not None
    assert (found.two_names(0), found.two_names(1)) == (("sad", "happy"), ("happy", "sad"))


def test_a_class_list_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="Class list"):
        judged(ROWS, ["happy", "sad"])
