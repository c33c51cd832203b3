"""What is refused before any figure is computed."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.validation import (
    check_class_names,
    check_labels,
    check_probabilities,
    check_same_length,
)


@pytest.mark.parametrize(
    ("labels", "why"),
    [
        ([], "shape"),
        ([[0, 1]], "shape"),
        ([0.0, 1.0], "integers"),
        ([True, False], "integers"),
        ([0, 2], "0 to 1"),
        ([-1, 0], "0 to 1"),
    ],
)
def test_impossible_class_indices_are_refused(labels: list[object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_labels(labels, 2)


@pytest.mark.parametrize(
    ("probs", "why"),
    [
        ([0.5, 0.5], "shape"),
        ([[0.2, 0.3, 0.5]], "shape"),
        ([[np.nan, 1.0]], "not numbers"),
        ([[-0.5, 1.5]], "expected 0 to 1"),
        ([[0.5, 0.5], [0.5, 0.4]], "Row 1 .* adds up"),
    ],
)
def test_impossible_probabilities_are_refused(probs: list[object], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        check_probabilities(probs, 2)


def test_float32_probabilities_keep_their_type() -> None:
    assert check_probabilities(np.float32([[0.25, 0.75]]), 2).dtype == np.float32


def test_whole_numbers_serve_as_probabilities() -> None:
    assert check_probabilities([[0, 1]], 2).dtype == np.float64


def test_arrays_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="lengths 2 and 3"):
        check_same_length(2, 3, "These")


@pytest.mark.parametrize("classes", [[], ["happy", "happy"]])
def test_an_empty_or_doubled_class_list_is_refused(classes: list[str]) -> None:
    with pytest.raises(ValueError, match="class list"):
        check_class_names(classes)
