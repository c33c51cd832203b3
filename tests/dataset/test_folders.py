"""Folders on this computer."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.dataset.folders import list_folder


def made(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    return folder


def test_files_are_listed_by_path_with_their_bytes(tmp_path: Path) -> None:
    listing = list_folder(made(tmp_path, "sad/2.png", "happy/a/1.png"))
    found = [(entry.path, entry.loader.read()) for entry in listing.entries]
    assert found == [("happy/a/1.png", b"happy/a/1.png"), ("sad/2.png", b"sad/2.png")]


def test_our_own_data_is_left_out(tmp_path: Path) -> None:
    made(tmp_path, "happy/1.png", "data/pictures/2.png")
    assert [e.path for e in list_folder(tmp_path, leave_out=tmp_path / "data").entries] == [
        "happy/1.png"
    ]


def test_links_are_named_and_not_followed(tmp_path: Path) -> None:
    outside = made(tmp_path / "outside", "1.png")
    inside = made(tmp_path / "inside", "2.png")
    try:
        (inside / "link.png").symlink_to(outside / "1.png")
        (inside / "folder").symlink_to(outside, target_is_directory=True)
    except OSError:
        pytest.skip("this system lets only administrators make links")
    listing = list_folder(inside)
    assert [entry.path for entry in listing.entries] == ["2.png"]
    assert "link" in listing.refused[0].reason


def test_archives_and_left_overs_are_not_photos(tmp_path: Path) -> None:
    listing = list_folder(made(tmp_path, "a.zip", "Thumbs.db", "1.png"))
    assert [refusal.file for refusal in listing.refused] == ["a.zip"]
    assert listing.skipped["thumbs.db"] == 1
