"""Random changes of training photos: one affine warp for all geometry, then light and cover.

Turning, zooming, mirroring and shifting are composed into a single projective transform per
photo, so that pixels are resampled once. Every choice comes from a seed, without hidden state
(counter-based generators: Salmon et al. 2011, doi:10.1145/2063384.2063405).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.runs.settings import Augmentation

Pixels = NDArray[np.uint8]


def augment(pixels: Any, augmentation: Augmentation, seed: Any) -> Any:
    """Change a batch at random, each photo in its own way.

    Parameters
    ----------
    pixels : tensor of uint8, shape (B, S, S, 3)
        Photos, 0 to 255.
    augmentation : Augmentation
        How far.
    seed : tensor of int64, shape (2,)
        The same seed gives the same changes.

    Returns
    -------
    tensor, shape (B, S, S, 3)
        Photos, 0 to 255: uint8 as they came, or float32 where brightness changed. What a warp
        uncovers is filled by reflection.
    """
    if augmentation.moves:
        pixels = _warp(pixels, augmentation, tf.bitwise.bitwise_xor(seed, _GEOMETRY))
    if augmentation.brightness:
        pixels = _lighten(pixels, augmentation.brightness, tf.bitwise.bitwise_xor(seed, _LIGHT))
    if augmentation.cutout:
        pixels = _cover(pixels, augmentation.cutout, tf.bitwise.bitwise_xor(seed, _COVER))
    return pixels


def preview(pixels: Pixels, augmentation: Augmentation, count: int, seed: int = 0) -> list[Pixels]:
    """Return one photo changed in ``count`` ways, as training would change it.

    Parameters
    ----------
    pixels : ndarray of uint8, shape (S, S, 3)
        A photo, 0 to 255.
    augmentation : Augmentation
        How far.
    count : int
        How many variants, at least 1.
    seed : int
        The same seed gives the same variants.

    Returns
    -------
    list of ndarray of uint8, shape (S, S, 3)
    """
    batch = tf.repeat(tf.constant(pixels)[tf.newaxis], count, axis=0)
    changed = augment(batch, augmentation, tf.constant([seed, 0], tf.int64))
    return list(tf.saturate_cast(tf.round(tf.cast(changed, tf.float32)), tf.uint8).numpy())


_GEOMETRY = 0x67656F6D
_LIGHT = 0x6C696768
_COVER = 0x636F7665
_GREY = 128


def _warp(pixels: Any, augmentation: Augmentation, seed: Any) -> Any:
    shape = tf.shape(pixels)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=pixels,
        transforms=_transforms(shape[0], tf.cast(shape[1], tf.float32), augmentation, seed),
        output_shape=shape[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="REFLECT",
    )


def _transforms(count: Any, side: Any, augmentation: Augmentation, seed: Any) -> Any:
    """Return ``(B, 8)``: for each output pixel, where in the photo its colour comes from."""
    draw = tf.random.stateless_uniform((5, count), seed, -1, 1)
    angle = draw[0] * math.radians(augmentation.rotation)
    scale = tf.exp(draw[1] * math.log1p(augmentation.zoom))
    flip = tf.where((draw[2] < 0) & augmentation.horizontal_flip, -1.0, 1.0)
    shift = draw[3:] * augmentation.shift * side
    cosine, sine = scale * tf.cos(angle), scale * tf.sin(angle)
    middle = (side - 1) / 2
    rows = (
        flip * cosine,
        -sine,
        middle * (1 - flip * cosine + sine) + shift[0],
        flip * sine,
        cosine,
        middle * (1 - flip * sine - cosine) + shift[1],
        tf.zeros_like(angle),
        tf.zeros_like(angle),
    )
    return tf.stack(rows, axis=1)


def _lighten(pixels: Any, strength: float, seed: Any) -> Any:
    amount = tf.random.stateless_uniform((tf.shape(pixels)[0], 1, 1, 1), seed, -1, 1)
    return tf.clip_by_value(tf.cast(pixels, tf.float32) + 255 * strength * amount, 0.0, 255.0)


def _cover(pixels: Any, share: float, seed: Any) -> Any:
    """Lay a grey square over each photo, its middle anywhere in it."""
    shape = tf.shape(pixels)
    side = tf.cast(shape[1], tf.float32)
    middle = tf.random.stateless_uniform((2, shape[0], 1), seed, 0, side)
    near = tf.abs(tf.range(side) + 0.5 - middle) < side * share / 2
    covered = near[0][:, :, tf.newaxis] & near[1][:, tf.newaxis, :]
    return tf.where(covered[..., tf.newaxis], tf.cast(_GREY, pixels.dtype), pixels)
