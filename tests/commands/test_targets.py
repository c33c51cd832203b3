"""No command writes over what is there unasked, over what it reads, or into what Mien keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.commands.targets import target
from core.errors import CoreError
from core.workspace import Workspace


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "project")


def test_a_new_file_may_be_written(tmp_path: Path, place: Workspace) -> None:
    assert target(tmp_path / "new.jpg", place) == tmp_path / "new.jpg"


def test_what_is_there_is_written_over_only_when_asked(tmp_path: Path, place: Workspace) -> None:
    there = tmp_path / "there.jpg"
    there.write_bytes(b"mine")
    with pytest.raises(CoreError, match="exists already"):
        target(there, place)
    assert target(there, place, force=True) == there


def test_what_is_read_is_never_written_over(tmp_path: Path, place: Workspace) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(b"mine")
    (tmp_path / "link.jpg").symlink_to(photo)
    for name in ("photo.jpg", "link.jpg"):
        with pytest.raises(CoreError, match="is what is read"):
            target(tmp_path / name, place, force=True, inputs=[photo])


@pytest.mark.parametrize("kept", ["data/mien.sqlite", "models/x/model.keras", "data/new.zip"])
def test_nothing_is_written_into_what_mien_keeps(place: Workspace, kept: str) -> None:
    with pytest.raises(CoreError, match="keeps its own files"):
        target(place.root / kept, place, force=True)


def test_a_name_that_is_too_long_is_a_sentence(tmp_path: Path, place: Workspace) -> None:
    with pytest.raises(CoreError, match="cannot be written"):
        target(tmp_path / ("a" * 300), place)
