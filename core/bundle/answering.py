"""A model in a folder of its own, asked about whole photos as the app asks it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnxruntime

from core.bundle.face_finder import FaceFinder, onnx_session
from core.bundle.resampling import Pixels, shrink, warp
from core.dataset.face_itself import is_face_itself
from core.dataset.images import read_for_model, read_reduced
from core.errors import CoreError
from core.faces.crop import Crop, crop_of, kept_crop
from core.faces.face_sizes import LONGEST
from core.verdict import Answer, verdict_of

MODEL, FACE_FINDER = "model.onnx", "face_finder.onnx"


@dataclass(frozen=True)
class Told:
    """What is told about one photo.

    Parameters
    ----------
    said : Answer
        Of the largest face, or of the whole photo.
    faces : int or None
        Faces found; None where nobody looked for any.
    """

    said: Answer
    faces: int | None


class BundledModel:
    """The model of a bundle, with its face finder where it was taught on faces.

    Parameters
    ----------
    folder : Path
        The unpacked bundle.

    Attributes
    ----------
    classes : list of str
        In the order of the probability columns.

    Raises
    ------
    CoreError
        If the model is missing or damaged, or needs a face finder that is.
    """

    def __init__(self, folder: Path) -> None:
        self._session = onnx_session(folder / MODEL)
        facts = _facts(self._session)
        self.classes: list[str] = facts["classes"]
        self._side: int = facts["input"]["side"]
        self._limits: dict[str, Any] = facts["limits"]
        finder = folder / FACE_FINDER
        self._on_faces = facts["input"]["framing"] == "faces"
        self._finder = FaceFinder(finder) if self._on_faces and finder.is_file() else None

    def tell(self, data: bytes, *, cropped: bool = False) -> Told:
        """Answer a photo.

        Parameters
        ----------
        data : bytes
            The file as it came.
        cropped : bool, default False
            Whether the photo is a face and nothing else; then none is looked for in it.

        Raises
        ------
        PictureRefused
            If the file is not a picture that can be read.
        CoreError
            If a face has to be found and the bundle has no face finder.
        """
        if cropped or not self._on_faces:
            return Told(self.answer(read_for_model(data, self._side)), None)
        picture = read_reduced(data, LONGEST)
        width, height = picture.width, picture.height
        if is_face_itself(width, height):
            return Told(self.answer(read_for_model(data, self._side)), 0)
        faces = self._find(picture.pixels)
        if not faces:
            return Told(self.answer(read_for_model(data, self._side), no_face=True), 0)
        crop = kept_crop(crop_of(faces[0], width, height))
        return Told(self.answer(cut_out(data, crop, self._side)), len(faces))

    def probabilities(self, square: Pixels) -> npt.NDArray[np.float32]:
        """Return the K probabilities of a square, uint8 ``(S, S, 3)``."""
        return np.asarray(self._asked(square)["probabilities"][0], np.float32)

    def answer(self, square: Pixels, *, no_face: bool = False) -> Answer:
        """Return what may be said of a square, uint8 ``(S, S, 3)``."""
        said = self._asked(square)
        row = np.asarray(said["probabilities"][0], np.float32)
        far = self._limits["distance"]
        verdict = verdict_of(
            no_face=no_face,
            strange=far is not None and bool(said["distance"][0] > far),
            sure=self._limits["sure"] is None
            or bool(row.max() >= np.float32(self._limits["sure"])),
        )
        named = dict(zip(self.classes, row.tolist(), strict=True))
        return Answer(named, verdict, tuple(self.classes[at] for at in self._possible(row)))

    def _asked(self, square: Pixels) -> dict[str, Any]:
        names = [output.name for output in self._session.get_outputs()]
        values = self._session.run(names, {"photo": square[None].astype(np.float32)})
        return dict(zip(names, values, strict=True))

    def _possible(self, row: npt.NDArray[np.float32]) -> list[int]:
        likeliest = np.argsort(-row, kind="stable")[:2].tolist()
        limits = self._limits["possible"] or [math.inf] * len(row)
        reached = row >= np.asarray(limits, np.float32)
        return sorted({*likeliest, *np.flatnonzero(reached).tolist()})

    def _find(self, pixels: Pixels) -> Any:
        if self._finder is None:
            raise CoreError(
                "This bundle came without a face finder.",
                "Its model was taught on faces that were cut out.",
                "Cut your photos to the face and add --crop.",
            )
        return self._finder.find(pixels)


def cut_out(data: bytes, crop: Crop, size: int) -> Pixels:
    """Decode a picture to the square around a face, as `core.framing.read_framed` does.

    Parameters
    ----------
    data : bytes
        The file as it came.
    crop : Crop
        Where the face is.
    size : int
        Side of the square in pixels.

    Raises
    ------
    PictureRefused
        If the file is not a picture that can be read.
    """
    pixels = read_reduced(data, math.ceil(2 * size / crop.side)).pixels
    factor = crop.side * pixels.shape[1] / size
    if factor > 1:
        height, width = pixels.shape[:2]
        pixels = shrink(pixels, max(1, round(width / factor)), max(1, round(height / factor)))
    return warp(pixels, crop.to_photo(pixels.shape[1], pixels.shape[0], size), size)


def model_facts(folder: Path) -> dict[str, Any]:
    """Return what stands in a bundle's model about itself; see `core.export.facts.facts`."""
    return _facts(onnx_session(folder / MODEL))


def _facts(session: onnxruntime.InferenceSession) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(session.get_modelmeta().custom_metadata_map["facts"])
    except (KeyError, ValueError) as problem:
        raise CoreError(
            f"The file {MODEL} is not the one this bundle was made with.",
            advice="Unpack the bundle again.",
        ) from problem
    return found
