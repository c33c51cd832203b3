"""What refusing brings, with the promise and how it was kept."""

from __future__ import annotations

import json

import numpy as np

from core.evaluation.judged import Judged
from core.evaluation.refusing import COVERAGES, refusing, refusing_sentences
from tests.evaluation.cases import planted

CLASSES = ["happy", "sad"]


def answers(n: int, seed: int) -> Judged:
    true, probs = planted(n, 2.0, seed)
    return Judged([str(each) for each in range(n)], true, probs, CLASSES, "test")


def test_true_probabilities_get_better_with_refusing_and_keep_the_promise() -> None:
    found = refusing(answers(2000, 1), answers(1000, 2))
    shares = [row["accuracy"] for row in found["rows"]]
    assert [round(row["coverage"], 2) for row in found["rows"]] == list(COVERAGES)
    assert shares == sorted(shares)
    assert shares[-1] > shares[0] + 0.03
    assert 0.02 < found["measured"]["error"] < 0.06
    assert json.loads(json.dumps(found)) == found
    *rows, promise, checked = refusing_sentences(found)
    assert len(rows) == len(COVERAGES)
    assert "at most 5 of 100 answers are wrong" in promise
    assert checked.startswith("On these photos it answered")


def test_nothing_is_promised_from_too_few_photos_or_none() -> None:
    few = refusing(answers(50, 1), answers(10, 2))
    assert "too few to promise" in refusing_sentences(few)[-2]
    assert refusing(answers(50, 1))["limit"] is None


def test_equally_sure_answers_are_told_once() -> None:
    same = Judged(["a", "b"], np.array([0, 1]), np.array([[0.6, 0.4]] * 2), CLASSES, "test")
    assert len(refusing(same)["rows"]) == 1
