"""Finding a browser on every system."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.chromium import find_chromium


def executable(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(0o755)
    return path


def test_the_persons_choice_wins(tmp_path: Path) -> None:
    chosen, other = executable(tmp_path / "mine"), executable(tmp_path / "bin" / "chromium")
    environment = {"MIEN_CHROMIUM": str(chosen), "PATH": str(other.parent)}
    assert find_chromium(environment, "linux") == str(chosen)


@pytest.mark.skipif(os.name == "nt", reason="programs end in .exe there")
@pytest.mark.parametrize("name", ["chromium", "chromium-browser", "google-chrome", "chrome"])
def test_the_path_is_searched(name: str, tmp_path: Path) -> None:
    found = executable(tmp_path / name)
    assert find_chromium({"PATH": str(tmp_path)}, "linux") == str(found)


def test_the_usual_places_on_windows_are_searched(tmp_path: Path) -> None:
    edge = executable(tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe")
    assert find_chromium({"PROGRAMFILES(X86)": str(tmp_path)}, "win32") == str(edge)


def test_a_choice_that_is_gone_is_passed_over(tmp_path: Path) -> None:
    assert find_chromium({"MIEN_CHROMIUM": str(tmp_path / "gone"), "PATH": ""}, "linux") is None
