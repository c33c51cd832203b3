"""Figures as sentences."""

from __future__ import annotations

from typing import Any

import pytest

from core.evaluation.figures import right_answers, share_of
from core.evaluation.report import build_report
from core.evaluation.wording import (
    guessing_sentence,
    leak_sentence,
    right_words,
    rival_sentences,
    sentence,
    short_words,
)

TRUE = [0, 0, 0, 1, 1]
PROBS = [[0.9, 0.1], [0.4, 0.6], [0.1, 0.9], [0.2, 0.8], [0.7, 0.3]]


def test_photos_that_chose_the_best_round_are_not_called_new() -> None:
    text = sentence(build_report(TRUE, PROBS, ["happy", "sad"], list("abcde"), "validation"))
    assert text == (
        "It gets 2 of 5 photos kept aside right. So few photos say little: of 100 it may be 12 to "
        "77. These photos also chose the best round, so new ones may do worse. Its most frequent "
        "mistake: 2 of 3 photos labelled happy were taken for sad."
    )


def test_test_photos_chose_nothing() -> None:
    text = sentence(build_report(TRUE, PROBS, ["happy", "sad"], list("abcde"), "test"))
    assert text.startswith("It gets 2 of 5 test photos right.")
    assert "chose" not in text


FIGURES = {"n": 1440, "accuracy": 0.9312, "interval": [0.917, 0.9431]}


def test_a_share_is_said_with_its_interval_and_how_many_photos() -> None:
    assert right_words(FIGURES) == "93.1 % (91.7 to 94.3 %, 1,440 photos)"
    assert right_words({**FIGURES, "split": "test"}).endswith("1,440 test photos)")
    assert right_words({**FIGURES, "split": "validation"}).endswith("1,440 photos kept aside)")
    assert right_words(right_answers([1], [1])) == "100 % (20.7 to 100 %, 1 photo)"


def test_nearly_all_right_is_not_said_to_be_all() -> None:
    assert right_words({"n": 9999, "accuracy": 0.9999, "interval": [0.9994, 1]}).startswith(
        "99.9 %"
    )


def test_known_photos_are_told_with_the_figures_without_them() -> None:
    leaks = [{"id": str(n), "like": "x", "similarity": 0.97} for n in range(108)]
    report = {"n": 1548, "leaks": leaks, "leak_free": FIGURES}
    assert leak_sentence(report) == (
        "108 of these 1,548 photos look nearly the same as one it learned from. "
        "Without them: 93.1 % (91.7 to 94.3 %, 1,440 photos)."
    )


def test_where_every_photo_is_known_there_is_no_figure_without_them() -> None:
    report = {"n": 1, "leaks": [{"id": "a", "like": "b", "similarity": 1.0}], "leak_free": None}
    assert leak_sentence(report).startswith("It knew every one of these photos")


def test_photos_the_starter_model_had_learned_from_are_told_too() -> None:
    report = {"n": 1548, "leaks": [], "seen_before": ["a"], "leak_free": FIGURES}
    assert leak_sentence(report).startswith(
        "1 of these 1,548 photos is among those the starter model had learned from. Without them:"
    )
    leaks = [{"id": str(n), "like": "x", "similarity": 0.97} for n in range(2)]
    both = leak_sentence({**report, "leaks": leaks, "seen_before": ["a", "b", "c"]})
    assert both.startswith(
        "2 of these 1,548 photos look nearly the same as one it learned from; 3 of these 1,548 "
        "photos are among those the starter model had learned from. Without them:"
    )


@pytest.mark.parametrize("report", [{"n": 5, "leaks": [], "leak_free": None}, {"n": 5}])
def test_without_leaks_or_in_an_older_report_nothing_is_said(report: dict[str, Any]) -> None:
    assert leak_sentence(report) == ""
    assert rival_sentences(report) == []


def test_rivals_are_named_the_strongest_first() -> None:
    report = {"accuracy": 0.95, "rivals": {"bigger_class": FIGURES, "hog_svm": FIGURES}}
    said = rival_sentences(report)
    assert len(said) == 2
    assert "more rounds" in rival_sentences({**report, "accuracy": 0.9})[-1]
    assert said[0].startswith("Hand-made features (HOG and a linear SVM): 93.1 % (91.7")
    assert said[1].startswith("Always naming the bigger class: 93.1 %")


def test_the_short_form_keeps_the_interval_and_the_number_of_photos() -> None:
    figures = {"accuracy": 0.9996, "interval": [0.9, 1.0], "n": 1440}
    assert short_words(figures) == "99 % (90\N{EN DASH}100) of 1,440"


@pytest.mark.parametrize(
    ("happy", "sad", "expected"),
    [
        ((45, 5), (4, 46), ""),
        ((30, 20), (30, 20), "always saying happy would get 50 of 100"),
        ((28, 22), (21, 29), "always saying happy would get 50 of 100 right. More photos"),
    ],
)
def test_a_model_that_guesses_is_told_so(
    happy: tuple[int, int], sad: tuple[int, int], expected: str
) -> None:
    report = {
        "classes": ["happy", "sad"],
        "confusion": [list(happy), list(sad)],
        **share_of((happy[0] + sad[1]) / 100, 100),
    }
    said = guessing_sentence(report)
    assert expected in said
    assert bool(said) == bool(expected)


def test_of_few_photos_nobody_says_that_nothing_was_learned() -> None:
    report = {"classes": ["happy", "sad"], "confusion": [[3, 2], [3, 2]], **share_of(0.5, 10)}
    assert "may still be chance" in guessing_sentence(report)
