"""Look-alikes found: ``python -m benchmarks duplicates [FIGURE...]``.

Into 5,000 training faces of FER-2013, 500 changed copies are planted: mirrored, cropped to 90 % at
any place, resized, JPEG of quality 40, or turned by 3 to 6 degrees with black corners. FER-2013 has
copies of its own, so a pair that was not planted counts as right where another method agrees:
OpenCV lays the one photo over the other (affine, enhanced correlation; Evangelidis and Psarakis
2008, doi:10.1109/TPAMI.2008.113) and their fine detail correlates. The figure is the largest recall
at a precision of 0.99, over all cuts of the likeness at or above the one that the app uses.
"""

from __future__ import annotations

import io
import tempfile
import time
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from benchmarks.figure import Figure
from core.curation.duplicates import SIDE, same_pictures
from core.workspace import PROJECT, Workspace

_FER = PROJECT.parent / "shared" / "data" / "fer2013-happy-sad.zip"
_PHOTOS, _PLANTED = 5000, 500
_CHANGES = ("mirror", "crop", "resize", "jpeg", "rotate")
_PRECISION = 0.99
_AGREES = 0.5

Pixels = NDArray[np.uint8]


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield ``recall_at_99``, ``fer_leaks`` and ``seconds``, or those named."""
    wanted = set(arguments or ("recall_at_99", "fer_leaks", "seconds"))
    faces = {split: _faces(split) for split in ("train", "validation")}
    if "recall_at_99" in wanted:
        yield _recall(faces["train"])
    if "fer_leaks" in wanted:
        yield _leaks(faces["train"], faces["validation"])
    if "seconds" in wanted:
        yield _seconds()


def _faces(split: str) -> list[Image.Image]:
    with zipfile.ZipFile(_FER) as archive:
        names = [name for name in sorted(archive.namelist()) if name.startswith(f"{split}/")]
        files = [archive.read(name) for name in names if not name.endswith("/")]
    return [Image.open(io.BytesIO(data)).convert("L") for data in files]


def _recall(faces: list[Image.Image]) -> Figure:
    random = np.random.default_rng(0)
    photos = [faces[at] for at in random.permutation(len(faces))[:_PHOTOS]]
    whom = random.permutation(_PHOTOS)[:_PLANTED]
    kinds = [_CHANGES[number % len(_CHANGES)] for number in range(_PLANTED)]
    copies = [_changed(photos[at], kind, random) for at, kind in zip(whom, kinds, strict=True)]
    everything = photos + copies
    pairs, likeness = same_pictures(_greys(everything))
    planted = {(int(at), _PHOTOS + number): kinds[number] for number, at in enumerate(whom)}
    is_planted = np.array([tuple(pair) in planted for pair in pairs.tolist()])
    right = is_planted.copy()
    for number in np.flatnonzero(~is_planted):
        one, other = (everything[at] for at in pairs[number])
        right[number] = _same_by_detail(one, other)
    order = np.argsort(-likeness, kind="stable")
    precision = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    recall = np.cumsum(is_planted[order]) / _PLANTED
    value = round(float(recall[precision >= _PRECISION].max(initial=0)), 4)
    found = {tuple(pair) for pair in pairs.tolist()}
    detail = {
        "photos": len(everything),
        "planted": _PLANTED,
        "by_change": {
            kind: round(float(np.mean([p in found for p in planted if planted[p] == kind])), 3)
            for kind in _CHANGES
        },
        "precision_of_all": round(float(right.mean()), 4),
        "recall_of_all": round(float(is_planted.sum() / _PLANTED), 4),
        "copies_fer_holds_itself": int((right & ~is_planted).sum()),
        "wrong": int((~right).sum()),
        "block_means_0.95": round(_plain_recall(everything, planted), 4),
    }
    target = ">= 0.8, stretch 0.95"
    return Figure("recall_at_99", value, "share", target, "block means, same run", detail)


def _plain_recall(photos: list[Image.Image], planted: dict[tuple[int, int], str]) -> float:
    """Return the recall of block means and their mirror images above the cut used for leaks."""
    from core.evaluation.look_alikes import ALIKE, mirrored, signatures

    rows = signatures(np.repeat(_greys(photos)[..., None], 3, axis=3))
    turned = mirrored(rows)
    hits = [max(rows[low] @ rows[high], turned[low] @ rows[high]) > ALIKE for low, high in planted]
    return float(np.mean(hits))


def _changed(image: Image.Image, change: str, random: np.random.Generator) -> Image.Image:
    width, height = image.size
    if change == "mirror":
        return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if change == "crop":
        wide, high = round(0.9 * width), round(0.9 * height)
        left, top = random.integers(0, width - wide + 1), random.integers(0, height - high + 1)
        return image.crop((int(left), int(top), int(left) + wide, int(top) + high))
    if change == "resize":
        scale = float(random.choice([0.5, 0.75, 1.5, 2.0]))
        return image.resize((round(width * scale), round(height * scale)), Image.Resampling.BICUBIC)
    if change == "jpeg":
        stream = io.BytesIO()
        image.save(stream, "JPEG", quality=40)
        return Image.open(stream)
    angle = float(random.uniform(3, 6) * random.choice([-1, 1]))
    return image.rotate(angle, Image.Resampling.BICUBIC)


def _greys(photos: list[Image.Image]) -> Pixels:
    small = [each.resize((SIDE, SIDE), Image.Resampling.BILINEAR) for each in photos]
    return np.stack([np.asarray(each) for each in small])


def _same_by_detail(one: Image.Image, other: Image.Image) -> bool:
    first, second = (np.asarray(each.resize((48, 48)), np.float32) for each in (one, other))
    return max(_detail(first, second), _detail(first, second[:, ::-1].copy())) > _AGREES


def _detail(first: NDArray[np.float32], second: NDArray[np.float32]) -> float:
    """Return how the fine detail of two photos correlates once one is laid over the other."""
    import cv2

    warp = np.eye(2, 3, dtype=np.float32)
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 100, 1e-4)
    try:
        _, found = cv2.findTransformECC(first, second, warp, cv2.MOTION_AFFINE, stop, None, 5)
    except cv2.error:  # the two cannot be laid over each other
        return -1.0
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = cv2.warpAffine(second, found, (48, 48), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    middle = slice(6, -6), slice(6, -6)
    fine = [(each - cv2.GaussianBlur(each, (0, 0), 2))[middle].ravel() for each in (first, laid)]
    return float(np.corrcoef(*fine)[0, 1])


def _leaks(train: list[Image.Image], validation: list[Image.Image]) -> Figure:
    pairs, _ = same_pictures(_greys(train + validation))
    across = pairs[(pairs[:, 0] < len(train)) & (pairs[:, 1] >= len(train))]
    checked = [_same_by_detail(train[a], validation[b - len(train)]) for a, b in across.tolist()]
    detail: dict[str, Any] = {
        "pairs": len(across),
        "fine_detail_agrees": int(sum(checked)),
        "block_means_find": 108,
    }
    leaked = float(len(set(across[:, 1].tolist())))
    return Figure("fer_leaks", leaked, "photos", ">= 100", "block means: 108", detail)


def _seconds() -> Figure:
    """Time the search among all training faces as a person has it, nothing being kept yet."""
    from benchmarks.suspects import train_part
    from core.dataset.importing import run_import
    from core.dataset.store import DatasetStore
    from core.duplicate_search import find_duplicates

    with tempfile.TemporaryDirectory(dir=PROJECT / "data", ignore_cleanup_errors=True) as folder:
        place = Workspace(Path(folder))
        run_import(place, train_part(Path(folder) / "faces.zip"))
        seconds = []
        with DatasetStore.open(place) as store:
            for _ in range(2):
                began = time.perf_counter()
                found = find_duplicates(place, store)
                seconds.append(round(time.perf_counter() - began, 2))
    detail = {
        "photos": found.photos,
        "again_with_greys_kept": seconds[1],
        "groups": len(found.groups),
        "conflicts": sum(group.conflict for group in found.groups),
    }
    return Figure("seconds", seconds[0], "s", "<= 20, stretch 5", None, detail)
