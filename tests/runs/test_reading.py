"""The sentence beside the curves says what they show."""

from __future__ import annotations

import pytest

from core.runs.reading import reading
from core.runs.state import EpochRecord


def curve(*points: tuple[float | None, float | None, float]) -> list[EpochRecord]:
    """Return epochs from (training loss, validation loss, validation accuracy)."""
    return [
        EpochRecord(number, loss, 0.5, val_loss, val_accuracy, 1.0)
        for number, (loss, val_loss, val_accuracy) in enumerate(points, 1)
    ]


IMPROVING = curve((0.7, 0.69, 0.55), (0.6, 0.6, 0.7), (0.5, 0.5, 0.78), (0.4, 0.45, 0.82))
BY_HEART = curve((0.6, 0.5, 0.75), (0.4, 0.45, 0.8), (0.2, 0.6, 0.8), (0.1, 0.8, 0.79))
LEVEL = curve(
    (0.6, 0.5, 0.75), (0.45, 0.42, 0.8), (0.44, 0.42, 0.8), (0.44, 0.42, 0.8), (0.44, 0.42, 0.8)
)
GUESSING = curve((0.7, 0.7, 0.5), (0.69, 0.69, 0.51), (0.69, 0.69, 0.5))


@pytest.mark.parametrize(
    ("history", "words"),
    [
        ([], "first round"),
        (IMPROVING[:1], "Just begun: it gets 55 of 100"),
        (IMPROVING, "Still improving: it gets 82 of 100"),
        (BY_HEART, "by heart"),
        (LEVEL, "Levelled off"),
        (GUESSING, "hardly better than guessing"),
        (curve((0.7, 0.6, 0.6), (None, None, 0.5)), "ran away"),
    ],
)
def test_a_curve_is_read_for_what_it_shows(history: list[EpochRecord], words: str) -> None:
    assert words in reading(history)


def test_few_photos_are_counted_one_by_one() -> None:
    assert "82 of 100" in reading(IMPROVING, aside=100)
    assert "9 of 11 photos kept aside" in reading(IMPROVING, aside=11)


def test_guessing_depends_on_how_many_classes_there_are() -> None:
    seven = curve((1.9, 1.9, 0.3), (1.8, 1.8, 0.4), (1.7, 1.7, 0.5))
    assert "guessing" in reading(seven, class_count=2)
    assert "guessing" not in reading(seven, class_count=7)


def test_always_naming_the_largest_class_is_no_success() -> None:
    uneven = curve((0.4, 0.35, 0.9), (0.34, 0.33, 0.9), (0.33, 0.33, 0.902))
    assert "guessing" in reading(uneven, majority=0.9)
    assert "guessing" not in reading(uneven, majority=0.5)


def test_a_good_model_is_good_although_one_class_is_large() -> None:
    good = curve((0.4, 0.3, 0.95), (0.2, 0.2, 0.97), (0.1, 0.1, 1.0))
    assert "improving" in reading(good, majority=0.97)


@pytest.mark.parametrize(("accuracy", "right"), [(0.9996, "99 of 100"), (1.0, "100 of 100")])
def test_only_the_exact_is_called_perfect(accuracy: float, right: str) -> None:
    history = curve((0.6, 0.5, 0.8), (0.4, 0.3, 0.9), (0.2, 0.1, accuracy))
    assert f" {right} " in reading(history)


def test_what_has_ended_is_told_as_past() -> None:
    assert reading(IMPROVING, ended=True).startswith(
        "It was still improving when it ended; more rounds may help."
    )
    for history in ([], IMPROVING[:1], IMPROVING, BY_HEART, GUESSING):
        sentence = reading(history, ended=True)
        assert not [word for word in ("still running", "yet", "Learning") if word in sentence]
        assert sentence != reading(history)


@pytest.mark.parametrize("history", [[], IMPROVING, BY_HEART, LEVEL, GUESSING])
def test_the_words_are_plain(history: list[EpochRecord]) -> None:
    sentence = reading(history)
    assert sentence.endswith(".")
    assert not {"epoch", "validation", "overfit"} & set(sentence.lower().split())
