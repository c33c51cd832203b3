"""The best and the last round of a training, in words."""

from __future__ import annotations

from core.learned_rounds import rounds_sentence
from core.runs.state import EpochRecord


def rounds(*shares: float | None) -> list[EpochRecord]:
    return [EpochRecord(at, 0.5, 0.8, 0.4, each, 1.0) for at, each in enumerate(shares, 1)]


def test_best_and_last_are_told_with_their_intervals() -> None:
    said = rounds_sentence(rounds(0.5, 0.9, 0.8), 2, 100)
    assert said.startswith("The best round, with the lowest loss, was 2 of 3: 90 % (82.6 to 94.5")
    assert "The last round, 3: 80 % (71.1 to 86.7 %, 100 photos kept aside) right." in said


def test_a_best_last_round_is_told_once() -> None:
    said = rounds_sentence(rounds(0.5, 0.9), 2, 100)
    assert "As it was the last one too" in said
    assert "The last round" not in said


def test_without_figures_nothing_is_made_up() -> None:
    assert rounds_sentence([], None, 10) == ""
    assert rounds_sentence(rounds(None), 1, 10) == "It learned in one round."
    assert rounds_sentence(rounds(None, None), None, 0) == "It learned for 2 rounds. The last."
