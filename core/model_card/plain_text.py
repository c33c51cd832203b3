"""Texts of people on one line, without letters that cannot be seen or turn others around."""

from __future__ import annotations

import re

_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff]")
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """Return a text on one line, each unseen letter replaced by a sign that can be seen."""
    return _INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", _SPACES.sub(" ", text)).strip()
