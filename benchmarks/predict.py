"""One large photo from bytes to answer and heat maps, with the child process warm."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.figure import Figure
from core.files import sha256_file, write_json
from core.inference import Inference
from core.runs.presets import default_config
from core.runs.run_directory import RunDirectory
from core.runs.spec import ARCHITECTURES
from core.workspace import Workspace

_TARGET = 400.0
_TIMES = 15
_WARM = 3


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Measure every network on one 4000 x 3000 JPEG; the slowest one is the figure.

    Parameters
    ----------
    arguments : sequence of str
        None are taken.

    Yields
    ------
    Figure
        ``photo_to_heat_map``: median milliseconds from the bytes to probabilities, photo for
        showing and the maps of both classes, back in the process that asked.
    """
    del arguments
    photo = large_photo()
    inference = Inference()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        timings = {
            name: _timings(inference, _untrained_run(workspace, name), photo)
            for name in ARCHITECTURES
        }
        inference.close()
    medians = {name: round(statistics.median(times), 1) for name, times in timings.items()}
    yield Figure(
        name="photo_to_heat_map",
        value=max(medians.values()),
        unit="ms",
        target=f"<= {_TARGET:g}",
        detail={
            "photo_bytes": len(photo),
            "photo_pixels": [4000, 3000],
            "median_by_network": medians,
            "slowest_by_network": {name: round(max(t), 1) for name, t in timings.items()},
            "times": _TIMES,
        },
    )


def large_photo() -> bytes:
    """Return a 12-megapixel JPEG with texture everywhere, from a seed."""
    generator = np.random.default_rng(12)
    pixels = np.zeros((3000, 4000, 3), np.float32)
    for side in (6, 60, 600):
        coarse = generator.integers(0, 256, (3 * side // 4, side, 3), dtype=np.uint8)
        grown = Image.fromarray(coarse).resize((4000, 3000), Image.Resampling.BICUBIC)
        pixels += np.asarray(grown, np.float32) / 3
    pixels += generator.normal(0, 6, pixels.shape).astype(np.float32)
    stream = BytesIO()
    Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(stream, "JPEG", quality=90)
    return stream.getvalue()


def _untrained_run(workspace: Workspace, architecture: str) -> RunDirectory:
    """Return a run whose network has random weights, which cost as much as learned ones."""
    from core.learning.architectures import build
    from core.learning.outcome import keep_model

    config = default_config(architecture)
    made = RunDirectory.create(workspace, "untrained", config, ["happy", "sad"], [])
    keep_model(made, build(config, 2))
    write_json(made.manifest, {"sha256": {made.model.name: sha256_file(made.model)}})
    return made


def _timings(inference: Inference, made: RunDirectory, photo: bytes) -> list[float]:
    """Return milliseconds of each of the looks after the first few."""
    times = []
    for _ in range(_WARM + _TIMES):
        begin = time.perf_counter()
        inference.look(made.path, photo)
        times.append(1000 * (time.perf_counter() - begin))
    return times[_WARM:]
