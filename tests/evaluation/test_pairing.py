"""Models are compared on the photos they share, photo by photo."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest

from core.evaluation.pairing import (
    SamePhotos,
    difference,
    difference_sentence,
    floor,
    same_photos,
)


def rows(split: str = "test", **answers: str) -> list[dict[str, Any]]:
    """Return rows of photos named after their label (``h1`` is class 0) and their answers."""
    return [
        {
            "id": name,
            "split": split,
            "class_index": int(name[0] != "h"),
            "probabilities": [0.9, 0.1] if answer == "h" else [0.2, 0.8],
        }
        for name, answer in answers.items()
    ]


BOTH = [["happy", "sad"], ["happy", "sad"]]


def test_only_photos_that_all_were_checked_on_count() -> None:
    first = [*rows(h1="h", s1="h", s2="s"), *rows("validation", h9="h")]
    second = [*rows(s2="h", h1="h", h3="s"), *rows("validation", h9="h")]
    photos = same_photos([first, second], BOTH)
    assert photos.ids == ["h1", "s2"]
    assert photos.truth.tolist() == ["happy", "sad"]
    assert photos.right.tolist() == [[True, True], [True, False]]
    assert same_photos([first, second], BOTH, "validation").ids == ["h9"]


def test_class_lists_in_another_order_mean_the_same() -> None:
    other = [{**row, "class_index": 1 - row["class_index"]} for row in rows(h1="s", s1="h")]
    photos = same_photos([rows(h1="h", s1="s"), other], [["happy", "sad"], ["sad", "happy"]])
    assert photos.right.tolist() == [[True, True], [True, True]]


def test_a_photo_that_was_relabelled_in_between_is_left_out_and_counted() -> None:
    changed = [{**row, "class_index": 1} for row in rows(h1="h", s1="s")]
    photos = same_photos([rows(h1="h", s1="s"), changed], BOTH)
    assert (photos.ids, photos.relabelled) == (["s1"], 1)


def test_models_without_a_photo_in_common_share_none() -> None:
    photos = same_photos([rows(h1="h"), rows(h2="h")], BOTH)
    assert photos.ids == []
    assert photos.right.shape == (2, 0)


def test_the_floor_is_the_most_frequent_label() -> None:
    photos = SamePhotos(list("abcd"), np.array(["x", "y", "y", "y"]), np.zeros((0, 4), str), 0, "")
    found = floor(photos)
    assert (found["label"], found["n"], found["accuracy"]) == ("y", 4, 0.75)


@pytest.mark.parametrize(("only_a", "only_b"), [(0, 0), (5, 12), (12, 5), (1, 9), (40, 44), (3, 3)])
def test_the_p_value_is_that_of_fair_coins(only_a: int, only_b: int) -> None:
    first = np.array([True] * only_a + [False] * only_b + [True] * 7)
    second = np.array([False] * only_a + [True] * only_b + [True] * 7)
    found = difference(first, second)
    total = only_a + only_b
    expected = binomtest(only_a, total).pvalue if total else 1.0
    assert found["p"] == pytest.approx(expected)
    assert (found["only_first"], found["only_second"]) == (only_a, only_b)


def test_the_more_pairs_the_surer_each_has_to_be() -> None:
    first, second = np.zeros(7, bool), np.ones(7, bool)
    assert difference(first, second)["sure"]
    assert not difference(first, second, comparisons=5)["sure"]


def test_the_difference_in_words() -> None:
    found = {"only_first": 5, "only_second": 12, "sure": False}
    assert difference_sentence("A", "B", found) == (
        "B got 12 photos right that A got wrong, and 5 the other way round; that could be chance."
    )
    found = {"only_first": 0, "only_second": 1, "sure": True}
    assert "1 photo right" in difference_sentence("A", "B", found)
    assert "more than chance" in difference_sentence("A", "B", found)
    assert "very same" in difference_sentence("A", "B", {"only_first": 0, "only_second": 0})
