"""A network as a TensorFlow SavedModel, as TF Serving and KServe take it."""

from __future__ import annotations

from pathlib import Path

import keras
import tensorflow as tf

from core.export.frozen import traced

FACTS = "facts.json"
"""Stands under ``assets.extra``, which is where a SavedModel keeps what is not its own."""


def write_saved_model(network: keras.Model, known: str, folder: Path) -> None:
    """Write a network as a SavedModel.

    Parameters
    ----------
    network : keras.Model
        As `core.export.complete_network.complete_network` made it.
    known : str
        What `core.export.facts.facts` says, as JSON.
    folder : Path
        Made new. Its signature ``serving_default`` takes ``photo`` and returns the outputs by name.
    """
    module = tf.Module()
    module.network = network
    module.answer = traced(network)
    tf.saved_model.save(module, str(folder), signatures={"serving_default": module.answer})
    (folder / "assets.extra").mkdir()
    (folder / "assets.extra" / FACTS).write_text(known, encoding="utf-8")
