"""A small workspace with a finished training, and its backup."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.backup.backing_up import back_up
from core.workspace import Workspace


@pytest.fixture(scope="session")
def backup(trained_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a backup of forty photos and a training, not to be changed."""
    folder = tmp_path_factory.mktemp("backup")
    shutil.copytree(trained_root, folder / "workspace")
    back_up(Workspace(folder / "workspace"), folder / "project.zip")
    return folder / "project.zip"
