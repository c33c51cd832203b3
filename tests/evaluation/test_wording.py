"""Figures as sentences."""

from __future__ import annotations

from core.evaluation.report import build_report
from core.evaluation.wording import sentence

TRUE = [0, 0, 0, 1, 1]
PROBS = [[0.9, 0.1], [0.4, 0.6], [0.1, 0.9], [0.2, 0.8], [0.7, 0.3]]


def test_photos_that_chose_the_best_round_are_not_called_new() -> None:
    text = sentence(build_report(TRUE, PROBS, ["happy", "sad"], list("abcde"), "validation"))
    assert text == (
        "Of 100 photos kept aside it gets about 40 right, between 12 and 77. These photos also "
        "chose the best round, so new ones may do worse. Its most frequent mistake: 2 of 3 photos "
        "labelled happy were taken for sad."
    )


def test_test_photos_chose_nothing() -> None:
    text = sentence(build_report(TRUE, PROBS, ["happy", "sad"], list("abcde"), "test"))
    assert text.startswith("Of 100 new photos")
    assert "chose" not in text
