"""The command line, asked in this process, and a workspace where a training has ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.commands.app import main
from tests.made_once import made_once

SIDE = 24
CHOSEN = (
    "--architecture cnn-16-32-64 --set label_smoothing=0.05"
    " --image-size 24 --epochs 2 --batch-size 7 --optimizer sgd --learning-rate 0.02"
    " --dense-units 8 --dropout 0.1 --no-early-stopping --patience 9 --no-class-weights"
    " --rotation 3 --zoom 0.04 --no-flip --shift 0.05 --brightness 0.06"
    " --train-share 0.6 --validation-share 0.25 --test-share 0.15 --seed 5 --name Tuned"
)


@dataclass(frozen=True)
class Said:
    """What a command said."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


Ask = Callable[..., Said]


@pytest.fixture
def ask(capfd: pytest.CaptureFixture[str]) -> Ask:
    """Return a function that runs one command on a workspace."""

    def run(workspace: Path, *arguments: object, as_json: bool = True) -> Said:
        command, *rest = map(str, arguments)
        capfd.readouterr()
        ending = ["--workspace", str(workspace), *(["--json"] if as_json else [])]
        status = main([command, *rest, *ending])
        return Said(status, *capfd.readouterr())

    return run


def photo(path: Path, seed: int, bright: bool) -> Path:
    """Write a small noisy picture, bright or dark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    noise = np.random.default_rng(seed).integers(0, 110, (SIDE, SIDE, 3))
    Image.fromarray((noise + 140 * bright).astype(np.uint8)).save(path)
    return path


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with 20 happy (bright) and 20 sad (dark) photos."""
    folder = tmp_path_factory.mktemp("photos")
    for seed in range(20):
        photo(folder / "happy" / f"{seed}.png", seed, bright=True)
        photo(folder / "sad" / f"{seed}.png", 100 + seed, bright=False)
    return folder


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, photos: Path) -> Path:
    """Return a workspace with the photos; tests leave it as they find it."""
    root = tmp_path_factory.mktemp("workspace")
    assert main(["import", str(photos), "--workspace", str(root)]) == 0
    return root


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory, photos: Path) -> Path:
    """Return a workspace with the photos after a short training."""

    def make(root: Path) -> None:
        assert main(["import", str(photos), "--workspace", str(root)]) == 0
        assert main(["train", *CHOSEN.split(), "--follow", "--workspace", str(root)]) == 0

    return made_once(tmp_path_factory, "commands", make)[0]
