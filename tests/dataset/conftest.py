"""What the tests of the dataset can ask for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.dataset.store import DatasetStore
from core.workspace import Workspace


@pytest.fixture
def store(workspace: Workspace) -> Iterator[DatasetStore]:
    """Return an empty dataset."""
    with DatasetStore.open(workspace) as opened:
        yield opened


@pytest.fixture
def filled(workspace: Workspace, six_photos: Path) -> Iterator[DatasetStore]:
    """Return a dataset of three happy and three sad photos, named 0.png to 2.png."""
    shutil.copytree(six_photos, workspace.root, dirs_exist_ok=True)
    with DatasetStore.open(workspace) as opened:
        yield opened
