"""Which part of the image each cell of a feature map looks at.

A network without padding never puts a cell over the border of the image, and one with uneven
padding looks a little to one side. Stretching its map over the whole image would draw the heat up
to a tenth of the side away from what caused it. So the centre of each cell's receptive field is
followed through the layers (Araujo, Norris and Sim 2019, "Computing receptive fields of
convolutional neural networks", doi:10.23915/distill.00021).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from core.explain.replay import Chain

_CONVOLUTIONS = (
    keras.layers.Conv2D,
    keras.layers.DepthwiseConv2D,
    keras.layers.SeparableConv2D,
)
_POOLINGS = (keras.layers.MaxPooling2D, keras.layers.AveragePooling2D)


@dataclass(frozen=True)
class Axis:
    """Where the cells of a feature map lie along one axis of the image.

    Parameters
    ----------
    first : float
        Centre of cell 0, in pixels; pixel 0 has its centre at 0.
    pitch : float
        Pixels from one cell to the next.
    cells : int
        Number of cells.
    """

    first: float
    pitch: float
    cells: int

    def windowed(self, size: int, stride: int, dilation: int, cells: int, *, same: bool) -> Axis:
        """Return the axis after a convolution or pooling with a window of ``size`` cells."""
        reach = (size - 1) * dilation + 1
        padding = max((cells - 1) * stride + reach - self.cells, 0) // 2 if same else 0
        first = self.first + self.pitch * ((reach - 1) / 2 - padding)
        return Axis(first, self.pitch * stride, cells)

    def padded(self, before: int, cells: int) -> Axis:
        """Return the axis after ``before`` cells were put in front."""
        return Axis(self.first - self.pitch * before, self.pitch, cells)

    def spread(self, cells: int) -> Axis:
        """Return the same stretch of the image, evenly covered by ``cells``."""
        pitch = self.pitch * self.cells / cells
        return Axis(self.first + (pitch - self.pitch) / 2, pitch, cells)

    def onto(self, side: int) -> NDArray[np.float32]:
        """Return weights that bring values of the cells onto an even grid over the image.

        Parameters
        ----------
        side : int
            Length of the image along this axis, in pixels.

        Returns
        -------
        ndarray of float32, shape (G, cells)
            Each cell spreads over its neighbourhood as a cubic B-spline, which has no creases and
            no ripples, and fades to 0 beyond the outermost cells; G is about two points a cell.
        """
        points = min(side, 2 * max(1, round(side / self.pitch)))
        at = (np.arange(points) + 0.5) * side / points - 0.5
        centres = self.first + self.pitch * np.arange(self.cells)
        distance = np.abs(at[:, None] - centres[None, :]) / self.pitch
        near = np.clip(1 - distance, 0, None) ** 3
        far = np.clip(2 - distance, 0, None) ** 3
        return ((far - 4 * near) / 6).astype(np.float32)


Axes = tuple[Axis, Axis]


def feature_axes(chain: Chain) -> dict[int, Axes]:
    """Follow the cells of every feature map back to the image.

    Parameters
    ----------
    chain : Chain
        A network that takes images ``(B, S, S, C)``.

    Returns
    -------
    dict of int to (Axis, Axis)
        Axis of the rows and of the columns for each tensor ``(B, h, w, C)``, by its ``id``.
    """
    rows, columns = chain.image.shape[1:3]
    known: dict[int, Axes] = {id(chain.image): (Axis(0, 1, rows), Axis(0, 1, columns))}
    for step in chain.steps:
        before = next((known[id(t)] for t in step.inputs if id(t) in known), None)
        if before is not None and len(step.output.shape) == 4:  # noqa: PLR2004 (B, h, w, C)
            known[id(step.output)] = _after(step.layer, before, step.output.shape[1:3])
    return known


def _after(layer: Any, before: Axes, shape: tuple[int, int]) -> Axes:
    """Return the axes behind one layer whose output has ``shape`` rows and columns."""
    axes = [_axis_after(layer, n, axis, shape[n]) for n, axis in enumerate(before)]
    return axes[0], axes[1]


def _axis_after(layer: Any, number: int, axis: Axis, cells: int) -> Axis:
    if isinstance(layer, _CONVOLUTIONS + _POOLINGS):
        convolves = isinstance(layer, _CONVOLUTIONS)
        size = (layer.kernel_size if convolves else layer.pool_size)[number]
        dilation = layer.dilation_rate[number] if convolves else 1
        same = layer.padding == "same"
        return axis.windowed(size, layer.strides[number], dilation, cells, same=same)
    if isinstance(layer, keras.layers.ZeroPadding2D):
        return axis.padded(layer.padding[number][0], cells)
    return axis if cells == axis.cells else axis.spread(cells)
