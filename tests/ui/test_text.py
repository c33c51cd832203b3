"""User-controlled text and numbers in words."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ui import text


@given(st.text())
def test_plain_text_never_becomes_markup(words: str) -> None:
    tokens = MarkdownIt().parseInline(text.plain(words))
    kinds = {child.type for token in tokens for child in token.children or []}
    assert kinds <= {"text", "text_special", "softbreak"}


def test_a_picture_link_in_a_file_name_is_shown_letter_by_letter() -> None:
    shown = MarkdownIt().renderInline(text.plain("![x](http://127.0.0.1:9/x).jpg"))
    assert "<img" not in shown
    assert "http" in shown


def test_colour_icon_and_formula_directives_are_defused() -> None:
    for trick in (":red[hot]", ":material/home:", "$x^2$"):
        assert trick not in text.plain(trick)


@given(st.text())
def test_no_control_or_direction_character_survives(words: str) -> None:
    assert not any(ord(c) < 0x20 or 0x202A <= ord(c) <= 0x202E for c in text.bare(words))


def test_long_names_are_cut_with_a_mark() -> None:
    assert text.bare("x" * 300, 10) == "x" * 9 + "…"


@pytest.mark.parametrize(
    ("fraction", "words"),
    [(0, "0 %"), (0.004, "under 1 %"), (0.5, "50 %"), (0.998, "over 99 %"), (1, "100 %")],
)
def test_a_share_is_certain_only_when_it_is(fraction: float, words: str) -> None:
    assert text.share(fraction) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 second"), (59.4, "59 seconds"), (90, "2 minutes"), (4800, "1 h 20 min")],
)
def test_durations_read_like_speech(seconds: float, words: str) -> None:
    assert text.duration(seconds) == words


def test_moments_are_told_from_now() -> None:
    now = datetime(2026, 1, 2, tzinfo=UTC)
    assert text.ago(now, now) == "just now"
    assert text.ago(now - timedelta(minutes=5), now) == "5 minutes ago"
    assert text.ago(now - timedelta(days=3), now) == "3 days ago"


def test_lists_end_in_and() -> None:
    assert text.listing(["a"]) == "a"
    assert text.listing(["a", "b", "c"]) == "a, b and c"


def test_a_moment_is_told_by_the_clock_of_this_computer() -> None:
    here = datetime.now().astimezone().tzinfo
    at = datetime(2026, 3, 5, 9, 7, tzinfo=here)
    assert text.moment(at.astimezone(UTC)) == "5 Mar, 09:07"
