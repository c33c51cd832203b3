"""Whether the heat maps can be trusted: ``python -m benchmarks explain [FIGURE...] [--seeds N]``.

Faces of FER-2013: the photos under ``validation/`` for the starter model, which never saw them;
small trainings on photos under ``train/`` for the shortcuts.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from benchmarks.figure import Figure
from core.workspace import PROJECT

_FER = PROJECT.parent / "shared" / "data" / "fer2013-happy-sad.zip"
_FIGURES = ("deletion_gain", "shortcut_flagged", "shortcut_false")
_FACES = 200


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures above, or those named."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks explain")
    parser.add_argument("figures", nargs="*", choices=[*_FIGURES, []], default=[])
    parser.add_argument("--seeds", type=int, default=20)
    given = parser.parse_args(arguments)
    wanted = set(given.figures or _FIGURES)
    if "deletion_gain" in wanted:
        yield _deletion_gain()
    if wanted & {"shortcut_flagged", "shortcut_false"}:
        yield from _shortcuts(wanted, given.seeds)


def _deletion_gain() -> Figure:
    from benchmarks.web_faces import fer_faces
    from core.explain.faithfulness import faithfulness
    from core.explain.places import FACE_BOX, box_mask
    from core.learning.starter import load_starter

    pixels, _ = fer_faces(_FER, "validation")
    pixels = pixels[np.random.default_rng(0).permutation(len(pixels))[:_FACES]]
    model = load_starter()
    began = time.perf_counter()
    found = faithfulness(model, pixels, face=box_mask(FACE_BOX, pixels.shape[1]))
    seconds = time.perf_counter() - began
    detail = {
        **found,
        "seconds": round(seconds, 1),
        "other_methods": {name: _gain_by(name, model, pixels) for name in _others(found["method"])},
    }
    value = found["removal"]["deletion_gain"]["value"]
    return Figure("deletion_gain", value, "share", ">= 0.25, stretch 0.4", "random maps", detail)


def _others(default: str) -> list[str]:
    from core.explain.method_names import METHODS

    return [name for name in METHODS if name != default]


def _gain_by(method: str, model: Any, pixels: Any) -> dict[str, Any]:
    from core.explain.cam import Explainer
    from core.explain.faithfulness import compare_removal

    try:
        explainer = Explainer(model, method)
    except ValueError as refusal:
        return {"refused": str(refusal)}
    explained = explainer.explain(pixels)
    answers = explained.probabilities.argmax(axis=1)
    found = compare_removal(model, pixels, explained.importance(answers), answers)
    return {"deletion_gain": found["deletion_gain"], **found["maps"]}


def _shortcuts(wanted: set[str], seeds: int) -> Iterator[Figure]:
    from benchmarks.planted import some_patch, verdict
    from benchmarks.web_faces import fer_faces

    seen, labels = fer_faces(_FER, "train")
    for name, target in (("shortcut_flagged", seeds), ("shortcut_false", "<= 1, stretch 0")):
        if name not in wanted:
            continue
        found = []
        for seed in range(seeds):
            patch = some_patch(seed) if name == "shortcut_flagged" else None
            found.append(verdict(seen, labels, seed, patch))
            print(f"{name} {seed}: {found[-1]['sentence']}", file=sys.stderr)
        flagged = sum(each["flagged"] for each in found)
        detail = {"trainings": seeds, "photos_tested_on": found[0]["n"], "each": found}
        yield Figure(name, flagged, "trainings", target, None, detail)
