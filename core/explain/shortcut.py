"""Whether a network leans on something outside the face: a logo, a coloured corner, a frame.

Maps alone cannot say so: they may light up an edge that decides nothing. So every window along the
border is covered with what lies around it, on photos the network did not learn from, and the
answers are asked again. A shortcut is a window that, covered, costs many right answers of one
class, and clearly more than windows of the same size elsewhere (McNemar's exact test, corrected for
their number: McNemar 1947, doi:10.1007/BF02295996). A class that is not known better than by chance
is leaned on nowhere. Every window is tried on some photos, and on
all of them only where that cost something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from core.evaluation.metrics import wilson_interval
from core.explain.cam import Explainer, Explanation
from core.explain.imputation import impute
from core.explain.logits import LogitModel, class_logits
from core.explain.places import Mask, box_mask, oval_mask, shares_inside
from core.explain.replay import replay
from core.explain.shortcut_wording import shortcut_sentence
from core.explain.windows import Window, border_windows

_PER_CLASS = 50
_FIRST = 16
_HINT = 0.1
_LEAST_FALL = 0.15
_LEAST_PHOTOS = 10
_NEARLY = 0.8
_SIGNIFICANT = 0.05
_HALF = 0.5

Right = NDArray[np.bool_]


@dataclass(frozen=True)
class _Trial:
    """What covering windows did to the photos of one class.

    Parameters
    ----------
    label : int
        The class.
    before : ndarray of bool, shape (N,)
        Which photos were answered rightly.
    covered : ndarray of bool, shape (W, N)
        Which still are, with each window covered.
    """

    label: int
    before: Right
    covered: Right

    def falls(self) -> NDArray[np.float64]:
        """Return by how much the share of right answers falls, for each window."""
        fallen: NDArray[np.float64] = self.before.mean() - self.covered.mean(axis=1)
        return fallen


def find_shortcut(
    model: Any,
    pixels: NDArray[np.uint8],
    labels: NDArray[np.integer],
    ids: Sequence[str],
    classes: Sequence[str],
    *,
    face: Mask | None = None,
    faces: bool = False,
    method: str | None = None,
    explained: Explanation | None = None,
    mirrored: bool = False,
) -> dict[str, Any]:
    """Say whether a network looks at the face, and whether it leans on something else.

    Parameters
    ----------
    model : keras.Model
        As for `core.explain.cam.Explainer`.
    pixels : ndarray of uint8, shape (N, S, S, 3)
        Photos it did not learn from, as the network sees them.
    labels : ndarray of int, shape (N,)
        Their right classes.
    ids : sequence of str
        Their names, of length N.
    classes : sequence of str
        Names of the classes.
    face : ndarray of float32, shape (S, S) or (N, S, S), optional
        1 where the face is; by default an oval in the middle.
    faces : bool, default False
        Whether the squares show faces, so that the sentences may speak of "the face".
    method : str, optional
        As for `Explainer`.
    explained : Explanation, optional
        Of these photos by that method, where it is known already.
    mirrored : bool, default False
        As for `Explainer.explain`.

    Returns
    -------
    dict
        JSON-ready. ``n`` photos in which anything speaks for their answer; ``inside``: those with
        more than half of that in the face, with a Wilson ``interval`` (None without any such
        photo); ``elsewhere``: ids of the others; ``untested``: classes with fewer than ten photos,
        too few to look for shortcuts; ``shortcut``:
        None, or ``class``, ``box`` (left, top, right, bottom in fractions), ``place`` in words,
        ``tested`` photos of that class, ``before`` and ``covered`` (right answers), ``fall``,
        ``p`` (corrected), ``evidence`` (mean share of the class's evidence in the window) and
        ``area`` of the window; ``flagged``; ``sentence``.
    """
    explained = explained or Explainer(model, method).explain(pixels, mirrored=mirrored)
    answers = explained.probabilities.argmax(axis=1)
    importance = explained.importance(answers)
    place = oval_mask(pixels.shape[1]) if face is None else face
    inside = shares_inside(importance, place)
    told = ~np.isnan(inside)
    looks = inside[told] > _HALF
    known = [name for name, one in zip(ids, told, strict=True) if one]
    number = np.bincount(labels, minlength=len(classes))
    answer = LogitModel(replay(model), mirrored=mirrored)
    found = _worst(answer, pixels, labels, len(classes), place)
    result: dict[str, Any] = {
        "n": len(looks),
        "inside": int(looks.sum()),
        "interval": list(wilson_interval(int(looks.sum()), len(looks))) if len(looks) else None,
        "elsewhere": [name for name, at_face in zip(known, looks, strict=True) if not at_face],
        "untested": [name for name, n in zip(classes, number, strict=True) if n < _LEAST_PHOTOS],
        "flagged": found is not None,
        "shortcut": None if found is None else _described(found, importance, answers, classes),
    }
    return result | {"sentence": shortcut_sentence(result, faces=faces)}


@dataclass(frozen=True)
class _Found:
    trial: _Trial
    window: Window
    number: int
    p: float


def _worst(
    answer: LogitModel,
    pixels: NDArray[np.uint8],
    labels: NDArray[np.integer],
    classes: int,
    place: Mask,
) -> _Found | None:
    """Return the window that costs most right answers, if any costs too many."""
    usual = place if place.ndim == 2 else (place.mean(axis=0) > _HALF).astype(np.float32)  # noqa: PLR2004
    windows = border_windows(pixels.shape[1], usual)
    best: _Found | None = None
    for label in range(classes):
        chosen = np.flatnonzero(labels == label)[:_PER_CLASS]
        if len(chosen) < _LEAST_PHOTOS:
            continue
        trial, rivals = _tried(answer, pixels[chosen], label, windows)
        known = _knows(trial.before, classes)
        found = _judged(trial, rivals, len(windows) * classes) if known else None
        if found and (best is None or _fall(found) > _fall(best)):
            best = found
    return best


def _fall(found: _Found) -> float:
    return float(found.trial.falls()[found.number])


def _tried(
    answer: LogitModel, pixels: NDArray[np.uint8], label: int, windows: Sequence[Window]
) -> tuple[_Trial, list[Window]]:
    """Return what covering did, for windows of the sizes in which one may be a shortcut."""
    few = _cover(answer, pixels[:_FIRST], label, windows).falls()
    suspected = [each for each, fall in zip(windows, few, strict=True) if fall >= _HINT]
    falls = _cover(answer, pixels, label, suspected).falls()
    sizes = {each.size for each, fall in zip(suspected, falls, strict=True) if fall >= _LEAST_FALL}
    rivals = [each for each in windows if each.size in sizes]
    return _cover(answer, pixels, label, rivals), rivals


def _cover(
    answer: LogitModel, pixels: NDArray[np.uint8], label: int, windows: Sequence[Window]
) -> _Trial:
    def right(pictures: NDArray[Any]) -> Right:
        every: Right = class_logits(answer(pictures)).argmax(axis=1) == label
        return every

    side = pixels.shape[1]
    covered = [right(impute(pixels, window.missing(side))) for window in windows]
    return _Trial(label, right(pixels), np.array(covered, bool).reshape(-1, len(pixels)))


def _judged(trial: _Trial, windows: Sequence[Window], tests: int) -> _Found | None:
    """Return the window of the greatest fall, unless others of its size do nearly as much.

    A smaller window that costs nearly as many answers is the better name for the place.
    """
    falls = trial.falls()
    if falls.max(initial=0.0) < _LEAST_FALL:
        return None
    nearly = np.flatnonzero(falls >= _NEARLY * falls.max())
    number = min(nearly.tolist(), key=lambda n: (windows[n].area, -falls[n]))
    window = windows[number]
    others = [each.size == window.size and not each.overlaps(window) for each in windows]
    rivals = trial.covered[np.array(others)]
    p = max((_mcnemar(trial.covered[number], each) for each in rivals), default=1.0)
    p = min(1.0, p * tests)
    return _Found(trial, window, number, p) if p < _SIGNIFICANT else None


def _knows(right: Right, classes: int) -> bool:
    """Return whether a class is answered rightly more often than by chance."""
    return wilson_interval(int(right.sum()), len(right))[0] > 1 / classes


def _mcnemar(one: Right, other: Right) -> float:
    """Return how likely chance alone makes ``one`` right that much more rarely than ``other``."""
    lost, kept = int((~one & other).sum()), int((one & ~other).sum())
    return float(binomtest(lost, lost + kept, alternative="greater").pvalue) if lost + kept else 1.0


def _described(
    found: _Found,
    importance: NDArray[np.float32],
    answers: NDArray[np.integer],
    classes: Sequence[str],
) -> dict[str, Any]:
    label, window = found.trial.label, found.window
    own = importance[answers == label]
    evidence = shares_inside(own, box_mask(window.box, 96)) if len(own) else np.array([np.nan])
    return {
        "class": classes[label],
        "box": [round(end, 4) for end in window.box],
        "place": window.in_words(),
        "tested": len(found.trial.before),
        "before": int(found.trial.before.sum()),
        "covered": int(found.trial.covered[found.number].sum()),
        "fall": round(_fall(found), 4),
        "p": found.p,
        "evidence": None if np.isnan(evidence).all() else round(float(np.nanmean(evidence)), 4),
        "area": round(window.area, 4),
    }
