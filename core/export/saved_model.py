"""A network as a TensorFlow SavedModel, as TF Serving and KServe take it."""

from __future__ import annotations

from pathlib import Path

import keras
import tensorflow as tf

from core.export.frozen import traced
from core.export.serving_files import VERSION, write_serving_files

FACTS = "facts.json"
"""Stands under ``assets.extra``, which is where a SavedModel keeps what is not its own."""


def write_saved_model(network: keras.Model, known: str, folder: Path, labels: list[str]) -> None:
    """Write a network as a SavedModel, with what servers want beside it.

    Parameters
    ----------
    network : keras.Model
        As `core.export.complete_network.complete_network` made it.
    known : str
        What `core.export.facts.facts` says, as JSON.
    folder : Path
        Made new. The SavedModel is the folder `VERSION` in it; its signature ``serving_default``
        takes ``photo`` and returns the outputs by name.
    labels : list of str
        The classes in column order.
    """
    module = tf.Module()
    module.network = network
    module.answer = traced(network)
    numbered = folder / VERSION
    tf.saved_model.save(module, str(numbered), signatures={"serving_default": module.answer})
    (numbered / "assets.extra").mkdir()
    (numbered / "assets.extra" / FACTS).write_text(known, encoding="utf-8")
    write_serving_files(folder, side=int(network.inputs[0].shape[1]), classes=labels)
