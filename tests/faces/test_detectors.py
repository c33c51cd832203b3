"""Faces are found in real photos; without the good finder, the other one says so."""

from __future__ import annotations

import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from core.dataset.images import read_reduced
from core.errors import WeightsMissing
from core.faces.detector import find_detector
from core.faces.face_sizes import LONGEST, sides_to_look_at
from core.faces.haar import HaarDetector
from core.faces.yunet import YuNetDetector
from core.weights import YUNET, find_weights
from core.workspace import Workspace

Pixels = npt.NDArray[np.uint8]

NOBODY = np.full((240, 320, 3), 128, np.uint8)


@pytest.fixture
def yunet(workspace: Workspace, shared: Path, monkeypatch: pytest.MonkeyPatch) -> YuNetDetector:
    monkeypatch.setenv("MIEN_WEIGHTS", str(shared / "weights" / "opencv"))
    found = find_detector(workspace)
    assert isinstance(found, YuNetDetector)
    return found


@pytest.fixture(scope="session")
def web_photos(shared: Path) -> dict[str, Pixels]:
    with zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as source:
        names = [info.filename for info in source.infolist() if not info.is_dir()]
        return {name: read_reduced(source.read(name), LONGEST).pixels for name in names[:60]}


def test_the_good_finder_needs_no_notice(yunet: YuNetDetector) -> None:
    assert yunet.notice == ""


def test_weights_put_into_models_by_hand_are_taken(
    workspace: Workspace, shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MIEN_WEIGHTS", raising=False)
    workspace.models.mkdir()
    content = (shared / "weights" / "opencv" / YUNET.name).read_bytes()
    (workspace.models / YUNET.name).write_bytes(content)
    assert isinstance(find_detector(workspace), YuNetDetector)


def test_without_weights_the_weaker_finder_says_what_to_put_where(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIEN_WEIGHTS", str(workspace.root / "nowhere"))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    found = find_detector(workspace)
    assert isinstance(found, HaarDetector)
    assert all(part in found.notice for part in (YUNET.name, YUNET.url, str(workspace.models)))


def test_damaged_weights_are_not_called_missing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIEN_WEIGHTS", str(workspace.root / "named"))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    damaged = workspace.root / "named" / YUNET.name
    damaged.parent.mkdir()
    damaged.write_bytes(b"half")
    found = find_detector(workspace)
    assert isinstance(found, HaarDetector)
    assert f"is damaged ({damaged})" in found.notice
    with pytest.raises(WeightsMissing, match="are damaged"):
        find_weights(workspace, YUNET)


@pytest.mark.parametrize("shape", [(16, 2000), (2000, 16), (20, 600), (16, 480)])
def test_a_narrow_strip_shows_nobody(yunet: YuNetDetector, shape: tuple[int, int]) -> None:
    shades = np.linspace(0, 255, shape[0] * shape[1]).reshape(*shape, 1).repeat(3, axis=2)
    noise = np.random.default_rng(0).integers(0, 256, (*shape, 3))
    for pixels in (shades, np.full_like(shades, 128), noise):
        assert yunet.find(pixels.astype(np.uint8)) == ()


def test_nobody_is_nobody(yunet: YuNetDetector) -> None:
    assert yunet.find(NOBODY) == ()
    assert HaarDetector().find(NOBODY) == ()


def test_most_photos_of_people_have_a_face(
    yunet: YuNetDetector, web_photos: dict[str, Pixels]
) -> None:
    found = [yunet.find(pixels) for pixels in web_photos.values()]
    assert sum(map(bool, found)) / len(found) >= 0.7


def test_faces_lie_in_their_photo_with_the_eyes_above_the_mouth(
    yunet: YuNetDetector, web_photos: dict[str, Pixels]
) -> None:
    for face in yunet.find(web_photos["happy/960x0.jpg"]):
        left, top, width, height = face.box
        assert -0.1 < left < left + width < 1.1
        assert -0.1 < top < top + height < 1.1
        right_eye, left_eye, _, right_mouth, left_mouth = face.landmarks
        assert right_eye[0] < left_eye[0]
        assert max(right_eye[1], left_eye[1]) < min(right_mouth[1], left_mouth[1])


def test_the_same_face_is_found_at_any_size(
    yunet: YuNetDetector, web_photos: dict[str, Pixels]
) -> None:
    photo = web_photos["happy/960x0.jpg"]
    (face, *_), (twice, *_) = (
        yunet.find(photo),
        yunet.find(photo.repeat(2, axis=0).repeat(2, axis=1)),
    )
    assert twice.box == pytest.approx(face.box, abs=0.03)


def test_a_face_that_fills_the_photo_is_found(
    yunet: YuNetDetector, web_photos: dict[str, Pixels]
) -> None:
    photo = web_photos["happy/960x0.jpg"]
    height, width = photo.shape[:2]
    left, top, box_width, box_height = yunet.find(photo)[0].box
    rows = slice(max(0, int(top * height)), int((top + box_height) * height))
    columns = slice(max(0, int(left * width)), int((left + box_width) * width))
    close_up = np.kron(photo[rows, columns], np.ones((12, 12, 1), np.uint8))
    assert yunet.find(close_up)[0].area > 0.5


def test_every_size_is_looked_at_once() -> None:
    for longest in (48, 320, 321, 480, 4000):
        sides = sides_to_look_at(longest)
        assert len(set(sides)) == len(sides)


def test_threads_share_one_finder(yunet: YuNetDetector, web_photos: dict[str, Pixels]) -> None:
    photos = [*web_photos.values()][:16]
    alone = [yunet.find(pixels) for pixels in photos]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(yunet.find, photos)) == alone


def test_the_weaker_finder_finds_a_plain_portrait(web_photos: dict[str, Pixels]) -> None:
    found = {name: HaarDetector().find(pixels) for name, pixels in web_photos.items()}
    assert sum(map(bool, found.values())) > 0.3 * len(found)
    assert {face.landmarks for faces in found.values() for face in faces} == {()}
