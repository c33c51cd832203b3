"""Places where something goes wrong, and are looked at afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from core.workspace import Workspace
from tests.browser.conftest import App
from tests.catalogue.aftermath import hold, labels_of
from tests.commands.conftest import ask

__all__ = ["ask"]


@pytest.fixture(autouse=True)
def _quick_to_draw(quick_to_draw: None) -> None:
    """Every case ends with the app being drawn."""


@pytest.fixture
def place(six_photos: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Return a workspace of three happy and three sad photos that has to outlive its test."""
    yield from outliving(six_photos, tmp_path / "place")


@pytest.fixture
def trained(trained_root: Path, tmp_path: Path) -> Iterator[Workspace]:
    """Return a workspace of forty drawn faces and a model that has to outlive its test."""
    yield from outliving(trained_root, tmp_path / "trained")


MOST_UPLOADED = 40
"""Megabytes that one page may upload to the app of `app`."""


@pytest.fixture(scope="module")
def app(six_photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Return a running app on six photos that has to outlive all tests of a file."""
    root = tmp_path_factory.mktemp("app") / "place"
    for outlived in outliving(six_photos, root):
        running = App(outlived, "--server.maxUploadSize", str(MOST_UPLOADED))
        running.start()
        yield running
        assert httpx.get(f"{running.url}/_stcore/health").text == "ok"
        running.stop()


def outliving(source: Path, root: Path) -> Iterator[Workspace]:
    """Yield a copy of a workspace, and hold afterwards that nothing in it is lost."""
    shutil.copytree(source, root)
    made = Workspace(root)
    before = labels_of(made)
    yield made
    hold(made, before)
