"""Few labelled photos: heads on the features of two networks, for faces in photos of the web."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.dataset.images import read_for_model
from core.faces.detector import find_detector
from core.framing import frame_faces, read_framed
from core.learning.answering import answer
from core.learning.architectures import build
from core.learning.exact_head import LinearHead, fit_head
from core.learning.features import features
from core.learning.starter import load_starter
from core.runs.presets import preset_config
from core.weights import local_weights
from core.workspace import Workspace

CLASSES = ("happy", "sad")
FACE_SIDE, IMAGENET_SIDE = 48, 224

Faces = dict[int, NDArray[np.uint8]]


def web_faces(archive: Path, sides: Sequence[int]) -> tuple[Faces, NDArray[np.int64]]:
    """Return the largest face of every photo that shows one, at several sizes, and the labels."""
    detector = find_detector(Workspace.default())
    cut: dict[int, list[NDArray[np.uint8]]] = {side: [] for side in sides}
    labels = []
    with zipfile.ZipFile(archive) as source:
        for name in sorted(source.namelist()):
            label = name.split("/")[-2]
            if name.endswith("/") or label not in CLASSES:
                continue
            data = source.read(name)
            crops = frame_faces(data, detector).crops
            if crops:
                labels.append(CLASSES.index(label))
                for side in sides:
                    cut[side].append(read_framed(data, side, crops[0]))
    return {side: np.stack(pixels) for side, pixels in cut.items()}, np.array(labels)


def fer_faces(archive: Path, split: str) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Return the faces of one split of FER-2013, and their labels."""
    pixels, labels = [], []
    with zipfile.ZipFile(archive) as source:
        for name in sorted(source.namelist()):
            *_, folder, label, file = ["", "", *name.split("/")]
            if folder == split and file:
                pixels.append(read_for_model(source.read(name), FACE_SIDE))
                labels.append(CLASSES.index(label))
    return np.stack(pixels), np.array(labels)


def starter_answers(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return what the starter model itself says, ``(N, 2)``, as the app asks it."""
    return answer(load_starter(), pixels, np.arange(len(pixels)), mirrored=True)


def face_features(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return what the starter model sees."""
    return features(load_starter(), pixels, np.arange(len(pixels)))


def imagenet_features(pixels: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """Return what MobileNetV2 of width 0.35 sees, None where its weights are not here."""
    weights = local_weights(Workspace.default())
    if weights is None:
        return None
    model = build(preset_config("instant", "mobilenet-v2-0.35"), 2, weights)
    return features(model, pixels, np.arange(len(pixels)))


def few_labels(
    seen: NDArray[np.float32],
    labels: NDArray[np.int64],
    count: int,
    draws: int,
    *,
    known: LinearHead | None = None,
) -> dict[str, Any]:
    """Return the accuracy on the other photos after ``count`` labelled ones, over random draws.

    Both classes get half of the labelled photos.
    """
    found = []
    for draw in range(draws):
        random = np.random.default_rng(draw)
        order = random.permutation(len(labels))
        chosen = np.concatenate([order[labels[order] == k][: count // 2] for k in (0, 1)])
        others = np.setdiff1d(order, chosen)
        head = fit_head(seen[chosen], labels[chosen], known)
        answers = head.probabilities(seen[others]).argmax(axis=1)
        found.append(float((answers == labels[others]).mean()))
    return {
        "mean": round(float(np.mean(found)), 4),
        "sd": round(float(np.std(found, ddof=1)), 4),
        "lowest": round(min(found), 4),
        "tested_photos": len(labels) - count,
    }
