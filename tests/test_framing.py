"""A network is shown the same squares when it learns, when it answers and when it explains."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.dataset.face_choice import choose_faces
from core.dataset.face_marks import ALL
from core.dataset.framing import FACES
from core.dataset.images import read_for_model, read_picture
from core.dataset.importing import run_import
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.face_search import find_faces
from core.faces.crop import Crop
from core.faces.detector import find_detector
from core.framing import frame_faces, read_crops, read_framed
from core.learning.pixel_cache import Frame, PixelCache
from core.readiness import readiness
from core.runs.run_directory import RunDirectory
from core.runs.run_files import picture_of
from core.seeing import see
from core.training_pictures import faces_per_class, native_size, training_pictures
from core.training_plan import start_training
from core.workspace import Workspace
from tests.conftest import TINY
from tests.dataset.making import encoded, photo, zip_of

ON_FACES = {**TINY.to_json(), "framing": FACES}


@pytest.fixture(scope="module")
def looked_at(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with sixty real photos in which faces were looked for; not to change."""
    root = tmp_path_factory.mktemp("people")
    some = root / "some.zip"
    with (
        zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as source,
        zipfile.ZipFile(some, "w") as target,
    ):
        names = [each for each in source.namelist() if not each.endswith("/")]
        for name in names[:30] + names[-30:]:
            target.writestr(name, source.read(name))
    run_import(Workspace(root), some, workers=0)
    find_faces(Workspace(root))
    return root


@pytest.fixture
def people(looked_at: Path, tmp_path: Path) -> Workspace:
    import shutil

    shutil.copytree(looked_at, tmp_path / "people")
    return Workspace(tmp_path / "people")


def start(people: Workspace) -> RunDirectory:
    with DatasetStore.open(people) as store:
        config = type(TINY).from_json(ON_FACES)
        return start_training(people, store, config, launch=False)


def test_without_a_crop_the_whole_photo_is_squashed() -> None:
    assert np.array_equal(read_framed(photo(), 24), read_for_model(photo(), 24))


def test_a_crop_comes_from_the_photo_at_full_size(people: Workspace) -> None:
    with DatasetStore.open(people) as store:
        record = store.pictures(PictureQuery(sort="largest"), limit=1)[0]
    data = people.picture(record.id, record.suffix).read_bytes()
    pixels = read_picture(data).pixels
    crop = Crop(0.5, 0.5, 64 / record.width)
    height, width = pixels.shape[:2]
    expected = pixels[height // 2 - 32 : height // 2 + 32, width // 2 - 32 : width // 2 + 32]
    difference = np.abs(read_framed(data, 64, crop).astype(int) - expected.astype(int))
    assert difference.mean() < 6  # half a pixel, where the side is odd


def test_training_and_prediction_see_the_same_pixels(people: Workspace) -> None:
    run = start(people)
    cache = PixelCache(people, 48)
    frames = {item.key: Frame(item.id, item.suffix, item.crop) for item in run.pictures}
    cache.add([*frames.values()])
    detector = find_detector(people)
    for item in [each for each in run.pictures if each.crop][:12]:
        data = people.picture(item.id, item.suffix).read_bytes()
        seen = see(data, 48, detector, largest_only=True)
        assert np.array_equal(cache.pixels()[cache.rows[frames[item.key].key]], seen.squares[0])


def test_photos_without_a_face_are_left_out_and_listed(people: Workspace) -> None:
    with DatasetStore.open(people) as store:
        ready = readiness(store, FACES)
        none = {each.id for each in store.pictures(PictureQuery(faces="none"), limit=100)}
    run = start(people)
    assert ready.ready
    assert ready.left_out == len(none) > 0
    assert set(run.spec["without_face"]) == none
    assert {item.id for item in run.pictures}.isdisjoint(none)
    assert any("no face" in sentence for sentence in run.spec["notes"])


def test_faces_nobody_looked_for_keep_a_training_from_starting(
    workspace: Workspace, shared: Path
) -> None:
    run_import(workspace, shared / "data" / "web-photos-happy-sad.zip", workers=0)
    with DatasetStore.open(workspace) as store:
        assert readiness(store).ready
        ready = readiness(store, FACES)
    assert not ready.ready
    assert "still to be looked for in 150 photos" in ready.reason


def test_all_faces_of_a_photo_are_examples_of_their_own(people: Workspace) -> None:
    with DatasetStore.open(people) as store:
        record = store.pictures(PictureQuery(faces="several"), limit=1)[0]
        choose_faces(store, record.id, ALL, shown=None)
    run = start(people)
    mine = [item for item in run.pictures if item.id == record.id]
    assert len(mine) == record.face_count
    assert len({item.key for item in run.pictures}) == len(run.pictures)
    assert len({item.split for item in mine}) == 1
    assert {picture_of(item.key) for item in mine} == {record.id}


def test_what_was_frozen_is_read_back(people: Workspace) -> None:
    run = start(people)
    again = RunDirectory(run.path)
    assert again.pictures == run.pictures
    assert again.config.framing == FACES
    assert all(item.crop is not None for item in again.pictures)


def test_the_chosen_face_is_the_one_learned_from(people: Workspace) -> None:
    with DatasetStore.open(people) as store:
        record = store.pictures(PictureQuery(faces="several"), limit=1)[0]
        classes = store.classes()
        for item in store.training_pictures():
            assert item[3] is None
    first = {item.id: item.crop for item in start(people).pictures}
    with DatasetStore.open(people) as store:
        choose_faces(store, record.id, "1", shown=None)
        second, _ = training_pictures(store, classes, FACES)
    changed = [item.id for item in second if item.crop != first[item.id]]
    assert changed == [record.id]


def test_tiny_photos_are_learned_from_whole(workspace: Workspace, tmp_path: Path) -> None:
    from tests.dataset.making import happy_and_sad

    run_import(workspace, happy_and_sad(tmp_path / "tiny.zip", each=8), workers=0)
    with DatasetStore.open(workspace) as store:
        assert faces_per_class(store) == {"happy": 8, "sad": 8}
        assert readiness(store, FACES).left_out == 0
        assert native_size(store, FACES) == native_size(store, "whole") == 24


def test_a_photo_without_a_face_is_looked_at_whole_and_says_so(people: Workspace) -> None:
    seen = see(_empty(), 32, find_detector(people))
    assert (seen.crops, seen.face_count, seen.faceless) == ((), 0, True)
    assert np.array_equal(seen.squares[0], read_for_model(_empty(), 32))


def test_a_tiny_photo_is_a_face_and_needs_no_notice(people: Workspace) -> None:
    seen = see(photo(), 32, find_detector(people))
    assert (seen.crops, seen.faceless) == ((), False)


def test_a_map_over_a_face_lies_where_the_face_is(people: Workspace) -> None:
    with DatasetStore.open(people) as store:
        record = store.pictures(PictureQuery(faces="one"), limit=1)[0]
    data = people.picture(record.id, record.suffix).read_bytes()
    seen = see(data, 32, find_detector(people))
    laid = seen.in_photo(np.ones((8, 8), np.float32), 0)
    assert laid.shape == (seen.height, seen.width)
    rows, columns = np.nonzero(laid > 0.5)
    framed = frame_faces(data, find_detector(people)).crops[0]
    assert columns.mean() / seen.width == pytest.approx(framed.x, abs=0.02)
    assert rows.mean() / seen.height == pytest.approx(framed.y, abs=0.02)
    assert laid.sum() == pytest.approx((framed.side * seen.width) ** 2, rel=0.15)
    corners = np.array(seen.corners(0))
    assert corners.mean(axis=0) == pytest.approx([framed.x, framed.y], abs=0.01)


def _empty() -> bytes:
    from PIL import Image

    from tests.dataset.making import encoded

    return encoded(Image.new("RGB", (200, 150), "grey"))


@pytest.mark.parametrize(("side", "is_face"), [(19, False), (20, True), (64, True), (65, False)])
def test_too_few_pixels_or_too_many_are_no_face_that_somebody_cut_out(
    workspace: Workspace, tmp_path: Path, side: int, is_face: bool
) -> None:
    grey = encoded(Image.new("L", (side, side), 128), "PNG")
    assert see(grey, 32, find_detector(workspace)).faceless is not is_face
    run_import(workspace, zip_of(tmp_path / "grey.zip", {"happy/a.png": grey}), workers=0)
    assert find_faces(workspace).small == int(is_face)


def test_all_faces_of_a_photo_are_cut_out_as_each_one_is(
    shared: Path, workspace: Workspace
) -> None:
    with zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as source:
        names = [each for each in source.namelist() if not each.endswith("/")][:60]
        photos = [source.read(name) for name in names]
    several = 0
    for data in photos:
        framed = frame_faces(data, find_detector(workspace))
        squares = read_crops(data, 48, framed, None)
        expected = [read_framed(data, 48, crop) for crop in framed.crops]
        assert all(np.array_equal(*pair) for pair in zip(squares, expected, strict=True))
        several += len(squares) > 1
    assert several > 3
