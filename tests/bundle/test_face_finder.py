"""Faces found without OpenCV are those that the app finds."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.bundle.face_finder import FaceFinder
from core.dataset.starter import draw_face
from core.faces.yunet import YuNetDetector
from core.weights import YUNET, local_weights
from core.workspace import Workspace
from tests.conftest import missing


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = local_weights(Workspace(tmp_path_factory.mktemp("empty")), YUNET)
    if found is None:
        missing("needs the weights of YuNet, which are not on this computer")
    return found


def scene(*faces: tuple[int, int, int], width: int = 400, height: int = 260) -> np.ndarray:
    """Return a grey picture with drawn faces at (seed, left, top)."""
    picture = np.full((height, width, 3), 180, np.uint8)
    for seed, left, top in faces:
        room = picture[top : top + 128, left : left + 128]
        room[:] = draw_face(seed, "happy")[: room.shape[0], : room.shape[1]]
    return picture


@pytest.mark.parametrize(
    "pixels",
    [
        scene((1, 20, 20), (2, 230, 90)),
        scene((3, 300, 10)),
        draw_face(4, "sad"),
        np.repeat(np.repeat(draw_face(5, "sad"), 6, axis=0), 6, axis=1),
    ],
    ids=["two", "cut off by the edge", "small photo", "large photo"],
)
def test_the_same_faces_are_found(weights: Path, pixels: np.ndarray) -> None:
    found, wanted = FaceFinder(weights).find(pixels), YuNetDetector(weights).find(pixels)
    assert wanted
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        assert np.allclose(one.box, other.box, atol=1e-5)
        assert np.allclose(one.landmarks, other.landmarks, atol=1e-5)
        assert one.score == pytest.approx(other.score, abs=1e-4)


@pytest.mark.parametrize(
    "pixels", [scene(), np.zeros((20, 300, 3), np.uint8)], ids=["grey", "strip"]
)
def test_nothing_is_found_where_nothing_is(weights: Path, pixels: np.ndarray) -> None:
    assert FaceFinder(weights).find(pixels) == YuNetDetector(weights).find(pixels) == ()
