"""What is said of a photo is an answer, or why there is none."""

from __future__ import annotations

from itertools import product

import pytest

from core.verdict import Answer, Verdict, verdict_of


@pytest.mark.parametrize(("no_face", "strange", "sure"), list(product([True, False], repeat=3)))
def test_only_a_sure_answer_to_a_familiar_face_is_given(
    no_face: bool, strange: bool, sure: bool
) -> None:
    verdict = verdict_of(no_face=no_face, strange=strange, sure=sure)
    assert (verdict is Verdict.LOOKS) == (sure and not strange and not no_face)
    assert (verdict is Verdict.NO_FACE) == no_face


@pytest.mark.parametrize("verdict", Verdict)
def test_only_an_answer_is_worded_as_one(verdict: Verdict) -> None:
    said = Answer({"happy": 0.4, "sad": 0.6}, verdict, ("happy", "sad"))
    assert said.headline().startswith("Looks ") == (verdict is Verdict.LOOKS)
    assert ("60 %" in said.explanation()) == (verdict is not Verdict.NO_FACE)


@pytest.mark.parametrize("verdict", Verdict)
def test_no_guess_is_told_of_what_is_no_face_or_unfamiliar(verdict: Verdict) -> None:
    said = Answer({"happy": 0.4, "sad": 0.6}, verdict, ("happy", "sad"))
    told = verdict in (Verdict.LOOKS, Verdict.NOT_SURE)
    assert said.guess == ("sad" if told else None)


def test_not_sure_names_what_it_may_be() -> None:
    three = Answer({"a": 0.4, "b": 0.3, "c": 0.3}, Verdict.NOT_SURE, ("a", "b", "c"))
    assert three.headline() == "Not sure: a, b or c"


def test_of_very_many_it_may_be_the_likeliest_are_named() -> None:
    shares = {f"kind {number}": number / 45 for number in range(10)}
    many = Answer(shares, Verdict.NOT_SURE, tuple(shares))
    named = "Not sure: kind 9, kind 8, kind 7, kind 6 or one of 6 others"
    assert many.headline() == named
