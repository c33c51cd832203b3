"""Small pictures whose class is easy to see, and runs on them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.files import sha256_bytes
from core.runs.run_directory import RunDirectory, TrainingPicture
from core.runs.spec import TrainConfig
from core.workspace import Workspace

MakeRun = Callable[..., RunDirectory]

TINY = TrainConfig(
    architecture="cnn-16-32-16",
    image_size=24,
    epochs=3,
    batch_size=8,
    dense_units=8,
    early_stopping=False,
    seed=3,
)


def keep_picture(workspace: Workspace, class_index: int, number: int) -> str:
    """Store a 24x24 picture and return its id.

    It is dark and fine-grained for class 0, and for each further class lighter and coarser.
    """
    random = np.random.default_rng([class_index, number])
    pixels = random.integers(0, 60, (24, 24, 3)) + 60 * class_index
    if class_index:
        blocks = random.integers(0, 2, (12 // class_index, 12 // class_index, 1))
        pixels = pixels + 60 * np.kron(blocks, np.ones((2 * class_index, 2 * class_index, 1), int))
    stream = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(stream, "PNG")
    picture_id = sha256_bytes(stream.getvalue())
    path = workspace.picture(picture_id, ".png")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(stream.getvalue())
    return picture_id


def make_tiny_run(
    workspace: Workspace,
    classes: tuple[str, ...] = ("dark", "light"),
    counts: tuple[tuple[str, int], ...] = (("train", 12), ("validation", 4), ("test", 4)),
    **settings: Any,
) -> RunDirectory:
    """Make a run on drawn pictures, ``counts`` of each class in each split."""
    splits = [split for split, count in counts for _ in range(count)]
    pictures = [
        TrainingPicture(keep_picture(workspace, index, number), ".png", index, split)
        for index in range(len(classes))
        for number, split in enumerate(splits)
    ]
    return RunDirectory.create(workspace, "Tiny", replace(TINY, **settings), classes, pictures)


@pytest.fixture
def make_run(workspace: Workspace) -> MakeRun:
    """Return `make_tiny_run` for the workspace of the test."""
    return partial(make_tiny_run, workspace)
