"""Honest numbers: ``python -m benchmarks honest``.

The faces of FER-2013 that are checked on, held against those that are learned from: how many look
nearly the same, and how long finding them takes; and what the hand-made features make of them.
"""

from __future__ import annotations

import io
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from benchmarks.figure import Figure
from core.evaluation.leaks import find_leaks
from core.learning.baseline import rivals
from core.learning.honesty import described
from core.learning.input_pipeline import Pictures
from core.workspace import PROJECT, Workspace

_FER = PROJECT.parent / "shared" / "data" / "fer2013-happy-sad.zip"
_CLASSES = ("happy", "sad")
_KNOWN = 108


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield ``look_alikes``, ``look_alikes_time``, ``hog_svm_accuracy`` and ``hog_svm_time``."""
    del arguments
    training, checked = _faces("train"), _faces("validation")
    began = time.perf_counter()
    leaks = find_leaks(described(checked), checked.ids, described(training), training.ids)
    seconds = time.perf_counter() - began
    detail = {"checked": len(checked), "learned_from": len(training), "first": leaks[:5]}
    yield Figure("look_alikes", len(leaks), "photos", _KNOWN, "FER-2013, r > 0.95", detail)
    yield Figure("look_alikes_time", round(seconds, 3), "s", "<= 1", None)
    nobody = Pictures(
        ids=[], rows=training.rows[:0], labels=training.labels[:0], pixels=training.pixels
    )
    splits = {"train": training, "validation": checked, "test": nobody}
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        found = rivals(Workspace(Path(folder)), splits)["validation"]
        seconds = time.perf_counter() - began
    accuracy = round(found["hog_svm"]["accuracy"], 4)
    del found["hog_svm"]["answers"]  # one a photo: too long for a line
    yield Figure("hog_svm_accuracy", accuracy, "share", ">= 0.78", "0.79 on the test part", found)
    yield Figure("hog_svm_time", round(seconds, 2), "s", "<= 6", None)


def _faces(folder: str) -> Pictures:
    """Return the faces of one folder of the archive, as a training would see them."""
    ids, labels, faces = [], [], []
    with zipfile.ZipFile(_FER) as archive:
        for name in sorted(archive.namelist()):
            split, label, file = name.split("/")
            if split == folder and file:
                ids.append(name)
                labels.append(_CLASSES.index(label))
                faces.append(np.asarray(Image.open(io.BytesIO(archive.read(name))).convert("RGB")))
    rows, truth = np.arange(len(ids)), np.array(labels, np.int64)
    return Pictures(ids=ids, rows=rows, labels=truth, pixels=np.stack(faces))
