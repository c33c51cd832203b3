"""Names, tidied."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dataset.naming import LONGEST_NAME, class_key, split_of, tidy_class, tidy_text


@pytest.mark.parametrize("spelling", ["Happy", "HAPPY ", " happy", "hap\u200bpy", "happy\n"])
def test_spellings_of_one_class_share_a_key(spelling: str) -> None:
    assert class_key(spelling) == "happy"


def test_composed_and_decomposed_letters_share_a_key() -> None:
    assert class_key("caf\u00e9") == class_key("CAFE\u0301")


@pytest.mark.parametrize(
    ("folder", "split"),
    [("Train", "train"), ("VALID", "validation"), ("val ", "validation"), ("test", "test")],
)
def test_folders_named_like_a_split_are_known_in_any_case(folder: str, split: str) -> None:
    assert split_of(folder) == split


def test_other_folders_are_no_split() -> None:
    assert split_of("contest") is None


@given(st.text())
def test_tidied_names_can_be_stored_shown_and_tidied_again(text: str) -> None:
    tidy = tidy_class(text)
    assert tidy.encode("utf-8").decode("utf-8") == tidy
    assert len(tidy) <= LONGEST_NAME
    assert not any(unicodedata.category(c).startswith("C") for c in tidy)
    assert tidy_class(tidy) == tidy
    assert class_key(tidy) == class_key(text)


def test_long_names_that_begin_alike_stay_two() -> None:
    beginning = "photos of people at the summer party in the garden of my aunt"
    happy, sad = (tidy_class(f"{beginning}, {look}") for look in ("happy", "sad"))
    assert happy[:40] == sad[:40] == beginning[:40]
    assert class_key(happy) != class_key(sad)
    assert class_key(f"{beginning}, HAPPY ".upper()) == class_key(happy)


@given(st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_stays_as_it_is(text: str) -> None:
    assert tidy_text(text) == text


def test_what_is_no_unicode_becomes_a_question_mark() -> None:
    assert tidy_text("a\udcffb") == "a?b"
