"""A finished training written as a file for other programs, and that file put to the test."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from core.errors import CannotExport
from core.export.agreement import agreement
from core.export.asked import asked
from core.export.checked_photos import set_aside
from core.export.complete_network import complete_network
from core.export.exported import Exported
from core.export.facts import as_text, facts
from core.export.formats import Format
from core.export.keras_file import write_keras
from core.export.litert_file import MOST_EXAMPLES, litert_bytes
from core.export.onnx_file import onnx_bytes
from core.export.saved_model import write_saved_model
from core.learning.predictor import Predictor
from core.run_photos import run_photos
from core.runs.run_directory import RunDirectory


class Exporter:
    """Everything that the formats of one training have in common, made once.

    Parameters
    ----------
    run : RunDirectory
        A finished training.
    folder : Path
        Where files are made and checked.

    Raises
    ------
    CannotExport
        If none of the photos to check it with can be read any more.
    CoreError
        If the run's model is missing or damaged.
    """

    def __init__(self, run: RunDirectory, folder: Path) -> None:
        self._run, self._folder = run, folder
        self._predictor = Predictor.load(run)
        self._side = self._predictor.image_size
        self._photos = set_aside(run, self._side, folder / "photos")
        if not len(self._photos.labels):
            raise CannotExport(
                "None of the photos it was checked on can be read any more.",
                "An export is only handed out once it gave the same answers as the app.",
                "Add the photos again and repeat.",
            )

    def export(self, kind: Format) -> Exported:
        """Write one format, and ask it about the photos in a fresh process.

        Raises
        ------
        CannotExport
            If its own runtime cannot load it.
        """
        target = self._folder / kind.file
        self._write(kind, target)
        answers, seconds = asked(kind, target, self._photos)
        return Exported(
            kind.name,
            target,
            _bytes(target) / 1e6,
            1000 * float(np.median(seconds)),
            agreement(self._app, answers, self._photos.labels),
            self._photos.left_out,
        )

    @cached_property
    def _network(self) -> keras.Model:
        familiarity = self._predictor.familiarity
        return complete_network(
            self._predictor.model,
            mirrored=self._run.config.mirrored_prediction,
            temperature=self._predictor.temperature,
            known=familiarity.known if familiarity else None,
        )

    @cached_property
    def _app(self) -> NDArray[np.float32]:
        batches = self._photos.batches()
        return np.concatenate([self._predictor.probabilities(each) for each in batches])

    @cached_property
    def _known(self) -> str:
        familiarity = self._predictor.familiarity
        limit = familiarity.limit if familiarity else None
        return as_text(facts(self._run, side=self._side, distance_limit=limit))

    def _write(self, kind: Format, target: Path) -> None:
        classes = self._predictor.classes
        if kind.name == "saved-model":
            write_saved_model(self._network, self._known, target, classes)
        elif kind.name == "keras":
            write_keras(self._network, self._known, target)
        elif kind.name == "onnx":
            target.write_bytes(onnx_bytes(self._network, self._known))
        else:
            numbers = kind.name.partition("-")[2] or "float32"
            made = litert_bytes(self._network, numbers, self._examples, self._known, classes)
            target.write_bytes(made)

    def _examples(self) -> NDArray[np.uint8]:
        return run_photos(self._run, "train", self._side, MOST_EXAMPLES).pixels


def _bytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(each.stat().st_size for each in files if each.is_file())
