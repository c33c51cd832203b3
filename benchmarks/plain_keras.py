"""What the field's tutorials do: folders of photos, Keras' own reader, ``fit``; nothing of ours.

``python -m benchmarks.plain_keras ZIP FOLDER EPOCHS`` unpacks the zip of class folders, trains, and
prints ``{"images": n, "seconds": [one per epoch]}``.
"""

from __future__ import annotations

import json
import sys
import time
import zipfile
from collections.abc import Sequence
from typing import Any

import keras
from keras import layers

_SIDE = 256


class Clock(keras.callbacks.Callback):
    """Note how long each epoch takes, validation included."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self._began = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        """Start."""
        self._began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:  # noqa: ARG002
        """Stop."""
        self.seconds.append(time.perf_counter() - self._began)


def network() -> keras.Model:
    """Return the tutorial's network."""
    blocks: list[Any] = [keras.Input((_SIDE, _SIDE, 3)), layers.Rescaling(1 / 255)]
    for filters in (16, 32, 64):
        blocks += [layers.Conv2D(filters, 3, activation="relu"), layers.MaxPooling2D()]
    blocks += [layers.Flatten(), layers.Dense(256, activation="relu")]
    return keras.Sequential([*blocks, layers.Dense(1, activation="sigmoid")])


def main(arguments: Sequence[str]) -> None:
    """Unpack, train, print."""
    archive, folder, epochs = arguments
    with zipfile.ZipFile(archive) as source:
        source.extractall(folder)
    training, validation = keras.utils.image_dataset_from_directory(
        folder,
        label_mode="binary",
        image_size=(_SIDE, _SIDE),
        batch_size=32,
        validation_split=0.2,
        subset="both",
        seed=0,
        verbose=False,
    )
    model = network()
    model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
    clock = Clock()
    model.fit(
        training, validation_data=validation, epochs=int(epochs), callbacks=[clock], verbose=0
    )
    images = len(training.file_paths)
    print(json.dumps({"images": images, "seconds": clock.seconds}))


if __name__ == "__main__":
    main(sys.argv[1:])
