"""What every test can ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.workspace import PROJECT, Workspace

SHARED = PROJECT.parent / "shared"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return an empty workspace of its own."""
    return Workspace(tmp_path)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real photos and weights, or skip where a person's clone has none."""
    if not SHARED.is_dir():
        pytest.skip("needs the real photos in ../shared, which this clone does not have")
    return SHARED
