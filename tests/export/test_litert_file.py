"""A network of whole numbers still answers as before; every kind: `test_every_network`."""

from __future__ import annotations

from dataclasses import replace

import keras
import numpy as np
from ai_edge_litert.interpreter import Interpreter

from core.export.complete_network import complete_network
from core.export.litert_file import litert_bytes
from core.learning.architectures import ANSWER, build
from core.runs.presets import default_config

RANDOM = np.random.default_rng(3)
PHOTOS = RANDOM.integers(0, 256, (24, 32, 32, 3), dtype=np.uint8)


def answers(model: bytes) -> np.ndarray:
    """Return what a LiteRT file says about the photos."""
    ask = Interpreter(model_content=model, num_threads=1).get_signature_runner()
    said = [ask(photo=each[None].astype(np.float32))["probabilities"] for each in PHOTOS]
    return np.concatenate(said)


def test_a_head_with_weights_of_very_different_sizes_survives_whole_numbers() -> None:
    keras.utils.set_random_seed(1)
    config = replace(default_config("cnn-16-32-16"), image_size=32, dense_units=0)
    model = build(config, 2)
    head = model.get_layer(ANSWER)
    kernel, bias = head.get_weights()
    kernel[0] = 3000.0  # on a feature that hardly ever speaks, as an exact solution has them
    head.set_weights([kernel, bias])
    quiet = model.get_layer("conv_3")
    weights, offset = quiet.get_weights()
    weights[..., 0] *= 1e-4
    quiet.set_weights([weights, offset])
    network = complete_network(model, mirrored=True)
    exact = np.asarray(network(PHOTOS.astype(np.float32), training=False)["probabilities"])
    whole = answers(litert_bytes(network, "int8", lambda: PHOTOS, "{}", ["a", "b"]))
    assert np.abs(whole - exact).max() < 0.03
