"""Questions of a training to come, to the process that holds models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.inference_process import Questions


class TrainingQuestions(Questions):
    """Asks the child; `core.inference.Inference` is the one that is used."""

    def preview_augmentation(
        self,
        pictures: Sequence[bytes],
        augmentation: Mapping[str, Any],
        count: int,
        seed: int,
        *,
        size: int = 224,
    ) -> list[list[bytes]]:
        """Return pictures as a training would see them.

        Parameters
        ----------
        pictures : sequence of bytes
            Files as they came.
        augmentation : mapping
            As `core.runs.spec.Augmentation.to_json` writes it.
        count : int
            Variants of each picture, at least 1.
        seed : int
            The same seed gives the same variants.
        size : int, default 224
            Side of the variants in pixels, at most 256.

        Returns
        -------
        list of list of bytes
            ``count`` JPEGs for each picture.

        Raises
        ------
        PictureRefused
            If a file is not a picture that can be read.
        InvalidConfig
            If the settings are impossible.
        """
        return list(
            self._ask(
                job="preview",
                pictures=list(pictures),
                settings=dict(augmentation),
                count=count,
                seed=seed,
                size=size,
            )
        )

    def expected_seconds(
        self, settings: Mapping[str, Any], training: int, watched: int, classes: int
    ) -> float:
        """Return how long a training will take on this computer, measured with a few batches.

        Parameters
        ----------
        settings : mapping
            As `core.runs.spec.TrainConfig.to_json` writes it.
        training, watched : int
            Photos to learn from and photos kept aside.
        classes : int
            How many there are.

        Raises
        ------
        InvalidConfig
            If the settings are impossible.
        """
        return float(
            self._ask(
                job="estimate",
                settings=dict(settings),
                training=training,
                watched=watched,
                classes=classes,
            )
        )
