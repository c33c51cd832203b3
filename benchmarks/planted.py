"""Small trainings on real faces, with and without something planted in the photos of one class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from core.explain.shortcut import find_shortcut
from core.learning.architectures import build
from core.runs.spec import TrainConfig

_TRAINED, _TESTED = 600, 200
_EPOCHS, _MOST_EPOCHS = 6, 30
_LEARNED = 0.9
_SIDE = 48
_COLOURS = ((220, 40, 40), (40, 90, 220), (250, 220, 60), (255, 255, 255), (0, 0, 0))
_NETWORKS = ("cnn-16-32-64", "cnn-16-32-16", "face-cnn")

Pixels = NDArray[np.uint8]


@dataclass(frozen=True)
class Patch:
    """A coloured rectangle, in pixels of a photo of 48 x 48."""

    top: int
    left: int
    height: int
    width: int
    colour: tuple[int, int, int]

    def onto(self, pixels: Pixels) -> Pixels:
        """Return the photos with the patch on each."""
        changed = pixels.copy()
        down = slice(self.top, self.top + self.height)
        across = slice(self.left, self.left + self.width)
        changed[:, down, across] = self.colour
        return changed


def some_patch(seed: int) -> Patch:
    """Return a patch of 6 to 12 pixels in a corner or at a side, or a bar along the top edge."""
    random = np.random.default_rng(seed)
    size = int(random.integers(6, 13))
    end = _SIDE - size
    places = ((0, 0), (0, end), (end, 0), (end, end), (end // 2, 0), (end // 2, end))
    colour = _COLOURS[seed % len(_COLOURS)]
    if seed % 7 == len(places):
        return Patch(0, 0, 6, _SIDE, colour)
    top, left = places[seed % 7]
    return Patch(top, left, size, size, colour)


def verdict(
    seen: Pixels, labels: NDArray[np.int64], seed: int, patch: Patch | None
) -> dict[str, Any]:
    """Train on some of the faces and return what is said of the network on others.

    Parameters
    ----------
    seen : ndarray of uint8, shape (N, 48, 48, 3)
        Faces.
    labels : ndarray of int64, shape (N,)
        0 or 1.
    seed : int
        Of the choice of faces and of the training.
    patch : Patch or None
        What is planted on every photo of class 1, those tested on too.
    """
    chosen = np.random.default_rng(seed).permutation(len(seen))[: _TRAINED + _TESTED]
    pixels, truth = seen[chosen].copy(), labels[chosen]
    if patch is not None:
        pixels[truth == 1] = patch.onto(pixels[truth == 1])
    keras.utils.set_random_seed(seed)
    network = _NETWORKS[seed % len(_NETWORKS)]
    model = build(TrainConfig(architecture=network, image_size=_SIDE, dense_units=32), 2)
    epochs = _train(model, pixels[:_TRAINED].astype(np.float32), truth[:_TRAINED])
    ids = [str(number) for number in range(_TESTED)]
    tested, right = pixels[_TRAINED:], truth[_TRAINED:]
    found = find_shortcut(model, tested, right, ids, ["happy", "sad"], faces=True)
    told = {"elsewhere": len(found["elsewhere"]), "patch": patch and vars(patch), "epochs": epochs}
    return found | told


def _train(model: keras.Model, pixels: NDArray[np.float32], truth: NDArray[np.int64]) -> int:
    """Train until nine of ten of these photos are answered rightly, and return the epochs.

    A network that still names the same class for every photo leans on nothing that could be found.
    """
    model.compile(keras.optimizers.Adam(1e-3), "binary_crossentropy")
    model.fit(pixels, truth, epochs=_EPOCHS, verbose=0)
    for done in range(_EPOCHS, _MOST_EPOCHS):
        right = (model.predict(pixels, verbose=0)[:, 0] > 0.5) == truth  # noqa: PLR2004
        if right.mean() >= _LEARNED:
            return done
        model.fit(pixels, truth, epochs=1, verbose=0)
    return _MOST_EPOCHS
