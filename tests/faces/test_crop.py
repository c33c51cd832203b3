"""Crops lie where the face is, turned level, and lose nothing but what they leave out."""

from __future__ import annotations

import json

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from core.faces.crop import CENTRE_DOWN, SIDE_PER_BOX, Crop, crop_of, kept_crop
from core.faces.cutting import cut
from core.faces.face import Face

Pixels = npt.NDArray[np.uint8]


def noise(height: int, width: int) -> Pixels:
    return np.random.default_rng(3).integers(0, 256, (height, width, 3), dtype=np.uint8)


def smooth(height: int, width: int) -> Pixels:
    rows, columns = np.mgrid[0:height, 0:width]
    planes = [rows * 255 / height, columns * 255 / width, (rows + columns) * 255 / (height + width)]
    return np.stack(planes, axis=2).astype(np.uint8)


def eyes(right: tuple[float, float], left: tuple[float, float]) -> Face:
    return Face((0.25, 0.25, 0.5, 0.5), (right, left, (0.5, 0.5), (0.4, 0.6), (0.6, 0.6)), 0.9)


def test_a_crop_survives_json() -> None:
    crop = Crop(0.25, 0.5, 0.125, -7.5)
    assert Crop.from_json(json.loads(json.dumps(crop.to_json()))) == crop


def test_a_crop_of_its_own_size_is_the_photo_to_the_last_bit() -> None:
    photo = noise(40, 40)
    assert np.array_equal(cut(photo, Crop(0.5, 0.5, 1.0), 40), photo)


def test_a_crop_takes_exactly_its_square() -> None:
    photo = noise(60, 100)
    crop = Crop(x=40 / 100, y=30 / 60, side=20 / 100)
    assert np.array_equal(cut(photo, crop, 20), photo[20:40, 30:50])


def test_beyond_the_edge_the_outermost_pixels_repeat() -> None:
    photo = noise(20, 20)
    corner = cut(photo, Crop(0.0, 0.0, 1.0), 20)
    assert np.array_equal(corner[10:, 10:], photo[:10, :10])
    assert (corner[:10, :10] == photo[0, 0]).all()


def test_a_turned_crop_undoes_the_turn() -> None:
    photo = smooth(201, 201)
    turn = cv2.getRotationMatrix2D((100, 100), -20, 1.0)  # 20 degrees clockwise
    turned = np.asarray(cv2.warpAffine(photo, turn, (201, 201)), np.uint8)
    level = cut(turned, Crop(0.5, 0.5, 81 / 201, 20.0), 81)
    difference = np.abs(level.astype(int) - photo[60:141, 60:141].astype(int))
    assert difference.max() <= 3


def test_shrinking_averages_instead_of_picking_pixels() -> None:
    board = (np.indices((512, 512)).sum(0) % 2 * 255).astype(np.uint8)
    small = cut(np.stack([board] * 3, axis=2), Crop(0.5, 0.5, 0.9), 48)
    assert small.std() < 6
    assert abs(float(small.mean()) - 127.5) < 2


def test_level_eyes_turn_nothing() -> None:
    assert crop_of(eyes((0.4, 0.4), (0.6, 0.4)), 300, 200).angle == 0


def test_the_angle_is_measured_in_pixels_not_in_fractions() -> None:
    crop = crop_of(eyes((0.4, 0.4), (0.6, 0.5)), 200, 400)  # 40 pixels across, 40 down
    assert crop.angle == pytest.approx(45)


def test_a_crop_is_square_and_centred_on_the_box_in_any_photo() -> None:
    crop = crop_of(Face((0.1, 0.2, 0.2, 0.4)), 400, 100)  # 80 x 40 pixels
    assert (crop.x, crop.y) == pytest.approx((0.2, 0.4 + 80 * CENTRE_DOWN / 100))
    assert crop.side * 400 == pytest.approx(80 * SIDE_PER_BOX)


def test_a_profile_is_not_turned() -> None:
    assert crop_of(eyes((0.5, 0.4), (0.52, 0.45)), 100, 100).angle == 0


def test_a_face_found_in_a_turned_photo_is_cut_the_same() -> None:
    photo = smooth(300, 300)
    face = eyes((0.4, 0.45), (0.6, 0.45))
    turned_photo = np.ascontiguousarray(np.rot90(photo, -1))  # clockwise
    x = [1 - y for _, y in face.landmarks]
    y = [x for x, _ in face.landmarks]
    turned_face = Face(face.box, tuple(zip(x, y, strict=True)), 0.9)
    level = cut(photo, crop_of(face, 300, 300), 64).astype(int)
    turned = cut(turned_photo, crop_of(turned_face, 300, 300), 64).astype(int)
    assert np.abs(level - turned).max() <= 2


def test_a_square_forgets_the_last_bit_of_a_face_finder_and_hardly_more() -> None:
    random = np.random.default_rng(3)
    told_apart = 0
    for _ in range(500):
        x, y, side = random.uniform(0.1, 0.9, 3)
        crop = Crop(x, y, side, random.uniform(-40, 40))
        noisy = Crop(x + 1e-7, y - 1e-7, side + 1e-7, crop.angle + 1e-5)
        told_apart += kept_crop(crop) != kept_crop(noisy)
        kept = kept_crop(crop)
        assert max(abs(kept.x - x), abs(kept.y - y), abs(kept.side - side)) < side / 256
        assert abs(kept.angle - crop.angle) <= 1 / 8
        assert kept_crop(kept) == kept
    assert told_apart <= 2
