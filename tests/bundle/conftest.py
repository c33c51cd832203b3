"""One bundle of a model taught on faces, made once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from core.bundle.building import Bundle, build_bundle
from core.bundle.web_runtime import WEB_RUNTIME
from core.dataset.framing import FACES
from core.dataset.store import DatasetStore
from core.errors import WeightsMissing
from core.runs.run_directory import RunDirectory
from core.training_plan import start_training
from core.weights import YUNET, find_weights, local_weights
from core.workspace import PROJECT, Workspace
from tests.conftest import TINY, draw_faces, missing


@pytest.fixture(scope="session")
def faces_run(tmp_path_factory: pytest.TempPathFactory) -> RunDirectory:
    """Return a tiny training on faces that were found."""
    workspace = Workspace(tmp_path_factory.mktemp("on-faces"))
    if local_weights(workspace, YUNET) is None:
        missing("needs the weights of YuNet, which are not on this computer")
    draw_faces(workspace, 40)
    _python("-m", "core", "faces", "--workspace", str(workspace.root))
    with DatasetStore.open(workspace) as store:
        config = replace(TINY, framing=FACES)
        run = start_training(workspace, store, config, launch=False)
    _python("-m", "core.worker", str(run.path))
    return run


@pytest.fixture(scope="session")
def made(faces_run: RunDirectory, tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    """Return its bundle; with a web page where what runs models in a browser can be had."""
    with suppress(WeightsMissing):  # kept in this clone, so that it is fetched once
        runtime = find_weights(Workspace(PROJECT), WEB_RUNTIME)
        faces_run.workspace.weights.mkdir(parents=True, exist_ok=True)
        shutil.copy(runtime, faces_run.workspace.weights)
    return build_bundle(faces_run, tmp_path_factory.mktemp("bundle") / "smiles.zip")


@pytest.fixture(scope="session")
def unpacked(made: Bundle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the unpacked bundle; not to be changed."""
    place = tmp_path_factory.mktemp("unpacked")
    with ZipFile(made.path) as archive:
        for member in archive.infolist():
            archive.extract(member, place)
    return place / "smiles"


def _python(*words: str) -> None:
    command = [sys.executable, *words]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, timeout=400)
