"""Workspaces for pages: an empty one, and one with photos, labels and a finished training."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.dataset.importing import import_starter
from core.dataset.store import DatasetStore
from core.runs.spec import Augmentation, TrainConfig
from core.training_plan import start_training
from core.workspace import PROJECT, Workspace

Open = Callable[[str], AppTest]

TINY = TrainConfig(
    architecture="cnn-16-32-16",
    image_size=32,
    epochs=2,
    batch_size=8,
    dense_units=8,
    augmentation=Augmentation(),
)


@pytest.fixture(scope="session")
def trained_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with forty drawn faces and a model, made once."""
    workspace = Workspace(tmp_path_factory.mktemp("trained"))
    import_starter(workspace, count=40, seed=1)
    with DatasetStore.open(workspace) as store:
        run = start_training(workspace, store, TINY, launch=False)
    command = [sys.executable, "-m", "core.worker", str(run.path)]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, timeout=200)
    return workspace.root


@pytest.fixture
def filled(trained_root: Path, tmp_path: Path) -> Workspace:
    """Return a copy of the trained workspace that a test may change."""
    root = tmp_path / "filled"
    shutil.copytree(trained_root, root)
    return Workspace(root)


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[[Workspace], Open]:
    """Return a function that draws a page of the app on a workspace."""

    def on(workspace: Workspace) -> Open:
        monkeypatch.setenv("MIEN_WORKSPACE", str(workspace.root))
        return _draw

    return on


def _draw(page: str) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "streamlit_app.py"), default_timeout=60).run()
    return app.switch_page(page).run() if page != "app_pages/home.py" else app
