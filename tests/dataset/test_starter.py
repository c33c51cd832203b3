"""The sample faces: balanced, varied, repeatable, and fair to the label."""

from __future__ import annotations

import io
from collections import Counter
from functools import lru_cache

import numpy as np
import pytest
from PIL import Image

from core.dataset.import_items import starter_items
from core.dataset.starter import draw_face, starter_cast
from core.dataset.starter_lots import sitting
from core.dataset.starter_people import Person

COUNT = 60

Faces = list[tuple[str, bytes, str]]


def drawn(count: int, seed: int = 0) -> Faces:
    """Return name, PNG and label of sample faces as an import brings them in."""
    return [(item.path, item.loader.read(), str(item.label)) for item in starter_items(count, seed)]


@pytest.fixture(scope="module")
def faces() -> Faces:
    """Return sixty sample faces."""
    return drawn(COUNT)


@lru_cache
def people(count: int) -> list[tuple[Person, str]]:
    """Return the persons of the sample faces with their labels, without drawing them."""
    return [(sitting(seed, label)[0], label) for seed, label in starter_cast(count)]


@pytest.mark.parametrize("expression", ["happy", "sad"])
def test_a_face_is_a_small_colour_picture(expression: str) -> None:
    face = draw_face(3, expression)
    assert face.shape == (128, 128, 3)
    assert face.dtype == np.uint8
    assert face.std() > 15


def test_a_face_that_is_neither_happy_nor_sad_is_refused() -> None:
    with pytest.raises(ValueError, match="'angry'"):
        draw_face(0, "angry")


def test_the_same_seed_gives_the_same_bytes(faces: Faces) -> None:
    assert drawn(6) == faces[:6]


def test_another_seed_gives_other_faces(faces: Faces) -> None:
    assert drawn(1, seed=1)[0][1] != faces[0][1]


def test_every_face_opens_as_a_png_of_its_own(faces: Faces) -> None:
    names = {name for name, _, _ in faces}
    opened = [Image.open(io.BytesIO(data)) for _, data, _ in faces]
    assert len(names) == COUNT
    assert {(picture.format, picture.size) for picture in opened} == {("PNG", (128, 128))}


def test_no_two_pictures_are_alike(faces: Faces) -> None:
    small = [
        np.asarray(Image.open(io.BytesIO(data)).resize((16, 16)), dtype=float)
        for _, data, _ in faces
    ]
    apart = [np.abs(a - b).mean() for i, a in enumerate(small) for b in small[:i]]
    assert min(apart) > 2


@pytest.mark.parametrize(("count", "happy"), [(0, 0), (1, None), (7, None), (400, 200)])
def test_labels_are_balanced(count: int, happy: int | None) -> None:
    labels = Counter(label for _, label in starter_cast(count))
    assert labels.total() == count
    assert abs(labels["happy"] - labels["sad"]) <= 1
    assert happy is None or labels["happy"] == happy


def test_file_names_do_not_give_the_label_away(faces: Faces) -> None:
    order = [label for _, _, label in faces]
    assert not any(label in name for name, _, label in faces)
    assert order[:30] != order[30:]


def test_every_person_of_400_is_another() -> None:
    assert len({seed for seed, _ in starter_cast(400)}) == 400


def test_the_expression_changes_only_the_face() -> None:
    for seed in range(8):
        happy, sad = (draw_face(seed, label).astype(int) for label in ("happy", "sad"))
        changed = np.abs(happy - sad).max(axis=2) > 40
        rows, columns = np.nonzero(changed)
        assert changed.any()
        assert rows.min() > 20
        assert columns.min() > 12
        assert columns.max() < 116


def test_who_is_on_the_picture_does_not_depend_on_the_label() -> None:
    cast = people(4000)
    for trait in ("tone", "age", "width", "hair_length", "eye_height", "mouth_width", "rest"):
        happy, sad = (
            np.array([getattr(person, trait) for person, label in cast if label == wanted])
            for wanted in ("happy", "sad")
        )
        error = np.hypot(happy.std(), sad.std()) / np.sqrt(len(happy))
        assert abs(happy.mean() - sad.mean()) < 4 * error, trait


@pytest.mark.parametrize("trait", ["hair", "covering", "beard", "glasses", "collar"])
def test_what_people_wear_does_not_depend_on_the_label(trait: str) -> None:
    seen = Counter((getattr(person, trait), label) for person, label in people(4000))
    for kind in {kind for kind, _ in seen}:
        happy, sad = seen[kind, "happy"], seen[kind, "sad"]
        assert abs(happy - sad) < 4 * np.sqrt(happy + sad), kind


def test_people_differ_widely() -> None:
    cast = [person for person, _ in people(400)]
    tones = np.histogram([person.tone for person in cast], bins=9, range=(0, 9))[0]
    assert tones.min() > 20
    for trait, kinds in (("hair", 10), ("covering", 6), ("beard", 5), ("glasses", 4)):
        assert len({getattr(person, trait) for person in cast}) == kinds


def test_the_label_changes_neither_the_person_nor_the_photograph() -> None:
    for seed in range(50):
        happy, sad = sitting(seed, "happy"), sitting(seed, "sad")
        assert happy[0] == sad[0]
        assert happy[2] == sad[2]


def test_both_expressions_of_a_seed_are_equally_strong() -> None:
    for seed in range(50):
        happy, sad = sitting(seed, "happy")[1], sitting(seed, "sad")[1]
        assert happy.corners == -sad.corners
        assert happy.gaze_x == sad.gaze_x


def test_expressions_range_from_barely_visible_to_strong() -> None:
    lifts = [sitting(seed, "happy")[1].corners for seed in range(400)]
    assert min(lifts) < 0.35
    assert max(lifts) > 0.9


def test_eyes_or_brows_sometimes_say_the_opposite_of_the_mouth() -> None:
    droops = [sitting(seed, "happy")[1].droop for seed in range(400)]
    assert 0.02 < np.mean(np.array(droops) > 0.1) < 0.2


def test_a_camera_is_metered_on_the_face() -> None:
    shots = [sitting(seed, "sad") for seed in range(400)]
    dark = [shot.exposure for person, _, shot in shots if person.tone > 6]
    light = [shot.exposure for person, _, shot in shots if person.tone < 3]
    assert np.mean(dark) > np.mean(light)
