"""Cases 1 to 26: pictures that are none, or are unlike what a camera writes."""

from __future__ import annotations

from pathlib import Path

from core.dataset.importing import run_import
from core.workspace import Workspace
from tests.catalogue.aftermath import is_plain
from tests.dataset.making import photo, zip_of


def test_case_01_an_empty_file(place: Workspace, tmp_path: Path) -> None:
    report = run_import(place, zip_of(tmp_path / "a.zip", {"0.jpg": b"", "good.png": photo(77)}))
    assert report.added == 1
    [refused] = report.refused
    is_plain(refused.reason, "empty")
