"""What every test can ask for."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from core.dataset.importing import run_import
from core.dataset.store import DatasetStore
from core.runs.presets import default_config
from core.runs.spec import Augmentation, SplitShares, TrainConfig
from core.training_plan import start_training
from core.workspace import PROJECT, Workspace
from tests.chromium import QUIET, find_chromium
from tests.dataset.making import happy_and_sad
from tests.made_once import made_once
from tests.postgres_server import PostgresServer, find_postgres

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHARED = PROJECT.parent / "shared"

if SHARED.is_dir():  # for the processes the tests start too; nothing is fetched
    os.environ.setdefault("MIEN_WEIGHTS", str(SHARED / "weights" / "opencv"))

settings.register_profile("untimed", deadline=None)  # a busy computer is no mistake of ours
settings.load_profile("untimed")

os.environ.setdefault("MIEN_STANDBY", "0")  # no page that is drawn here is trained on

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # begun in the background of a script
    signal.signal(signal.SIGINT, signal.default_int_handler)  # what a test starts inherits it


def missing(reason: str) -> None:
    """Skip the test that lacks something, or fail it where everything has to be there."""
    if os.environ.get("MIEN_REQUIRE_ALL"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium, or skip where there is none; one for all tests of a process."""
    from playwright.sync_api import sync_playwright

    chromium = find_chromium()
    if not chromium:
        missing("needs Chromium, which this machine does not have")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield running
        running.close()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """Return a PostgreSQL server of its own, or skip where there is none to start."""
    programs = find_postgres()
    if programs is None:
        missing("needs PostgreSQL (initdb and postgres), which this machine does not have")
    server = PostgresServer(programs)
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def quick_to_draw() -> Iterator[None]:
    """Spare the drawing of a page what costs more than the page, and what the app has no use for.

    `AppTest` looks for components among the installed packages for every app, and they stay the
    same. After every drawing Streamlit has Keras forget and collect everything, where a process
    has loaded it: the app never does, the tests of networks in the same process do.
    """
    from streamlit.components.v2 import manifest_scanner
    from streamlit.runtime.scriptrunner import script_runner

    with pytest.MonkeyPatch.context() as patch:
        scan = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        patch.setattr(script_runner, "_clean_problem_modules", lambda: None)
        yield


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Return an empty workspace of its own."""
    return Workspace(tmp_path)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real photos and weights, or skip where a person's clone has none."""
    if not SHARED.is_dir():
        missing("needs the real photos in ../shared, which this clone does not have")
    return SHARED


@pytest.fixture(scope="session")
def six_photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a workspace of three happy and three sad photos, not to be changed."""
    folder = tmp_path_factory.mktemp("six")
    zipped = happy_and_sad(folder / "photos.zip")
    run_import(Workspace(folder / "workspace"), zipped, workers=0)
    return folder / "workspace"


TINY = TrainConfig(
    architecture="cnn-16-32-16",
    image_size=32,
    epochs=2,
    batch_size=8,
    dense_units=8,
    augmentation=Augmentation(),
)


def draw_faces(workspace: Workspace, count: int) -> None:
    """Import drawn faces by the command line.

    Not in this process: once `AppTest` has run here, Python takes the app for the main script, and
    the processes that decode pictures would run it again.
    """
    command = ["-m", "core", "import", "starter", "--count", str(count), "--seed", "1"]
    subprocess.run(
        [sys.executable, *command, "--workspace", str(workspace.root)],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        timeout=200,
    )


@pytest.fixture(scope="session")
def trained_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with forty drawn faces and a model, made once.

    For the pictures of the user guide (``MIEN_GUIDE=1``) it is all 400 and a model worth showing.
    """
    guide = bool(os.environ.get("MIEN_GUIDE"))
    config = default_config(photos=400, native_size=128) if guide else TINY
    return trained_on_faces(tmp_path_factory, "trained", 400 if guide else 40, config)


@pytest.fixture(scope="session")
def judged_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with a short training that is judged by about eighty photos."""
    shares = SplitShares(train=0.3, validation=0.2, test=0.5)
    return trained_on_faces(tmp_path_factory, "judged", 160, replace(TINY, shares=shares))


def trained_on_faces(
    factory: pytest.TempPathFactory, name: str, count: int, config: TrainConfig
) -> Path:
    """Return a workspace with drawn faces and a training on them; not to be changed."""

    def make(root: Path) -> None:
        workspace = Workspace(root)
        draw_faces(workspace, count)
        with DatasetStore.open(workspace) as store:
            run = start_training(workspace, store, config, launch=False)
        command = [sys.executable, "-m", "core.worker", str(run.path)]
        subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, timeout=400)

    return made_once(factory, name, make)[0]


@pytest.fixture
def filled(trained_root: Path, tmp_path: Path) -> Workspace:
    """Return a copy of the trained workspace that a test may change."""
    root = tmp_path / "filled"
    shutil.copytree(trained_root, root)
    return Workspace(root)
