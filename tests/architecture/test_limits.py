"""The limits on what comes from outside are stated once, used, and shown to people."""

from __future__ import annotations

import re

import pytest

from core import limits
from core.workspace import PROJECT
from tests.architecture.sources import files, imports, module_name

NAMES = [name for name in vars(limits) if name.isupper() and not name.startswith("_")]
GUIDE = (PROJECT / "docs" / "guide.md").read_text("utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_every_limit_is_held_somewhere(name: str) -> None:
    assert [p for p in files("core", "ui") if f"core.limits.{name}" in imports(p)]


def test_the_guide_shows_them_all_and_nothing_else() -> None:
    table = GUIDE.split("| What | At most |\n|---|---|\n")[1].split("\n\n")[0].strip()
    assert table.splitlines() == [f"| {what} | {most} |" for what, most in limits.table()]


def test_no_limit_is_stated_a_second_time() -> None:
    numbers = re.compile(r"\b(30_000_000|64_000_000|100_000_000|20_000_000_000)\b")
    found = {
        module_name(path)
        for path in files("core.dataset", "core.serving", "ui", "app_pages")
        if numbers.search(path.read_text("utf-8"))
    }
    assert found == set()


def test_the_web_page_of_a_bundle_has_the_same() -> None:
    script = (PROJECT / "core" / "bundle" / "web" / "decoding.js").read_text("utf-8")
    told = dict(re.findall(r"const (MOST_\w+) = ([\d_]+);", script))
    assert int(told["MOST_BYTES"]) == limits.PHOTO_BYTES
    assert int(told["MOST_PIXELS"]) == limits.PHOTO_PIXELS
