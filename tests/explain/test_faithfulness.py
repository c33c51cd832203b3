"""Measures of maps, on a network whose only reason is known."""

from __future__ import annotations

import json
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers
from scipy.sparse import lil_matrix
from scipy.sparse.linalg import spsolve

from core.explain.controls import centre_maps, random_maps
from core.explain.faithfulness import compare_removal, faithfulness, share_in_place
from core.explain.imputation import impute
from core.explain.intervals import bootstrap_interval
from core.explain.places import FACE_BOX, box_mask, part_masks, shares_inside
from core.explain.removal_curves import ranks
from core.faces.crop import crop_of
from core.faces.face import Face

SIDE = 48
CORNER = (0.0, 0.75, 0.25, 1.0)


def corner_network() -> Any:
    """Return a network that answers to the brightness of the lower left corner alone."""
    image = keras.Input((SIDE, SIDE, 3))
    x = layers.AveragePooling2D(4)(layers.Rescaling(1 / 255)(image))
    x = layers.Conv2D(1, 1, use_bias=False, kernel_initializer="ones", activation="relu")(x)
    dense = layers.Dense(1, activation="sigmoid")
    model = keras.Model(image, dense(layers.Flatten()(x)))
    weights = np.full((12, 12), 0.0, np.float32)
    weights[9:, :3] = 1
    dense.set_weights([weights.reshape(-1, 1), np.float32([-9])])
    return model


def photos(count: int = 12) -> np.ndarray:
    pixels = np.random.default_rng(1).integers(60, 120, (count, SIDE, SIDE, 3), np.uint8)
    pixels[:, 36:, :12] = 255
    return pixels


def test_maps_that_show_the_reason_beat_both_controls() -> None:
    found = faithfulness(corner_network(), photos(), face=box_mask(CORNER, SIDE))
    assert json.loads(json.dumps(found)) == found
    removal = found["removal"]
    assert found["n"] == removal["n"] == 12
    assert removal["deletion_gain"]["value"] > 0.5
    assert removal["deletion_gain"]["interval"][0] > 0.3
    assert removal["deletion_gain_over_centre"]["value"] > 0.5
    assert removal["maps"]["insertion_area"] > removal["random"]["insertion_area"]
    assert found["face"]["share"] > 0.7
    assert found["face"]["mostly"] == 12
    assert found["randomisation"]["passed"]


def test_maps_that_show_the_opposite_lose_to_chance() -> None:
    wrong = 1 - np.repeat(box_mask(CORNER, 12)[None], 12, axis=0)
    found = compare_removal(corner_network(), photos(), wrong, np.ones(12, int))
    assert found["deletion_gain"]["value"] < -0.2
    assert found["maps"]["deletion"][0] == found["maps"]["insertion"][-1] == 1


def test_a_control_that_loses_nothing_to_compare_with_gives_no_gain() -> None:
    dark = np.full((4, SIDE, SIDE, 3), 200, np.uint8)
    dark[:, 36:, :12] = 0
    maps = random_maps((4, 12, 12), 6)
    found = compare_removal(corner_network(), dark, maps, np.ones(4, int))
    assert found["deletion_gain"] is None or np.isfinite(found["deletion_gain"]["value"])


def test_what_is_filled_in_nearly_solves_the_system_of_road() -> None:
    y, x = np.mgrid[:16, :16]
    pixels = np.stack([8 * x + 6 * y] * 3, axis=-1)[None].astype(np.uint8)
    missing = np.zeros((16, 16), bool)
    missing[4:10, 5:12] = True
    exact = _solved(pixels[0, ..., 0].astype(float), missing)
    found = impute(pixels, missing)[0, ..., 0]
    np.testing.assert_array_equal(found[~missing], pixels[0, ..., 0][~missing])
    assert np.abs(found - exact)[missing].max() < 12
    assert 0 < np.abs(found - exact)[missing].mean() < 5


def _solved(picture: np.ndarray, missing: np.ndarray) -> np.ndarray:
    places = {place: n for n, place in enumerate(zip(*np.nonzero(missing), strict=True))}
    matrix, right = lil_matrix((len(places), len(places))), np.zeros(len(places))
    for (row, column), n in places.items():
        matrix[n, n] = 1
        for down, across in np.ndindex(3, 3):
            if (down, across) != (1, 1):
                weight = 1 / 6 if 1 in (down, across) else 1 / 12
                at = (row + down - 1, column + across - 1)
                if at in places:
                    matrix[n, places[at]] = -weight
                else:
                    right[n] += weight * picture[at]
    solved = picture.copy()
    solved[missing] = spsolve(matrix.tocsr(), right)
    return solved


def test_where_nothing_is_left_all_is_mid_grey() -> None:
    gone = impute(np.zeros((1, 16, 16, 3), np.uint8), np.ones((16, 16), bool))
    assert gone.mean() == pytest.approx(127.5, abs=1)
    assert gone.std() < 4


def test_ranks_count_from_the_most_important() -> None:
    ranked = ranks(np.array([[[3.0, 2.0], [1.0, 0.0]]], np.float32), 2)
    np.testing.assert_allclose(ranked[0], [[0, 0.25], [0.5, 0.75]])


def test_controls_have_the_shape_of_maps_and_know_nothing() -> None:
    centre, chance = centre_maps((2, 12, 10)), random_maps((2, 12, 10), 6, seed=3)
    assert centre.shape == chance.shape == (2, 12, 10)
    assert centre[0].max() == pytest.approx(centre[0, 5:7, 4:6].max())
    assert not np.array_equal(chance[0], chance[1])


def test_the_interval_of_a_mean_covers_it_and_narrows() -> None:
    values = np.random.default_rng(0).normal(5, 1, 400)
    low, high = bootstrap_interval(values)
    assert low < values.mean() < high
    assert high - low == pytest.approx(4 / np.sqrt(400), rel=0.15)
    assert np.ptp(bootstrap_interval(values[:50])) > high - low


def test_shares_inside_a_place() -> None:
    maps = np.zeros((3, 4, 4), np.float32)
    maps[0, 0, 0] = 2
    maps[1, 0, 0], maps[1, 3, 3], maps[1, 2, 2] = 1, 3, -5
    quarter = box_mask((0, 0, 0.5, 0.5), 8)
    found = shares_inside(maps, quarter)
    np.testing.assert_allclose(found[:2], [1, 0.25])
    assert np.isnan(found[2])
    told = share_in_place(maps, quarter)
    assert (told["n"], told["mostly"], told["area"]) == (2, 1, 0.25)
    each = np.stack([quarter, 1 - quarter, quarter])
    np.testing.assert_allclose(shares_inside(maps, each)[:2], [1, 0.75])


def test_without_any_evidence_nothing_is_told() -> None:
    told = share_in_place(np.zeros((2, 4, 4), np.float32), box_mask((0, 0, 1, 1), 4))
    assert told["n"] == 0
    assert told["share"] is told["interval"] is told["mostly_interval"] is None


def test_the_face_box_lies_in_the_crop_where_cropping_puts_it() -> None:
    face = Face(box=(0.3, 0.2, 0.4, 0.4), score=1.0)
    crop = crop_of(face, 400, 400)
    corners = np.array(crop.corners(400, 400)) / 400
    low, side = corners.min(axis=0), np.ptp(corners, axis=0)
    left, top, right, bottom = FACE_BOX
    np.testing.assert_allclose(low + side * [left, top], [0.3, 0.2], atol=0.005)
    np.testing.assert_allclose(low + side * [right, bottom], [0.7, 0.6], atol=0.005)


@pytest.mark.parametrize("faces", [True, False])
def test_parts_share_out_the_square(faces: bool) -> None:
    masks = part_masks(faces=faces)
    np.testing.assert_allclose(sum(masks.values()), 1, atol=1e-6)
    assert min(mask.sum() for mask in masks.values()) > 0


def test_a_large_picture_is_filled_in_as_a_small_one_is() -> None:
    y, x = np.mgrid[:224, :224] / 224
    pixels = np.stack([100 * x + 80 * y] * 3, axis=-1)[None].astype(np.uint8)
    missing = np.zeros((224, 224), bool)
    missing[60:140, 70:170] = True
    found = impute(pixels, missing)
    np.testing.assert_array_equal(found[:, ~missing], pixels[:, ~missing])
    assert np.abs(found - pixels)[:, missing].max() < 40
    assert found[0, 65:75, 80:160].mean() < found[0, 125:135, 80:160].mean()
