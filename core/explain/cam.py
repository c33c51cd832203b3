"""Class activation maps: what in an image speaks for a class.

By default the method that is right for the network's head; see `core.explain.methods`. Maps are of
the logit. That of the probability vanishes where the network is sure.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from core.explain.logits import probabilities
from core.explain.methods import default_for, maps_by
from core.explain.replay import replay

_BATCH = 32

Maps = NDArray[np.float32]


@dataclass(frozen=True)
class Explanation:
    """What a network answers to pictures, and where that comes from.

    Parameters
    ----------
    logits : ndarray of float32, shape (N, U)
        One for a sigmoid, K for a softmax.
    probabilities : ndarray of float32, shape (N, K)
        0 to 1, columns in the order of the class list, rows adding up to 1.
    speaking : ndarray of float32, shape (N, K, h, w)
        What speaks for each class, at least 0; the map as its method publishes it.
    evidence : ndarray of float32, shape (N, K, h, w)
        Positive for, negative against each class, as `Explainer.evidence`.
    """

    logits: NDArray[np.float32]
    probabilities: NDArray[np.float32]
    speaking: Maps
    evidence: Maps

    def of(self, pictures: NDArray[np.integer]) -> Explanation:
        """Return what belongs to some of the pictures, by their positions."""
        return Explanation(
            self.logits[pictures],
            self.probabilities[pictures],
            self.speaking[pictures],
            self.evidence[pictures],
        )

    def importance(self, classes: NDArray[np.integer]) -> Maps:
        """Return maps ``(N, h, w)`` for one class each, in which higher always means more for it.

        Where nothing speaks for the class, what speaks against it counts below 0.
        """
        rows = np.arange(len(classes))
        speaking, signed = self.speaking[rows, classes], self.evidence[rows, classes]
        found: Maps = np.where(speaking > 0, speaking, np.minimum(signed, 0))
        return found


class Explainer:
    """The maps of one network; building it takes a moment, asking it is fast.

    Parameters
    ----------
    model : keras.Model
        Functional or Sequential classifier, also nested or loaded from a file, whose input is
        float32 ``(B, S, S, 3)`` in 0..255 and whose output is one sigmoid unit (two classes) or
        K softmax units. Its weights are shared: train it further and the maps follow.
    method : str, optional
        A key of `core.explain.method_names.METHODS`; by default the right one for the network's
        head.

    Attributes
    ----------
    method : str
        The method in use.

    Raises
    ------
    ValueError
        If the network is of no such kind, or the method does not fit it.
    """

    def __init__(self, model: Any, method: str | None = None) -> None:
        chain = replay(model)
        self.method = method or default_for(chain)
        self._maps = maps_by(self.method, chain)
        self._shape = tuple(chain.image.shape[1:])

    def explain(self, images: NDArray[Any], *, mirrored: bool = False) -> Explanation:
        """Answer images and say why, in one pass.

        Parameters
        ----------
        images : ndarray of uint8 or float32, shape (N, S, S, 3)
            RGB in 0..255, of the network's input size; N at least 1.
        mirrored : bool, default False
            Whether answers and maps are the means of those to the image and to its mirror image.

        Raises
        ------
        ValueError
            If the images have another shape.
        """
        if images.shape[1:] != self._shape or not len(images):
            raise ValueError(f"The images have shape {images.shape}; expected (N, *{self._shape}).")
        parts = [
            self._one_batch(images[start : start + _BATCH], mirrored=mirrored)
            for start in range(0, len(images), _BATCH)
        ]
        return Explanation(*(np.concatenate(each) for each in zip(*parts, strict=True)))

    def evidence(self, image: NDArray[Any]) -> Maps:
        """Return what in the image speaks for and against each class.

        Parameters
        ----------
        image : ndarray of uint8 or float32, shape (S, S, 3)
            RGB in 0..255, of the network's input size.

        Returns
        -------
        ndarray of float32, shape (K, h, w)
            Positive for, negative against a class, in units of its logit, on an even grid over
            the image; classes in the order of the class list. With one sigmoid unit, class 0 is
            the negative of class 1.

        Raises
        ------
        ValueError
            If the image has another shape.
        """
        found: Maps = self._explain_one(image).evidence[0]
        return found

    def maps(self, image: NDArray[Any], *, mirrored: bool = False) -> Maps:
        """Return a map for each class.

        Parameters
        ----------
        image : ndarray of uint8 or float32, shape (S, S, 3)
            RGB in 0..255, of the network's input size.
        mirrored : bool, default False
            As for `explain`.

        Returns
        -------
        ndarray of float32, shape (K, h, w)
            0 where nothing speaks for the class, 1 at the strongest evidence for any class of
            this image: the maps of one image can be compared. All 0 where there is no evidence.
        """
        return on_one_scale(self._explain_one(image, mirrored=mirrored).speaking[0])

    def _explain_one(self, image: NDArray[Any], *, mirrored: bool = False) -> Explanation:
        if image.shape != self._shape:
            raise ValueError(f"The image has shape {image.shape}; expected {self._shape}.")
        return self.explain(image[None], mirrored=mirrored)

    def _one_batch(self, images: NDArray[Any], *, mirrored: bool) -> tuple[NDArray[Any], ...]:
        count = len(images)
        both = np.concatenate([images, images[:, :, ::-1]]) if mirrored else images
        logits, speaking, signed = self._maps.look(both.astype(np.float32))
        answers = [logits, probabilities(logits)]
        maps = [speaking, signed]
        if mirrored:
            answers = [_mean(each[:count], each[count:]) for each in answers]
            maps = [_mean(each[:count], each[count:, ..., ::-1]) for each in maps]
        return *answers, np.maximum(maps[0], 0), maps[1]


def _mean(one: Maps, other: Maps) -> Maps:
    half: Maps = (one + other) * np.float32(0.5)
    return half


def on_one_scale(speaking: Maps) -> Maps:
    """Return the maps of one image ``(K, h, w)``, at least 0, divided by the highest value."""
    strongest = speaking.max(initial=0)
    if not strongest > 0 or not np.isfinite(strongest):
        return np.zeros_like(speaking)
    result: Maps = speaking / strongest
    return result


def against_on_one_scale(explanation: Explanation) -> Maps:
    """Return what speaks against each class in the first image ``(K, h, w)``, 0 to 1.

    On the scale of `on_one_scale`, and 1 where more speaks against a class than for any.
    """
    strongest = explanation.speaking[0].max(initial=0)
    against = np.maximum(-explanation.evidence[0], 0)
    if not strongest > 0 or not np.isfinite(strongest):
        return np.zeros_like(against)
    result: Maps = np.minimum(against / strongest, 1)
    return result


_explainers: WeakKeyDictionary[Any, Explainer] = WeakKeyDictionary()


def class_activation_map(model: Any, image: NDArray[Any], class_index: int) -> Maps:
    """Return what in an image speaks for one class.

    Parameters
    ----------
    model : keras.Model
        As for `Explainer`, which is kept as long as the model is.
    image : ndarray of uint8 or float32, shape (S, S, 3)
        RGB in 0..255, of the network's input size.
    class_index : int
        Place in the class list, 0 to K - 1.

    Returns
    -------
    ndarray of float32, shape (h, w)
        In 0..1, as `Explainer.maps`.

    Raises
    ------
    ValueError
        If the image or the network does not fit.
    IndexError
        If there is no such class.
    """
    explainer = _explainers.get(model)
    if explainer is None:
        explainer = _explainers[model] = Explainer(model)
    maps = explainer.maps(image)
    if not 0 <= class_index < len(maps):
        raise IndexError(f"The class index is {class_index}; expected 0 to {len(maps) - 1}.")
    result: Maps = maps[class_index]
    return result
