"""Photos from bytes to answers, with the child process warm: ``python -m benchmarks predict``."""

from __future__ import annotations

import statistics
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from benchmarks.figure import Figure
from core.files import sha256_file, write_json
from core.inference import Inference
from core.runs.presets import default_config
from core.runs.run_directory import RunDirectory
from core.runs.spec import ARCHITECTURES
from core.starter_model import STARTER
from core.workspace import PROJECT, Workspace

_DATA = PROJECT.parent / "shared" / "data"
_FER = _DATA / "fer2013-happy-sad.zip"
_WEB = _DATA / "web-photos-happy-sad.zip"
_FIGURES = ("photo_to_heat_map", "group_photo", "batch_ratio", "explain_ratio")
_PHOTOS = 2000
_TARGET = 400.0
_TIMES = 15
_WARM = 3
_ROUNDS = 4


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures named, or all.

    Parameters
    ----------
    arguments : sequence of str
        Names of figures.

    Yields
    ------
    Figure
        ``photo_to_heat_map``: median milliseconds from the bytes of a 4000 x 3000 JPEG to
        probabilities, photo for showing and the maps of both classes, back in the process that
        asked, for the slowest network. ``group_photo``: the same of a photo of that size with
        eight faces and the starter model. ``batch_ratio``: photos a second of 2,000 faces through
        the starter model, beside bare decoding and one forward pass each in the same run.
        ``explain_ratio``: see `benchmarks.explain_ratio`.
    """
    wanted = set(arguments or _FIGURES)
    if "photo_to_heat_map" in wanted:
        yield _every_network()
    if "group_photo" in wanted:
        yield _group_photo()
    if "batch_ratio" in wanted:
        yield _batch_ratio()
    if "explain_ratio" in wanted:
        from benchmarks.explain_ratio import explain_ratio

        yield explain_ratio()


def _every_network() -> Figure:
    photo = large_photo()
    inference = Inference()
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        timings = {
            name: _timings(inference, _untrained_run(workspace, name).path, photo)
            for name in ARCHITECTURES
        }
        inference.close()
    medians = {name: round(statistics.median(times), 1) for name, times in timings.items()}
    return Figure(
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


def _group_photo() -> Figure:
    inference = Inference()
    photo = group_photo(8)
    times = _timings(inference, STARTER, photo)
    faces = len(inference.look(STARTER, photo).faces)
    inference.close()
    detail = {"faces_found": faces, "times": _TIMES, "slowest": round(max(times), 1)}
    milliseconds = round(statistics.median(times), 1)
    return Figure("group_photo", milliseconds, "ms", "<= 600, stretch 250", None, detail)


def group_photo(faces: int) -> bytes:
    """Return a 12-megapixel JPEG of photos from the web with one face each, in rows of four."""
    from core.faces.detector import find_detector

    picture = Image.new("RGB", (4000, 3000), "grey")
    placed = 0
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(_WEB) as source:
        detector = find_detector(Workspace(Path(folder)))
        for name in sorted(each for each in source.namelist() if not each.endswith("/")):
            photo = Image.open(BytesIO(source.read(name))).convert("RGB")
            if placed < faces and len(detector.find(np.asarray(photo))) == 1:
                fitting = ImageOps.contain(photo, (1000, 1500))
                picture.paste(fitting, (1000 * (placed % 4), 1500 * (placed // 4)))
                placed += 1
    stream = BytesIO()
    picture.save(stream, "JPEG", quality=90)
    return stream.getvalue()


def _batch_ratio() -> Figure:
    with zipfile.ZipFile(_FER) as source:
        names = [each for each in source.namelist() if "/validation/" in f"/{each}"]
        files = [source.read(each) for each in names if not each.endswith("/")]
    files = (files * 2)[:_PHOTOS]
    inference = Inference()
    inference.predict(STARTER, files[:64])
    bare, ours = [], []
    for _ in range(_ROUNDS):  # in turn, because the machine is not equally fast all the time
        bare.append(_bare(files))
        began = time.perf_counter()
        inference.predict(STARTER, files)
        ours.append(len(files) / (time.perf_counter() - began))
    inference.close()
    rates = {"ours": round(max(ours)), "bare": round(max(bare)), "photos": len(files)}
    target = ">= 0.7, stretch 0.9"
    ratio = round(max(ours) / max(bare), 3)
    return Figure("batch_ratio", ratio, "x", target, "bare decode and forward", rates)


def _bare(files: Sequence[bytes]) -> float:
    """Return photos a second of nothing but Pillow and one forward pass, 64 at a time."""
    import keras

    model = keras.saving.load_model(STARTER / "model.keras", compile=False)
    model(np.zeros((64, 48, 48, 3), np.float32), training=False)
    began = time.perf_counter()
    for at in range(0, len(files), 64):
        batch = [Image.open(BytesIO(data)).convert("RGB") for data in files[at : at + 64]]
        model(np.stack([np.asarray(each, np.float32) for each in batch]), training=False)
    return len(files) / (time.perf_counter() - began)


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


def _timings(inference: Inference, made: Path, photo: bytes) -> list[float]:
    """Return milliseconds of each of the looks after the first few."""
    times = []
    for _ in range(_WARM + _TIMES):
        begin = time.perf_counter()
        inference.look(made, photo)
        times.append(1000 * (time.perf_counter() - begin))
    return times[_WARM:]
