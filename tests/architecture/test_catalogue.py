"""The catalogue of what can go wrong is whole, and so are the patches that take defences away."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from core.workspace import PROJECT

CASES = range(1, 103)
FOLDER = PROJECT / "tests" / "catalogue"
PATCHES = sorted((FOLDER / "defences").glob("*.patch"))
WITHOUT_DEFENCE = {52, 62, 95}
"""Held by what the app never does, or by its server: there is no line to take away."""


def numbers(pattern: str, texts: list[str]) -> set[int]:
    return {int(found) for text in texts for found in re.findall(pattern, text)}


def test_every_case_has_its_test() -> None:
    tests = [path.read_text(encoding="utf-8") for path in FOLDER.glob("test_*.py")]
    assert set(CASES) - numbers(r"def test_case_(\d+)_", tests) == set()


def test_every_case_has_a_defence_that_can_be_taken_away() -> None:
    held = numbers(r"^(\d+)-", [patch.name for patch in PATCHES])
    assert set(CASES) - held - WITHOUT_DEFENCE == set()


@pytest.mark.parametrize("patch", PATCHES, ids=lambda patch: patch.stem)
def test_a_defence_can_still_be_taken_away(patch: Path) -> None:
    git = shutil.which("git")
    if git is None:
        pytest.skip("needs git, which applies the patches")
    done = subprocess.run(
        [git, "apply", "--check", str(patch)], cwd=PROJECT, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
