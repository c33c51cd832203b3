"""A finished training written as a file for other programs, and that file put to the test."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import CannotExport
from core.export.agreement import agreement
from core.export.complete_network import complete_network
from core.export.exported import Exported
from core.export.facts import as_text, facts
from core.export.formats import Format
from core.export.litert_file import MOST_EXAMPLES, litert_bytes
from core.export.onnx_file import onnx_bytes
from core.export.saved_model import write_saved_model
from core.learning.predictor import Predictor
from core.run_photos import judged_split, run_photos
from core.runs.run_directory import RunDirectory
from core.workspace import PROJECT

_LONGEST = 900.0
_MOST = 500


class Exporter:
    """Everything that the formats of one training have in common, loaded once.

    Parameters
    ----------
    run : RunDirectory
        A finished training.

    Raises
    ------
    CannotExport
        If none of the photos to check it with can be read any more.
    CoreError
        If the run's model is missing or damaged.
    """

    def __init__(self, run: RunDirectory) -> None:
        self._run = run
        self._predictor = Predictor.load(run)
        self._side = self._predictor.image_size
        self._tested = run_photos(run, judged_split(run), self._side, _MOST)
        if not self._tested.keys:
            raise CannotExport(
                "None of the photos it was checked on can be read any more.",
                "An export is only handed out once it gave the same answers as the app.",
                "Add the photos again and repeat.",
            )
        self._known = self._facts()

    def export(self, kind: Format, folder: Path) -> Exported:
        """Write one format into a folder, and ask it about the photos in a fresh process.

        Raises
        ------
        CannotExport
            If its own runtime cannot load it.
        """
        target = folder / kind.file
        self._write(kind, target)
        answers, seconds = self._asked(kind, target)
        app = self._predictor.probabilities(self._tested.pixels)
        return Exported(
            kind.name,
            target,
            _bytes(target) / 1e6,
            1000 * float(np.median(seconds)),
            agreement(app, answers, self._tested.labels),
        )

    def _facts(self) -> str:
        limit = self._predictor.familiarity.limit if self._predictor.familiarity else None
        return as_text(facts(self._run, side=self._side, distance_limit=limit))

    def _write(self, kind: Format, target: Path) -> None:
        network = complete_network(
            self._predictor.model,
            mirrored=self._run.config.mirrored_prediction,
            temperature=self._predictor.temperature,
            known=self._predictor.familiarity.known if self._predictor.familiarity else None,
        )
        if kind.name == "saved-model":
            shutil.rmtree(target, ignore_errors=True)
            write_saved_model(network, self._known, target)
        elif kind.name == "keras":
            network.save(target)
        elif kind.name == "onnx":
            target.write_bytes(onnx_bytes(network, self._known))
        else:
            numbers = kind.name.partition("-")[2] or "float32"
            examples = run_photos(self._run, "train", self._side, MOST_EXAMPLES).pixels
            labels = self._predictor.classes
            target.write_bytes(litert_bytes(network, numbers, examples, self._known, labels))

    def _asked(self, kind: Format, target: Path) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
        with tempfile.TemporaryDirectory() as place:
            photos, answers = Path(place) / "photos.npy", Path(place) / "answers.npz"
            np.save(photos, self._tested.pixels)
            module = f"core.export.runtimes.{kind.runtime}"
            done = subprocess.run(
                [sys.executable, "-m", module, str(target), str(photos), str(answers)],
                cwd=PROJECT,
                capture_output=True,
                text=True,
                timeout=_LONGEST,
                check=False,
            )
            if done.returncode:
                raise CannotExport(
                    f"The exported {kind.title} file could not be read back.",
                    "It is not handed out.",
                    f"Its runtime said: {done.stderr.strip().splitlines()[-1:] or ['nothing']}.",
                )
            with np.load(answers, allow_pickle=False) as found:
                return found["probabilities"], found["seconds"]


def _bytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(each.stat().st_size for each in files if each.is_file())
