"""Which feature map of a network is explained.

The last one: it is what the answer is read from, and where the published methods were shown. An
earlier, finer one costs truth. On 200 faces of FER-2013, taking out what gradient times activation
lit up in a 12 x 12 map of the face network left 0.49 of the answer's margin on the way, as much as
taking out random places (0.48); with its last map of 6 x 6 it is 0.19.
"""

from __future__ import annotations

import keras

from core.explain.replay import Chain, Step

FINE = 7
"""Cells a side that tell the mouth from the eyes, wherever they lie in the square."""

_POOLINGS = (keras.layers.MaxPooling2D, keras.layers.AveragePooling2D)
_PASSING = (keras.layers.Dropout, keras.layers.SpatialDropout2D)
_NOT_A_FEATURE_MAP = (
    keras.layers.ZeroPadding2D,
    keras.layers.Cropping2D,
    keras.layers.UpSampling2D,
)
_LINEAR = (
    keras.layers.Conv2D,
    keras.layers.DepthwiseConv2D,
    keras.layers.SeparableConv2D,
    keras.layers.BatchNormalization,
)


def last_feature_map(chain: Chain) -> Step:
    """Return the last layer that everything passes through and that tells places apart.

    Where it is flattened, a pooling that leaves fewer than `FINE` cells a side is left out: it only
    chooses among the cells, and the map before it is finer.

    Raises
    ------
    ValueError
        If there is none.
    """
    maps = _feature_maps(chain)
    if not maps:
        raise ValueError("The network has no layer that tells places in the image apart.")
    if averages(chain, maps[0]) or cells(maps[0]) >= FINE:
        return maps[0]
    skipped = (*_POOLINGS, *_PASSING)
    return next((step for step in maps if not isinstance(step.layer, skipped)), maps[0])


def finer_feature_map(chain: Chain) -> Step:
    """Return the deepest map with at least `FINE` cells a side, else the finest of all.

    Maps whose values are still to pass through an activation are taken only if there is no other.
    """
    maps = _feature_maps(chain)
    fine = [step for step in maps if cells(step) >= FINE]
    if not fine:
        return max(maps, key=cells) if maps else last_feature_map(chain)
    return next((step for step in fine if _is_activated(step)), fine[0])


def cells(step: Step) -> int:
    """Return the cells along the shorter side of a feature map."""
    return int(min(step.output.shape[1:3]))


def averages(chain: Chain, step: Step) -> bool:
    """Return True where a feature map goes into a global average pooling next."""
    following = head_steps(chain, step)
    return bool(following) and isinstance(following[0].layer, keras.layers.GlobalAveragePooling2D)


def head_steps(chain: Chain, step: Step) -> list[Step]:
    """Return the steps behind a feature map, without those that change nothing in answering."""
    position = next(n for n, each in enumerate(chain.steps) if each is step)
    return [each for each in chain.steps[position + 1 :] if not isinstance(each.layer, _PASSING)]


def _feature_maps(chain: Chain) -> list[Step]:
    """Return the feature maps that no shortcut leads around, the deepest first.

    A tensor with a shortcut around it would hold only a part of the evidence.
    """
    position = {id(step.output): n for n, step in enumerate(chain.steps)}
    earliest = len(chain.steps)
    found = []
    for n in range(len(chain.steps) - 1, -1, -1):
        step = chain.steps[n]
        if earliest >= n and _is_feature_map(step):
            found.append(step)
        earliest = min(earliest, *(position.get(id(tensor), -1) for tensor in step.inputs))
    return found


def _is_feature_map(step: Step) -> bool:
    shape = step.output.shape
    spatial = len(shape) == 4 and None not in shape[1:]  # noqa: PLR2004 (B, h, w, C)
    return spatial and min(shape[1:3]) > 1 and not isinstance(step.layer, _NOT_A_FEATURE_MAP)


def _is_activated(step: Step) -> bool:
    activation = getattr(step.layer, "activation", keras.activations.linear)
    return activation is not keras.activations.linear or not isinstance(step.layer, _LINEAR)
