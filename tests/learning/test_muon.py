"""Steps of Muon: all directions of a convolution alike, everything else as AdamW would."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from core.learning.muon import ConvolutionMuon

RATE = 0.01


def stepped(optimizer: keras.Optimizer, shape: tuple[int, ...]) -> np.ndarray:
    """Return what one step along a gradient of few strong directions changes."""
    random = np.random.default_rng(0)
    weights = keras.Variable(np.zeros(shape, np.float32))
    gradient = random.normal(size=shape) * np.geomspace(1, 0.05, shape[-1])
    optimizer.build([weights])
    optimizer.apply([keras.ops.convert_to_tensor(gradient.astype(np.float32))], [weights])
    return np.asarray(weights.value)


@pytest.mark.parametrize("shape", [(3, 3, 8, 16), (3, 3, 4, 64), (1, 1, 32, 16)])
def test_a_kernel_changes_alike_in_all_directions(shape: tuple[int, ...]) -> None:
    change = stepped(ConvolutionMuon(RATE, weight_decay=0), shape).reshape(-1, shape[-1])
    strengths = np.linalg.svd(change, compute_uv=False)
    scale = RATE * 0.2 * np.sqrt(max(change.shape))
    assert strengths.min() > 0.6 * scale
    assert strengths.max() < 1.3 * scale


@pytest.mark.parametrize("shape", [(3, 3, 1, 16), (3, 3, 16, 1), (32, 16), (16,)])
def test_other_weights_step_as_by_adamw(shape: tuple[int, ...]) -> None:
    muon = ConvolutionMuon(RATE, weight_decay=0, adam_weight_decay=0.1)
    adamw = keras.optimizers.AdamW(RATE, weight_decay=0.1)
    np.testing.assert_allclose(stepped(muon, shape), stepped(adamw, shape), atol=1e-7)


def test_it_is_kept_with_a_model() -> None:
    kept = keras.saving.serialize_keras_object(ConvolutionMuon(RATE, weight_decay=0.02))
    again = keras.saving.deserialize_keras_object(kept)
    assert isinstance(again, ConvolutionMuon)
    assert again.weight_decay == pytest.approx(0.02)
