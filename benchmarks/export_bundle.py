"""A bundle beside the app: ``python -m benchmarks bundle [FIGURE...]``.

The model is taught on faces found in drawn photos, and asked about all of its test photos as whole
files, so that decoding, finding, cutting and answering are all compared; and about large JPEGs, as
cameras make them, which the app decodes at a part of their size.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from PIL import Image
from playwright.sync_api import sync_playwright

from benchmarks.figure import Figure
from core import inference
from core.bundle.answering import BundledModel
from core.bundle.building import build_bundle
from core.dataset.starter import draw_face
from core.inference import Prediction
from core.runs.run_directory import RunDirectory, list_runs
from core.workspace import PROJECT, Workspace
from tests.bundle.web_driver import answers, open_page
from tests.chromium import find_chromium

FIGURES = ("predict", "web", "predict_large", "web_large", "empty_environment")

_REAL = PROJECT.parent / "shared" / "data" / "web-photos-happy-sad.zip"

_PHOTOS = 400
_LARGE, _LARGE_SIDE, _FEWEST_LARGE = 12, 3000, 1000
_TARGET = "<= 1e-4, stretch 1e-5"

Shares = Mapping[str, float]


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures named, or all.

    Yields
    ------
    Figure
        ``bundle_predict_difference`` and ``bundle_web_difference``: the largest of any probability
        between the app and ``predict.py`` or the web page, of the test photos; the same with
        ``_large`` of large JPEGs: drawn faces of 3000 pixels, and the real photos of at least 1000
        where this computer has them. ``empty_environment``: the packages that
        a new environment holds beside pip when ``predict.py`` has given its first answer there.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        trained = _trained(Workspace(Path(place) / "workspace"))
        yield from bundle_figures(trained, Path(place), arguments or FIGURES)


def bundle_figures(trained: RunDirectory, place: Path, wanted: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures named of one training; see `run`.

    Parameters
    ----------
    trained : RunDirectory
        A finished training.
    place : Path
        A folder to work in.
    wanted : sequence of str
        Names of `FIGURES`.
    """
    made = build_bundle(trained, place / "bundle.zip")
    shutil.unpack_archive(made.path, place)
    folder = place / "bundle"
    for ending, photos in (("", _test_photos(trained)), ("_large", _large_photos())):
        yield from _differences(trained, folder, photos, ending, wanted)
    if "empty_environment" in wanted:
        yield _empty_environment(folder, place / "environment")


def _differences(
    trained: RunDirectory,
    folder: Path,
    photos: Mapping[str, bytes],
    ending: str,
    wanted: Sequence[str],
) -> Iterator[Figure]:
    """Yield the figures of some photos, whose names have an ending."""
    if not {f"predict{ending}", f"web{ending}"} & {*wanted}:
        return
    told = zip(photos, inference.shared().predict(trained.path, [*photos.values()]), strict=True)
    app = {name: each.probabilities for name, each in told if isinstance(each, Prediction)}
    if f"predict{ending}" in wanted:
        model = BundledModel(folder)
        here = {name: model.tell(photos[name]).said.probabilities for name in app}
        yield _difference(f"bundle_predict{ending}_difference", here, app)
    if f"web{ending}" in wanted:
        yield _web(folder / "index.html", photos, app, f"bundle_web{ending}_difference")


def _trained(workspace: Workspace) -> RunDirectory:
    for words in (
        ("import", "starter", "--count", str(_PHOTOS), "--seed", "1"),
        ("faces",),
        ("train", "--preset", "quick", "--follow"),
    ):
        command = [sys.executable, "-m", "core", *words, "--workspace", str(workspace.root)]
        subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
    return list_runs(workspace)[0]


def _test_photos(trained: RunDirectory) -> dict[str, bytes]:
    tested = [each for each in trained.pictures if each.split == "test"]
    files = [trained.workspace.picture(each.id, each.suffix) for each in tested]
    return {file.name: file.read_bytes() for file in files}


def _large_photos() -> dict[str, bytes]:
    """Return large JPEGs: drawn faces first, then real photos."""
    photos = {f"drawn-{seed}.jpg": _enlarged(seed) for seed in range(_LARGE)}
    if _REAL.is_file():
        with ZipFile(_REAL) as archive:
            for name in archive.namelist():
                if name.lower().endswith((".jpg", ".jpeg")) and _is_large(
                    data := archive.read(name)
                ):
                    photos[Path(name).name] = data
    return photos


def _enlarged(seed: int) -> bytes:
    drawn = Image.fromarray(draw_face(seed, "happy" if seed % 2 else "sad"))
    stream = BytesIO()
    large = drawn.resize((_LARGE_SIDE, _LARGE_SIDE), Image.Resampling.BICUBIC)
    large.save(stream, "JPEG", quality=90)
    return stream.getvalue()


def _is_large(data: bytes) -> bool:
    with Image.open(BytesIO(data)) as image:
        return image.format == "JPEG" and min(image.size) >= _FEWEST_LARGE


def _difference(name: str, here: Mapping[str, Shares], app: Mapping[str, Shares]) -> Figure:
    each = sorted(max(abs(here[key][one] - app[key][one]) for one in app[key]) for key in app)
    detail: dict[str, Any] = {"photos": len(each), "median": each[len(each) // 2]}
    for limit in (1e-5, 1e-4, 1e-3):
        detail[f"over_{limit:.0e}"] = sum(value > limit for value in each)
    return Figure(name, each[-1], "share", _TARGET, "the app", detail)


def _web(
    index: Path, photos: Mapping[str, bytes], app: Mapping[str, Shares], figure_name: str
) -> Figure:
    chromium = find_chromium()
    lacks = None if index.is_file() else "the runtime for browsers cannot be fetched"
    if reason := lacks or (None if chromium else "there is no Chromium on this computer"):
        return Figure(figure_name, None, "share", _TARGET, None, {"reason": reason})
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page()
        asked = open_page(page, index)
        told = answers(page, {name: photos[name] for name in app})
        browser.close()
    here = {name: faces[0]["probabilities"] for name, faces in told.items()}
    figure = _difference(figure_name, here, app)
    figure.detail["requests"] = sum(not url.startswith(("file:", "blob:")) for url in asked)
    return figure


def _empty_environment(folder: Path, environment: Path) -> Figure:
    began = time.perf_counter()
    venv.create(environment, with_pip=True)
    inside = "Scripts" if sys.platform == "win32" else "bin"
    python = str(environment / inside / "python")
    install = [python, "-m", "pip", "install", "-q", "--no-deps", "-r", "requirements.txt"]
    photo = "golden/picture-1.png"
    try:
        subprocess.run(install, cwd=folder, check=True, stdout=sys.stderr)
    except subprocess.CalledProcessError:
        reason = {"reason": "its packages cannot be fetched"}
        return Figure("empty_environment", None, "packages", 3, None, reason)
    answer = subprocess.run(
        [python, "-E", "predict.py", photo], cwd=folder, check=True, capture_output=True, text=True
    )
    seconds = time.perf_counter() - began
    subprocess.run(
        [python, "-E", "predict.py", "--self-test"], cwd=folder, check=True, stdout=sys.stderr
    )
    listed = subprocess.run(
        [python, "-m", "pip", "list", "--format=freeze"], check=True, capture_output=True, text=True
    )
    names = [line for line in listed.stdout.split() if not line.startswith(("pip=", "setuptools="))]
    detail = {"seconds": round(seconds, 1), "packages": names, "says": answer.stdout.strip()}
    return Figure("empty_environment", len(names), "packages", 3, None, detail)
