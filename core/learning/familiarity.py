"""Whether a photo resembles anything that a network has learned from.

A network answers whatever it is shown. How far a photo lies from the ten most similar ones it has
learned from, in what the network sees, tells strange photos apart better than how sure it is (Sun,
Ming, Zhu and Li 2022, "Out-of-distribution detection with deep nearest neighbors",
arXiv:2204.06507).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Self
from zipfile import BadZipFile

import keras
import numpy as np
from numpy.typing import NDArray

from core.errors import RunDamaged

NEIGHBOURS = 10
"""Photos whose mean distance counts."""

MOST = 500
"""Photos that are remembered; more change the distances little and cost time at every answer."""

FEWEST = 100
"""With fewer photos than this nothing is called strange: faces that differ in light or sharpness
from so few would be."""

_USUAL = 0.99
_BATCH = 64

_FACE_MAP = "active_3b"

Features = NDArray[np.float32]


@dataclass(frozen=True)
class Familiarity:
    """Features of photos it has learned from, and how far from them is too far.

    Parameters
    ----------
    known : ndarray of float32, shape (M, F)
        Each of length 1.
    limit : float
        A mean distance above this is strange.
    """

    known: Features
    limit: float

    @classmethod
    def fit(cls, seen: Features) -> Self:
        """Remember photos.

        Parameters
        ----------
        seen : ndarray of float32, shape (M, F)
            Features of photos it has learned from, `FEWEST` at least.
        """
        known = _unit(seen)
        usual = np.quantile(_distances(known, known, own=True), _USUAL)
        return cls(known, float(usual))

    @classmethod
    def load(cls, path: Path) -> Self | None:
        """Read what `save` wrote; None where nothing was kept.

        Raises
        ------
        RunDamaged
            If the file holds something else.
        """
        if not path.is_file():
            return None
        try:
            with np.load(path, allow_pickle=False) as kept:
                return cls(kept["known"].astype(np.float32), float(kept["limit"]))
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as problem:
            raise RunDamaged(
                f"The file {path.name} is damaged.",
                "It says what the model has learned from looks like.",
                "Train again, or put the file back from a copy.",
            ) from problem

    def save(self, path: Path) -> None:
        """Write everything; half precision is enough for distances."""
        np.savez(path, known=self.known.astype(np.float16), limit=np.float64(self.limit))

    def strange(self, seen: Features) -> NDArray[np.bool_]:
        """Return which photos resemble none that it has learned from.

        Parameters
        ----------
        seen : ndarray of float32, shape (N, F)
            Their features.
        """
        return np.asarray(_distances(_unit(seen), self.known) > self.limit)


def answering_features(model: keras.Model) -> keras.Model:
    """Return a network that gives what a photo looks like to ``model``, and its answer.

    What it looks like is mean and spread of each channel of a feature map: of the last one, but in
    a face network of the third block's. The fourth block, taught to see nothing but expressions,
    takes a house for one of them: of drawn pictures without a face it tells 56 % from faces, the
    third 92 %, where 1 % of new faces are called strange.

    Parameters
    ----------
    model : keras.Model
        As `core.learning.architectures.build` made it, perhaps loaded from a file.

    Returns
    -------
    keras.Model
        Two outputs: float32 ``(B, F)`` and that of ``model``. The weights are shared.
    """
    names = {layer.name for layer in model.layers}
    seen = model.get_layer(_FACE_MAP if _FACE_MAP in names else _last_map(model)).output
    sides = (1, 2)
    parts = [keras.ops.mean(seen, sides), keras.ops.std(seen, sides)]
    return keras.Model(model.inputs[0], [keras.ops.concatenate(parts, -1), model.outputs[0]])


def looks(model: keras.Model, pixels: NDArray[np.uint8], rows: NDArray[np.int64]) -> Features:
    """Return what photos look like to a network, float32 ``(N, F)``.

    Parameters
    ----------
    model : keras.Model
        As for `answering_features`.
    pixels : ndarray of uint8, shape (M, S, S, 3)
        Photos, 0 to 255; may be mapped from the disk.
    rows : ndarray of int64, shape (N,)
        Which of them, at least one.
    """
    network = answering_features(model)
    batches = [rows[at : at + _BATCH] for at in range(0, len(rows), _BATCH)]
    parts = [np.asarray(network(pixels[batch], training=False)[0]) for batch in batches]
    return np.concatenate(parts).astype(np.float32)


def _last_map(model: keras.Model) -> str:
    """Return the name of the last layer that still knows places."""
    maps = [
        layer.name
        for layer in model.layers
        if len(layer.output.shape) == 4  # noqa: PLR2004 (B, h, w, C)
    ]
    return str(maps[-1])


def _unit(seen: Features) -> Features:
    length = np.linalg.norm(seen, axis=1, keepdims=True)
    unit: Features = seen / np.maximum(length, np.finfo(np.float32).tiny)
    return unit


def _distances(seen: Features, known: Features, *, own: bool = False) -> Features:
    """Return the mean distance to the nearest; where photos are compared with themselves, own."""
    # not by @: the threads of BLAS would go on spinning and slow down the network beside them
    alike = np.einsum("if,jf->ij", seen, known)
    squares = np.maximum(2 - 2 * alike, 0)
    if own:
        np.fill_diagonal(squares, np.inf)
    number = min(NEIGHBOURS, squares.shape[1] - int(own))
    nearest = np.partition(squares, number - 1, axis=1)[:, :number]
    mean: Features = np.sqrt(nearest).mean(axis=1)
    return mean
