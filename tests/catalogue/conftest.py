"""Places where something goes wrong, and are looked at afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.workspace import Workspace
from tests.catalogue.aftermath import hold, labels_of
from tests.commands.conftest import ask

__all__ = ["ask"]


@pytest.fixture(autouse=True)
def _quick_to_draw(installed_once: None) -> None:
    """Every case ends with the app being drawn."""


@pytest.fixture
def place(six_photos: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Return a workspace of three happy and three sad photos that has to outlive its test."""
    yield from _outliving(six_photos, tmp_path / "place")


@pytest.fixture
def trained(trained_root: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Return a workspace of forty drawn faces and a model that has to outlive its test."""
    yield from _outliving(trained_root, tmp_path / "trained")


def _outliving(source: Path, root: Path) -> Iterator[Workspace]:
    shutil.copytree(source, root)
    made = Workspace(root)
    before = labels_of(made)
    yield made
    hold(made, before)
