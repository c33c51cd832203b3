"""Names for folders and files that every system takes, and cells no spreadsheet runs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dataset.exchange.cells import guarded, unguarded
from core.dataset.exchange.safe_names import LONGEST_PART, Paths, photo_stem, safe_part
from core.dataset.naming import split_of
from core.dataset.paths import clean_path, junk_kind


@given(st.text())
def test_a_safe_part_is_one_folder_that_is_read_back_as_it_is(text: str) -> None:
    part = safe_part(text)
    assert clean_path(f"{part}/{part}.png") == f"{part}/{part}.png"
    assert junk_kind(f"{part}/{part}.png") is None
    assert split_of(part) is None
    assert 0 < len(part.encode()) <= LONGEST_PART + 1
    assert not part.endswith((".", " "))


@pytest.mark.parametrize("name", ["CON", "nul.txt", "Com1", "lpt9 .x", "aux."])
def test_names_that_windows_keeps_for_itself_are_changed(name: str) -> None:
    assert safe_part(name).startswith("_")


@pytest.mark.parametrize(
    ("name", "stem"), [("a.JPG", "a"), ("IMG.heic", "IMG"), ("row-1", "row-1"), ("a.b.png", "a.b")]
)
def test_the_ending_of_a_photo_goes(name: str, stem: str) -> None:
    assert photo_stem(name) == stem


def test_paths_differ_where_letter_case_does_not_count() -> None:
    paths = Paths()
    given_out = [paths.claim("a", stem, ".png", "0123456789") for stem in ("x", "X", "x", "\uff58")]
    assert given_out == [
        "a/x.png",
        "a/X-01234567.png",
        "a/x-01234567-2.png",
        "a/\uff58-01234567-3.png",
    ]


@given(st.text())
def test_a_guarded_cell_is_no_formula_and_is_read_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
