"""Paths of all systems."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.dataset.paths import clean_path, is_document_name, is_table_name, junk_kind


@pytest.mark.parametrize(
    "path", ["../../happy/x.jpg", "/happy/x.jpg", "C:\\happy\\x.jpg", "happy/./y/../x.jpg"]
)
def test_no_path_leads_anywhere_else(path: str) -> None:
    parts = clean_path(path).split("/")
    assert (parts[0], parts[-1]) == ("happy", "x.jpg")
    assert ".." not in parts


@given(st.text(max_size=300))
def test_cleaned_paths_hold_only_named_parts(path: str) -> None:
    for part in clean_path(path).split("/"):
        assert part not in ("", ".", "..")
        assert "\0" not in part


@given(st.text(max_size=300), st.integers(min_value=1, max_value=20))
@example("a" + " b/" * 333, 1)
@example("folder\r" * 200 + "/" + "c" * 993, 1)
@example("x../" + "y" * 997, 1)
def test_a_clean_path_stays_as_it_is(path: str, times: int) -> None:
    clean = clean_path(path * times)
    assert clean_path(clean) == clean
    assert len(clean) <= 1000


@pytest.mark.parametrize(
    "path",
    ["__MACOSX/happy/._a.jpg", "happy/._a.jpg", "a/.DS_Store", "Thumbs.db", ".git/x.png"],
)
def test_left_overs_of_systems_are_known(path: str) -> None:
    assert junk_kind(path) is not None


def test_photos_are_no_left_overs() -> None:
    assert junk_kind("happy/a.b.jpg") is None


def test_tables_and_documents_are_told_from_photos() -> None:
    assert is_table_name("LABELS.CSV")
    assert is_document_name("readme.TXT")
    assert not is_document_name("photo.jpg")
