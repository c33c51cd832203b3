"""What a person is told, and when they are told to stop."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.curation.stop_rule import ENOUGH, LAST, advise
from core.curation.wording import suspect_sentence

SURE = "98 % happy, labelled sad"


@pytest.mark.parametrize(
    ("look_alikes", "sentence"),
    [
        (["happy"] * 5, "98 % happy, labelled sad; its five nearest look-alikes are happy."),
        (
            ["happy", "sad", "happy", "happy", "happy"],
            f"{SURE}; of its five nearest look-alikes four are happy and one is sad.",
        ),
        (["happy"], "98 % happy, labelled sad; its nearest look-alike is happy."),
        ([], "98 % happy, labelled sad."),
    ],
)
def test_the_reason_is_one_sentence(look_alikes: list[str], sentence: str) -> None:
    assert suspect_sentence("sad", "happy", 0.98, look_alikes) == sentence


def test_nothing_is_called_certain() -> None:
    assert suspect_sentence("sad", "happy", 0.9999, []).startswith("99 %")


@given(st.lists(st.booleans(), max_size=3 * LAST), st.integers(1, 500), st.integers(0, 500))
def test_one_may_stop_only_after_enough_answers_that_changed_little(
    answers: list[bool], suspects: int, estimated: int
) -> None:
    advice = advise(answers, suspects, estimated)
    assert advice.stop == (len(answers) >= LAST and sum(answers[-LAST:]) <= ENOUGH)


def test_without_suspects_there_is_nothing_to_do() -> None:
    assert advise([True] * LAST, 0, 0).stop


def test_earlier_finds_do_not_keep_a_person_looking() -> None:
    assert not advise([True] * 50, 100, 10).stop
    assert advise([True] * 50 + [False] * LAST, 100, 10).stop
