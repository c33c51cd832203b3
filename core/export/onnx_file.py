"""A network as an ONNX file."""

from __future__ import annotations

import keras
import tf2onnx

from core.export.frozen import frozen

OPSET = 17
FACTS = "facts"
"""Under this name the facts stand in the file's metadata, as JSON."""


def onnx_bytes(network: keras.Model, known: str) -> bytes:
    """Return a network as the bytes of an ``.onnx`` file, which takes any number of photos.

    Parameters
    ----------
    network : keras.Model
        As `core.export.complete_network.complete_network` made it.
    known : str
        What `core.export.facts.facts` says, as JSON; it goes into the file.
    """
    function = frozen(network).answer  # else the constants of EfficientNet become inputs
    model, _ = tf2onnx.convert.from_function(
        function, input_signature=function.input_signature, opset=OPSET
    )
    entry = model.metadata_props.add()
    entry.key, entry.value = FACTS, known
    return bytes(model.SerializeToString())
