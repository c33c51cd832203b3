"""Trained models, loaded and ready to answer; the last few asked for are kept.

Importing this loads TensorFlow; only `core.inference_jobs` does.
"""

from __future__ import annotations

import gc
from collections import OrderedDict
from pathlib import Path

from core.dataset.framing import FACES
from core.errors import CannotExplain, run_gone
from core.explain.cam import Explainer
from core.faces.detector import find_detector
from core.learning.predictor import Predictor
from core.runs.run_directory import RunDirectory
from core.starter_model import StarterRun, run_in
from core.workspace import Workspace

_MODELS_KEPT = 3


class LoadedModel:
    """A finished run, ready to answer.

    Parameters
    ----------
    run : RunDirectory
        Its model is checked and loaded.

    Attributes
    ----------
    predictor : Predictor
        What answers.
    detector : FaceDetector or None
        What finds faces, where the model was taught on faces.
    """

    def __init__(self, run: RunDirectory) -> None:
        self.predictor = Predictor.load(run)
        on_faces = run.config.framing == FACES
        place = Workspace.default() if isinstance(run, StarterRun) else run.workspace
        self.detector = find_detector(place) if on_faces else None
        self._explainers: dict[str | None, Explainer] = {}

    def explainer(self, method: str | None = None) -> Explainer:
        """Return what makes its heat maps, built when first asked for.

        Raises
        ------
        CannotExplain
            If the method does not exist or does not fit the model.
        """
        if method not in self._explainers:
            try:
                self._explainers[method] = Explainer(self.predictor.model, method)
            except ValueError as problem:
                raise CannotExplain(str(problem)) from problem
        return self._explainers[method]


class ModelShelf:
    """The models asked for last; one whose file changed is loaded anew."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, int, int], LoadedModel] = OrderedDict()

    def get(self, path: str) -> LoadedModel:
        """Return the model of the run in this folder.

        Raises
        ------
        CoreError
            If the run is gone, or has no model, or a damaged one.
        """
        if not Path(path).is_dir():
            raise run_gone()
        run = run_in(Path(path))
        facts = run.model.stat() if run.model.is_file() else None
        key = (path, facts.st_size, facts.st_mtime_ns) if facts else (path, 0, 0)
        if key not in self._kept:
            self._kept[key] = LoadedModel(run)
            if len(self._kept) > _MODELS_KEPT:
                self._kept.popitem(last=False)
                gc.collect()  # a network and its functions refer to each other
        self._kept.move_to_end(key)
        return self._kept[key]
