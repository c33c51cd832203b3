"""The page that says what can be asked, and lets a person try it; it fetches nothing elsewhere."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path

from core.workspace import PROJECT

_FOLDER = Path(__file__).parent
_WORDS = PROJECT / "core" / "bundle" / "web"
_SCRIPTS = (_WORDS / "rounding.js", _WORDS / "words.js", _FOLDER / "page.js")
_SCRIPT = "\n".join(each.read_text("utf-8") for each in _SCRIPTS)
_STYLE = (_FOLDER / "page.css").read_text("utf-8")

PAGE = (
    (_FOLDER / "page.html")
    .read_text("utf-8")
    .replace("/* page.css */", _STYLE)
    .replace("/* page.js */", _SCRIPT)
)


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


POLICY = (
    f"default-src 'none'; script-src {_hash(_SCRIPT)}; style-src {_hash(_STYLE)}; "
    "connect-src 'self'; img-src blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""Content-Security-Policy: only what stands in the page runs, and it asks nobody else."""
