"""One bundle of a model taught on faces, made once."""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from core.bundle.building import Bundle, build_bundle
from core.bundle.web_runtime import WEB_RUNTIME
from core.dataset.framing import FACES
from core.dataset.store import DatasetStore
from core.errors import WeightsMissing
from core.runs.run_directory import RunDirectory, list_runs
from core.training_plan import start_training
from core.weights import YUNET, find_weights, local_weights
from core.workspace import PROJECT, Workspace
from tests.conftest import TINY, draw_faces, missing
from tests.made_once import made_once


@pytest.fixture(scope="session")
def bundled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Bundle]:
    """Return a workspace with a tiny training on faces that were found, and its bundle.

    The bundle has a web page where what runs models in a browser can be had.
    """
    if local_weights(Workspace(tmp_path_factory.mktemp("weights")), YUNET) is None:
        missing("needs the weights of YuNet, which are not on this computer")
    root, facts = made_once(tmp_path_factory, "bundled", _made)
    return root, replace(Bundle(**facts), path=str(root / facts["path"]))


def _made(root: Path) -> dict[str, Any]:
    workspace = Workspace(root)
    draw_faces(workspace, 40)
    _python("-m", "core", "faces", "--workspace", str(root))
    with DatasetStore.open(workspace) as store:
        config = replace(TINY, framing=FACES)
        run = start_training(workspace, store, config, launch=False)
    _python("-m", "core.worker", str(run.path))
    with suppress(WeightsMissing):  # kept in this clone, so that it is fetched once
        runtime = find_weights(Workspace(PROJECT), WEB_RUNTIME)
        workspace.weights.mkdir(parents=True, exist_ok=True)
        shutil.copy(runtime, workspace.weights)
    made = build_bundle(run, root / "smiles.zip")
    return {**made.to_json(), "path": "smiles.zip"}


@pytest.fixture(scope="session")
def faces_run(bundled: tuple[Path, Bundle]) -> RunDirectory:
    """Return a tiny training on faces that were found."""
    (run,) = list_runs(Workspace(bundled[0]))
    return run


@pytest.fixture(scope="session")
def made(bundled: tuple[Path, Bundle]) -> Bundle:
    """Return its bundle; with a web page where what runs models in a browser can be had."""
    return bundled[1]


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
