"""Squares are drawn where they are, on a photo of the same size."""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

from core.explain.outline import outline
from tests.dataset.making import encoded

GREY = encoded(Image.new("RGB", (400, 300), (90, 90, 90)), "JPEG")
LEFT = [(0.1, 0.2), (0.3, 0.2), (0.3, 0.6), (0.1, 0.6)]
RIGHT = [(0.6, 0.2), (0.8, 0.2), (0.8, 0.6), (0.6, 0.6)]


def drawn(*squares: list[tuple[float, float]], chosen: int | None) -> np.ndarray:
    photo = Image.open(BytesIO(outline(GREY, squares, chosen)))
    assert photo.size == (400, 300)
    return np.abs(np.asarray(photo, int)[..., 0] - 90)


def test_a_square_is_drawn_along_its_edges_alone() -> None:
    changed = drawn(LEFT, chosen=0)
    assert changed[120, 40] > 60
    assert changed[60, 80] > 60
    assert changed[120, 80] < 20
    assert changed[250, 300] < 20


def test_the_chosen_square_is_the_stronger_one() -> None:
    changed = drawn(LEFT, RIGHT, chosen=1)
    assert (changed[:, 220:] > 60).sum() > (changed[:, :200] > 60).sum()


def test_without_squares_the_photo_stays_as_it_is() -> None:
    assert drawn(chosen=None).max() < 5


def test_a_square_may_stick_out() -> None:
    assert drawn([(-0.2, -0.2), (0.5, -0.2), (0.5, 0.5), (-0.2, 0.5)], chosen=0)[75, 200] > 60
