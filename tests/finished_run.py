"""A run as a finished training leaves it, without training."""

from __future__ import annotations

from collections.abc import Sequence

import keras

from core.files import sha256_file, write_json
from core.learning.architectures import build
from core.learning.outcome import keep_model
from core.runs.run_directory import RunDirectory
from core.runs.spec import TrainConfig
from core.workspace import Workspace


def finished_run(
    workspace: Workspace,
    classes: Sequence[str] = ("happy", "sad"),
    *,
    architecture: str = "cnn-16-32-64",
    image_size: int = 32,
    seed: int = 0,
    config: TrainConfig | None = None,
) -> RunDirectory:
    """Return a whole run whose network has its first, random weights."""
    config = config or TrainConfig(architecture=architecture, image_size=image_size, dense_units=8)
    run = RunDirectory.create(workspace, "untrained", config, classes, [])
    keras.utils.set_random_seed(seed)
    keep_model(run, build(config, len(classes)))
    write_json(run.manifest, {"sha256": {run.model.name: sha256_file(run.model)}})
    return run
