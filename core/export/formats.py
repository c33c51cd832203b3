"""What a model can be taken away as."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """One kind of file.

    Parameters
    ----------
    name : str
        What it is called on the command line.
    title : str
        What it is called on a page.
    file : str
        Name of the file or folder.
    runtime : str
        Module that asks it; see `core.export.runtimes`.
    suits : str
        What somebody takes it for.
    """

    name: str
    title: str
    file: str
    runtime: str
    suits: str

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder rather than a file."""
        return "." not in self.file


_EVERY = (
    Format("onnx", "ONNX", "model.onnx", "onnx", "Most programs, on any computer."),
    Format("litert", "LiteRT", "model.tflite", "litert", "Phones and small computers."),
    Format(
        "litert-float16",
        "LiteRT, half the size",
        "model-float16.tflite",
        "litert",
        "Phones, where size counts.",
    ),
    Format(
        "litert-dynamic",
        "LiteRT, a quarter of the size",
        "model-dynamic.tflite",
        "litert",
        "Phones with a processor from a few years ago.",
    ),
    Format(
        "litert-int8",
        "LiteRT in whole numbers",
        "model-int8.tflite",
        "litert",
        "Small and slow devices; a little less exact.",
    ),
    Format(
        "saved-model",
        "SavedModel",
        "saved_model",
        "saved_model",
        "Servers: TensorFlow Serving, KServe.",
    ),
    Format("keras", "Keras", "model.keras", "keras_file", "Training on, in Python."),
)

FORMATS = {each.name: each for each in _EVERY}
"""By name, in the order in which they are offered."""
