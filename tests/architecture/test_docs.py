"""What the documents point at exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.workspace import PROJECT

DOCUMENTS = sorted((PROJECT / "docs").rglob("*.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_images_exist(document: Path) -> None:
    targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text("utf-8"))
    assert [each for each in targets if not (document.parent / each).exists()] == []
