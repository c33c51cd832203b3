"""A network as a LiteRT (``.tflite``) file, in four kinds of numbers."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Iterator
from io import BytesIO
from zipfile import ZipFile

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from core.export.frozen import frozen

FLOAT32, FLOAT16, DYNAMIC, INT8 = "float32", "float16", "dynamic", "int8"
KINDS = (FLOAT32, FLOAT16, DYNAMIC, INT8)

MOST_EXAMPLES = 200
"""Training photos that the range of every number is measured on, for int8."""

_LEFT_AS_FLOATS = (
    *("ADD", "SUB", "MUL", "DIV", "NEG", "SUM", "MEAN", "MAXIMUM", "CONCATENATION", "TOPK_V2"),
    *("SQUARE", "SQUARED_DIFFERENCE", "SQRT", "RSQRT", "LOG", "LOGISTIC", "SOFTMAX"),
)
"""Steps that cost little and lose much in whole numbers: brightness, normalisation, the answer."""

_WITHOUT_GRADIENTS = tf.saved_model.SaveOptions(experimental_custom_gradients=False)
"""Nobody learns there, and those of EfficientNet's activation cannot be saved once it is frozen."""

Examples = Callable[[], NDArray[np.uint8]]


def litert_bytes(
    network: keras.Model, kind: str, examples: Examples, known: str, labels: list[str]
) -> bytes:
    """Return a network as the bytes of a ``.tflite`` file.

    Parameters
    ----------
    network : keras.Model
        As `core.export.complete_network.complete_network` made it.
    kind : {"float32", "float16", "dynamic", "int8"}
        How weights are kept: as they are; halved; as whole numbers, calculated with as floats; or
        whole numbers that are calculated with as such, but for the steps between the layers and
        what comes in and goes out.
    examples : callable
        Returns photos it has learned from, uint8 ``(N, S, S, 3)``; called for int8 alone.
    known : str
        What `core.export.facts.facts` says, as JSON; it goes into the file.
    labels : list of str
        The classes in column order, which go into the file one a line.

    Returns
    -------
    bytes
        A flatbuffer with the signature ``serving_default``, and ``facts.json`` and ``labels.txt``
        as a zip behind it, the way LiteRT's own metadata packs files: ``zipfile`` opens it.
    """
    module = frozen(network, 1)
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that inputs stay floats, which is meant
        tf.saved_model.save(
            module, folder, {"serving_default": module.answer}, options=_WITHOUT_GRADIENTS
        )
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        model = _CONVERTED[kind](converter, examples)
    return _with_files(model, {"facts.json": known, "labels.txt": "\n".join(labels)})


def _as_it_is(converter: tf.lite.TFLiteConverter, examples: Examples) -> bytes:
    del examples
    return bytes(converter.convert())


def _halved(converter: tf.lite.TFLiteConverter, examples: Examples) -> bytes:
    converter.target_spec.supported_types = [tf.float16]
    return _dynamic(converter, examples)


def _dynamic(converter: tf.lite.TFLiteConverter, examples: Examples) -> bytes:
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    return _as_it_is(converter, examples)


def _whole_numbers(converter: tf.lite.TFLiteConverter, examples: Examples) -> bytes:
    photos = examples()

    def each() -> Iterator[list[NDArray[np.float32]]]:
        for photo in photos:
            yield [photo[None].astype(np.float32)]

    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.representative_dataset = each
    converter.target_spec.supported_ops = [
        tf.lite.OpsSet.TFLITE_BUILTINS_INT8,
        tf.lite.OpsSet.TFLITE_BUILTINS,
    ]
    left = tf.lite.experimental.QuantizationDebugOptions(denylisted_ops=list(_LEFT_AS_FLOATS))
    quantizer = tf.lite.experimental.QuantizationDebugger(
        converter=converter, debug_dataset=each, debug_options=left
    )
    return bytes(quantizer.get_nondebug_quantized_model())


_CONVERTED: dict[str, Callable[[tf.lite.TFLiteConverter, Examples], bytes]] = {
    FLOAT32: _as_it_is,
    FLOAT16: _halved,
    DYNAMIC: _dynamic,
    INT8: _whole_numbers,
}


def _with_files(model: bytes, files: dict[str, str]) -> bytes:
    stream = BytesIO(model)
    with ZipFile(stream, "a") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()
