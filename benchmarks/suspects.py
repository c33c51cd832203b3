"""Wrong labels found: ``python -m benchmarks suspects [FIGURE...]``.

A tenth of the labels of real faces is turned round, five times anew, and each photo ranked by how
suspicious its label is. The faces are the 1,548 happy and sad ones under ``validation/`` of
FER-2013: the network that looks at them learned from ``train/`` alone. A few of them are wrong from
the start, which counts against every method alike.
"""

from __future__ import annotations

import importlib
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.figure import Figure
from core.curation.suspects import blended, ranking, self_confidence
from core.workspace import PROJECT, Workspace

_FER = PROJECT.parent / "shared" / "data" / "fer2013-happy-sad.zip"
_FLIPPED = 0.1
_SEEDS = 5
_FIRST = 100
_TARGETS = {
    "auroc": ">= 0.95, stretch 0.97",
    "precision_100": ">= 0.90, stretch 0.96",
    "found_20": ">= 0.90, stretch 0.95",
}

Floats = NDArray[np.floating[Any]]


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures of the ranking, ``oracle_order`` and ``audit_seconds``, or those named."""
    wanted = set(arguments or (*_TARGETS, "oracle_order", "audit_seconds"))
    if wanted - {"audit_seconds"}:
        yield from (figure for figure in _rankings() if figure.name in wanted)
    if "audit_seconds" in wanted:
        yield _audit()


def _rankings() -> Iterator[Figure]:
    from benchmarks.web_faces import face_features, fer_faces

    pixels, truth = fer_faces(_FER, "validation")
    seen = face_features(pixels)
    runs = [_one(seen, truth, seed) for seed in range(_SEEDS)]
    for name, target in _TARGETS.items():
        values = [each["mien"][name] for each in runs]
        plain = [each["plain"][name] for each in runs]
        detail = {
            "photos": len(truth),
            "flipped": round(_FLIPPED * len(truth)),
            "each": [round(value, 4) for value in values],
            "plain_logistic_regression": round(float(np.mean(plain)), 4),
            "by_chance": {"auroc": 0.5, "precision_100": _FLIPPED, "found_20": 0.2}[name],
        }
        value = round(float(np.mean(values)), 4)
        yield Figure(name, value, "share", target, "plain logistic regression, same run", detail)
    yield _oracle(runs)


def _one(seen: NDArray[np.float32], truth: NDArray[np.int64], seed: int) -> dict[str, Any]:
    from core.curation.out_of_fold import out_of_fold
    from core.learning.starter import starter_head

    flipped = np.zeros(len(truth), bool)
    chosen = np.random.default_rng(seed).permutation(len(truth))
    flipped[chosen[: round(_FLIPPED * len(truth))]] = True
    labels = np.where(flipped, 1 - truth, truth)
    answers = out_of_fold(seen, labels, starter_head().logits(seen))
    probabilities, _ = blended(answers, seen, labels)
    return {
        "mien": _figures(labels, probabilities, flipped),
        "plain": _figures(labels, _plain(seen, labels), flipped),
        "labels": labels,
        "probabilities": probabilities,
    }


def _plain(seen: NDArray[np.float32], labels: NDArray[np.int64]) -> Floats:
    """Return what scikit-learn's logistic regression says as it comes, on standardised features."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000))
    found: Floats = cross_val_predict(model, seen, labels, cv=5, method="predict_proba")
    return found


def _figures(
    labels: NDArray[np.int64], probabilities: Floats, flipped: NDArray[np.bool_]
) -> dict[str, float]:
    from sklearn.metrics import roc_auc_score

    order = ranking(labels, probabilities)
    return {
        "auroc": float(roc_auc_score(flipped, -self_confidence(labels, probabilities))),
        "precision_100": float(flipped[order[:_FIRST]].mean()),
        "found_20": float(flipped[order[: len(order) // 5]].sum() / flipped.sum()),
    }


def _oracle(runs: list[dict[str, Any]]) -> Figure:
    """Say on how many of the sets the ranking is that of cleanlab, where that is installed."""
    try:
        rank = importlib.import_module("cleanlab.rank")
    except ImportError:
        why = {"reason": "cleanlab is not installed; it is no part of Mien."}
        return Figure("oracle_order", None, "share", 1.0, "cleanlab", why)
    same = []
    for each in runs:
        scores = rank.get_label_quality_scores(
            each["labels"], each["probabilities"], method="self_confidence"
        )
        mine = ranking(each["labels"], each["probabilities"])
        same.append(bool((mine == np.argsort(scores, kind="stable")).all()))
    detail = {"sets": len(same), "photos": len(runs[0]["labels"])}
    return Figure("oracle_order", float(np.mean(same)), "share", 1.0, "cleanlab", detail)


def _audit() -> Figure:
    """Time the audit of all training faces as a person has it, nothing being kept yet."""
    from core.dataset.importing import run_import
    from core.dataset.store import DatasetStore
    from core.inference import Inference
    from core.suspect_search import find_suspects

    inference = Inference()
    with tempfile.TemporaryDirectory(dir=PROJECT / "data", ignore_cleanup_errors=True) as folder:
        place = Workspace(Path(folder))
        run_import(place, train_part(Path(folder) / "faces.zip"))
        seconds = []
        with DatasetStore.open(place) as store:
            for _ in range(2):
                began = time.perf_counter()
                audit = find_suspects(place, store, inference)
                seconds.append(round(time.perf_counter() - began, 2))
        inference.close()
    detail = {
        "photos": audit.judged,
        "again_with_features_kept": seconds[1],
        "suspects": len(audit.suspects),
        "estimated_errors": audit.estimated_errors,
        "included": "start of the process that holds networks, reading, features, fitting",
    }
    return Figure("audit_seconds", seconds[0], "s", "<= 60, stretch 20", None, detail)


def train_part(target: Path) -> Path:
    """Write a zip with the training photos alone."""
    with zipfile.ZipFile(_FER) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            if name.startswith("train/") and not name.endswith("/"):
                copy.writestr(name, source.read(name))
    return target
