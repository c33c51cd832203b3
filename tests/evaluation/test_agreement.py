"""Cohen's kappa, beside worked examples and scikit-learn."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from core.evaluation.agreement import agreement_words, cohens_kappa

LABELS = st.lists(st.tuples(*[st.sampled_from("abc")] * 2), min_size=2, max_size=40)


def test_a_worked_example() -> None:
    one = ["y"] * 25 + ["n"] * 25
    other = ["y"] * 20 + ["n"] * 5 + ["y"] * 10 + ["n"] * 15
    assert cohens_kappa(one, other) == pytest.approx(0.4)


@given(LABELS)
def test_it_is_what_others_compute(pairs: list[tuple[str, str]]) -> None:
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    kappa = cohens_kappa(one, other)
    if kappa is None:
        assert set(one) == set(other)
        assert len(set(one)) == 1
    else:
        assert kappa == pytest.approx(cohen_kappa_score(one, other))


def test_without_photos_there_is_nothing_to_agree_on() -> None:
    assert cohens_kappa([], []) is None


def test_both_have_to_have_labelled_the_same_photos() -> None:
    with pytest.raises(ValueError, match="zip"):
        cohens_kappa(["a"], [])


@pytest.mark.parametrize(
    ("kappa", "words"), [(0.95, "almost always"), (0.5, "fairly often"), (-0.1, "by chance")]
)
def test_words_follow_the_number(kappa: float, words: str) -> None:
    assert words in agreement_words(kappa)
