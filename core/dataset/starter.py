"""Sample faces, drawn by our own code, so that the first training has something to learn from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.dataset.starter_beard import draw_beard
from core.dataset.starter_canvas import Canvas
from core.dataset.starter_features import draw_brows, draw_eyes, draw_mouth
from core.dataset.starter_hair import draw_hair, draw_hair_behind
from core.dataset.starter_head import draw_body, draw_head, draw_nose
from core.dataset.starter_light import background, lit, photographed
from core.dataset.starter_lots import sitting
from core.dataset.starter_people import Expression, Person
from core.dataset.starter_wear import draw_covering, draw_glasses

Label = Literal["happy", "sad"]


def draw_face(seed: int, expression: str) -> NDArray[np.uint8]:
    """Draw one person with one expression.

    The seed decides who it is, how the picture is taken and how strong the expression is; the
    label decides only which way the face moves. The two pictures of one seed therefore show the
    same person in the same light.

    Parameters
    ----------
    seed : int
        0 or above.
    expression : {"happy", "sad"}
        What the face looks like.

    Returns
    -------
    uint8 (128, 128, 3)
        RGB.

    Raises
    ------
    ValueError
        If the expression is neither of the two.
    """
    person, movement, photo = sitting(seed, expression)
    strands, grain = (np.random.default_rng((seed, part)) for part in (3, 4))
    canvas = Canvas(photo.pose)
    _draw(canvas, person, movement, strands)
    paint, cover = canvas.finished()
    scene = lit(paint, person, movement, photo) * cover + background(photo, grain) * (1 - cover)
    return photographed(scene, photo, grain)


def _draw(
    canvas: Canvas, person: Person, movement: Expression, strands: np.random.Generator
) -> None:
    """Draw everything from back to front."""
    draw_hair_behind(canvas, person, strands)
    draw_body(canvas, person)
    draw_head(canvas, person)
    draw_nose(canvas, person)
    draw_beard(canvas, person, strands)
    draw_mouth(canvas, person, movement)
    draw_eyes(canvas, person, movement)
    draw_brows(canvas, person, movement)
    draw_hair(canvas, person, strands)
    draw_covering(canvas, person)
    draw_glasses(canvas, person)


def starter_cast(count: int = 400, seed: int = 0) -> Iterator[tuple[int, Label]]:
    """Yield the seed and the label of every sample face.

    Each pair of faces has one of either label, in an order drawn by lot, so that the labels are
    balanced and a smaller count is the beginning of a larger one.
    """
    seeds = np.random.SeedSequence(seed).generate_state(count, np.uint64)
    order = np.random.default_rng(seed)
    labels: list[Label] = []
    for _ in range(0, count, 2):
        labels += ("happy", "sad") if order.integers(2) else ("sad", "happy")
    yield from zip((int(number) for number in seeds), labels[:count], strict=True)
