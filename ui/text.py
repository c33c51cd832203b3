"""User-controlled text made safe to show, and numbers in the words a person uses."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape

from core.percent import percent_words

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>$:~&^=])")
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff]")
_LONGEST = 120


def bare(text: str, longest: int = _LONGEST) -> str:
    """Return ``text`` without control and direction characters, cut to ``longest`` characters.

    For places that show plain text: option lists, table cells, alternative texts.
    """
    clean = _INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", text)
    return clean if len(clean) <= longest else clean[: longest - 1] + "…"


def in_chart(text: str, longest: int = _LONGEST) -> str:
    """Return ``text`` so that Plotly shows it letter by letter; it reads ``<b>`` and links."""
    return escape(bare(text, longest), quote=False)


def plain(text: str, longest: int = _LONGEST) -> str:
    """Return ``text`` so that Streamlit's Markdown shows it letter by letter.

    Every file name, class name or note of a person goes through here before it reaches a label,
    a caption or a paragraph: no picture is fetched, no link made, no colour or icon smuggled in.
    """
    return _MARKDOWN.sub(r"\\\1", bare(text, longest))


def count(number: int, one: str, many: str | None = None) -> str:
    """Return ``1 photo`` or ``1,234 photos``."""
    word = one if number == 1 else (many or f"{one}s")
    return f"{number:,} {word}"


def share(fraction: float) -> str:
    """Return a fraction of 1 as a whole percentage; never 0 % or 100 % unless it is exact."""
    return percent_words(fraction)


def duration(seconds: float) -> str:
    """Return seconds as ``8 seconds``, ``3 minutes`` or ``1 h 20 min``."""
    whole = max(0, round(seconds))
    if whole < 60:  # noqa: PLR2004 - seconds in a minute
        return count(whole, "second")
    minutes = round(whole / 60)
    if minutes < 60:  # noqa: PLR2004 - minutes in an hour
        return count(minutes, "minute")
    return f"{minutes // 60} h {minutes % 60:02d} min"


def file_size(size: int) -> str:
    """Return a number of bytes as ``340 KB`` or ``2.1 MB``."""
    if size < 1_000_000:  # noqa: PLR2004 - a megabyte
        return f"{max(1, round(size / 1000)):,} KB"
    return f"{size / 1_000_000:.1f} MB"


def ago(moment: datetime, now: datetime | None = None) -> str:
    """Return how long ago a moment (with time zone) was, in words."""
    seconds = ((now or datetime.now(UTC)) - moment).total_seconds()
    if seconds < 45:  # noqa: PLR2004 - fresher than a minute
        return "just now"
    if seconds < 86_400:  # noqa: PLR2004 - seconds in a day
        return f"{duration(seconds)} ago"
    return f"{count(int(seconds // 86_400), 'day')} ago"


def moment(when: datetime) -> str:
    """Return a moment (with time zone) by this computer's clock, as ``21 Nov, 20:54``.

    For labels: unlike `ago`, it stays the same while a page is open.
    """
    local = when.astimezone()
    return f"{local.day} {local:%b, %H:%M}"


def listing(words: list[str]) -> str:
    """Return words joined as ``a, b and c``."""
    if len(words) <= 1:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
