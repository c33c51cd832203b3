"""Muon for convolutions: steps that change all directions of a kernel alike.

The momentum of a kernel, read as a matrix, is brought near the closest matrix whose columns are
orthonormal before it is stepped along (Jordan et al. 2024, https://kellerjordan.github.io/posts/muon;
scaled as Liu et al. 2025, arXiv:2502.16982). Keras does this for matrices only; here each filter of
a convolution counts as a column. Everything else is stepped along by AdamW.
"""

from __future__ import annotations

import math
from typing import Any

import keras
from keras import ops

_RANK = 4  # of a kernel: height, width, channels in, filters


@keras.saving.register_keras_serializable(package="mien")
class ConvolutionMuon(keras.optimizers.Muon):  # type: ignore[misc]  # Keras has no types
    """Muon for the kernels of convolutions of several channels, AdamW for all other weights.

    Parameters
    ----------
    **options
        As `keras.optimizers.Muon` takes them.
    """

    def _should_use_adamw(self, variable: Any) -> bool:
        shape = variable.shape
        return len(shape) != _RANK or min(shape[-2:]) == 1

    def zeropower_via_newtonschulz5(self, x: Any, steps: int) -> Any:  # noqa: D102 - as Keras says
        columns = ops.reshape(x, (-1, x.shape[-1]))
        return ops.reshape(super().zeropower_via_newtonschulz5(columns, steps), x.shape)

    def lr_adjust(self, x: Any) -> Any:  # noqa: D102 - as Keras says
        longer = max(math.prod(x.shape[:-1]), x.shape[-1])
        return x * math.sqrt(longer) * self.rms_rate
