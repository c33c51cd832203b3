"""How far answers can be believed: ``python -m benchmarks trust [FIGURE...]``.

Quick on happy and sad faces of FER-2013, shared out as `benchmarks.learning` does: one in twenty of
the training photos sets temperature and limit, and the photos under ``validation/`` are the test
photos, which decide nothing. Pictures without a face are drawn here, or are the logos that somebody
gathered with the web photos; they are shown to the starter model.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw

from benchmarks.figure import Figure
from benchmarks.learning import _WEB, _shared_out, _train
from core.dataset.importing import run_import
from core.evaluation.calibration import calibration
from core.evaluation.certainty import Certainty
from core.evaluation.coverage import selective_accuracy
from core.evaluation.refusal import measured_refusal
from core.evaluation.report import load_predictions
from core.inference import Inference, Prediction
from core.runs.run_directory import list_runs
from core.starter_model import STARTER
from core.verdict import Verdict
from core.workspace import PROJECT, Workspace

_FIGURES = ("selective_80", "accepted_error", "ece_above_floor", "no_face_refused")
_DRAWN = 60


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures above, or those named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks trust")
    parser.add_argument("figures", nargs="*", choices=[*_FIGURES, []], default=[])
    wanted = set(parser.parse_args(arguments).figures or _FIGURES)
    if wanted - {"no_face_refused"}:
        yield from (each for each in _quick() if each.name in wanted)
    if "no_face_refused" in wanted:
        yield _without_faces()


def _quick() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(dir=PROJECT / "data", ignore_cleanup_errors=True) as folder:
        faces = Workspace(Path(folder) / "faces")
        run_import(faces, _shared_out(Path(folder) / "faces.zip"))
        trained = _train(faces, "quick", 0, [])
        [made] = list_runs(faces)
        rows = [row for row in load_predictions(made.predictions) if row["split"] == "test"]
        certainty = Certainty.load(made.certainty)
        temperature = json.loads(made.certainty.read_bytes())["temperature"]
    if certainty is None:
        raise RuntimeError("The training left no certainty.")
    true = np.array([row["class_index"] for row in rows])
    probs = np.array([row["probabilities"] for row in rows])
    yield _selective(true, probs, trained)
    yield _accepted(true, probs, certainty)
    found = calibration(true, probs)
    detail = {**found, "temperature": temperature["temperature"]}
    points = round(100 * found["ece_above_floor"], 2)
    yield Figure("ece_above_floor", points, "points", "<= 1.5, stretch 0.5", None, detail)


def _selective(true: Any, probs: Any, trained: dict[str, Any]) -> Figure:
    found = selective_accuracy(true, probs, 0.8)
    detail = {**found, "accuracy_of_all": trained["test_accuracy"]}
    accuracy = round(found["accuracy"], 4)
    return Figure("selective_80", accuracy, "share", ">= 0.97, stretch 0.98", None, detail)


def _accepted(true: Any, probs: Any, certainty: Certainty) -> Figure:
    refusal = certainty.refusal
    found = measured_refusal(true, probs, refusal["limit"])
    detail = {**found, "limit": refusal["limit"], "share": found["answered"] / found["n"]}
    target = f"<= {refusal['error_rate']:g}, as promised"
    error = None if found["error"] is None else round(found["error"], 4)
    return Figure("accepted_error", error, "share", target, None, detail)


def _without_faces() -> Figure:
    """Show scenes, textures, signs and logos to the starter model, large and as small as faces."""
    found_logos = list(logos())
    drawn = [*without_faces(_DRAWN), *found_logos]
    inference = Inference()
    large = inference.predict(STARTER, [encoded(each) for each in drawn])
    small = inference.predict(STARTER, [encoded(each.resize((48, 48))) for each in drawn])
    inference.close()
    said = [Counter(_verdict(each) for each in found) for found in (large, small)]
    refused = [1 - each[Verdict.LOOKS] / len(drawn) for each in said]
    detail = {
        "pictures": len(drawn),
        "logos": [str(each) for each in map(_verdict, large[len(drawn) - len(found_logos) :])],
        "verdicts": {str(key): count for key, count in said[0].items()},
        "as_48_pixels_refused": round(refused[1], 4),
        "as_48_pixels": {str(key): count for key, count in said[1].items()},
    }
    target = ">= 0.9, stretch 0.97"
    return Figure("no_face_refused", round(refused[0], 4), "share", target, None, detail)


def _verdict(outcome: Any) -> str:
    return outcome.said.verdict if isinstance(outcome, Prediction) else "refused"


def encoded(picture: Image.Image) -> bytes:
    """Return a picture as PNG."""
    stream = BytesIO()
    picture.save(stream, "PNG")
    return stream.getvalue()


def logos() -> Iterator[Image.Image]:
    """Yield the logos that lie among the web photos, as their names tell."""
    with zipfile.ZipFile(_WEB) as photos:
        for name in sorted(photos.namelist()):
            if "logo" in Path(name).name.lower():
                with photos.open(name) as file, Image.open(file) as picture:
                    yield picture.convert("RGB")


def without_faces(each: int) -> Iterator[Image.Image]:
    """Yield so many drawn scenes, textures and signs each, the same ones every time."""
    for number in range(each):
        random = np.random.default_rng(number)
        yield _scene(random)
        yield _texture(random)
        yield _sign(random)


def _colour(random: np.random.Generator) -> tuple[int, int, int]:
    red, green, blue = random.integers(0, 256, 3).tolist()
    return red, green, blue


def _scene(random: np.random.Generator) -> Image.Image:
    """Draw sky, ground, a sun, hills, houses and trees."""
    picture = Image.new("RGB", (480, 360), _colour(random))
    draw = ImageDraw.Draw(picture)
    for hill in range(4):
        x, height = int(random.integers(-200, 480)), int(random.integers(80, 220))
        draw.ellipse((x, 360 - height, x + 400, 360 + height), fill=_colour(random))
        left, top = int(random.integers(0, 420)), int(random.integers(180, 300))
        draw.rectangle((left, top, left + 60, top + 50 + hill), fill=_colour(random))
        draw.polygon(((left - 8, top), (left + 30, top - 40), (left + 68, top)), _colour(random))
    sun = int(random.integers(0, 400))
    draw.ellipse((sun, 20, sun + 60, 80), fill=(255, 230, 120))
    return picture


def _texture(random: np.random.Generator) -> Image.Image:
    """Draw noise of one coarseness: grain, stripes, marble, cloth."""
    rows, columns = random.choice([2, 5, 12, 40, 160], 2).tolist()
    coarse = random.integers(0, 256, (rows, columns, 3), dtype=np.uint8)
    return Image.fromarray(coarse).resize((480, 360), Image.Resampling.BICUBIC)


def _sign(random: np.random.Generator) -> Image.Image:
    """Draw a sign: a shape in one colour with letters in another."""
    picture = Image.new("RGB", (480, 360), _colour(random))
    draw = ImageDraw.Draw(picture)
    shape = draw.ellipse if random.random() < 1 / 2 else draw.rectangle
    shape((90, 40, 390, 320), fill=_colour(random), outline=_colour(random), width=12)
    letters = "".join(chr(65 + int(each)) for each in random.integers(0, 26, 4))
    draw.text((240, 180), letters, _colour(random), font_size=90, anchor="mm")
    return picture
