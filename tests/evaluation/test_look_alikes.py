"""Copies are recognised as what they are, and nothing else is."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from core.evaluation.leaks import find_leaks, leak_free
from core.evaluation.look_alikes import ALIKE, SIDE, nearest, signatures


def photos(number: int, side: int = 50, seed: int = 0) -> np.ndarray:
    """Return photos of soft, different patterns."""
    coarse = np.random.default_rng(seed).integers(0, 256, (number, 6, 6, 3), dtype=np.uint8)
    grown = [
        Image.fromarray(each).resize((side, side), Image.Resampling.BICUBIC) for each in coarse
    ]
    return np.stack([np.asarray(each) for each in grown])


def compressed(photo: np.ndarray) -> np.ndarray:
    stream = io.BytesIO()
    Image.fromarray(photo).save(stream, "JPEG", quality=30)
    return np.asarray(Image.open(stream))


def resized(photo: np.ndarray) -> np.ndarray:
    small = Image.fromarray(photo).resize((29, 29))
    return np.asarray(small.resize((50, 50)))


def cropped(photo: np.ndarray) -> np.ndarray:
    return np.asarray(Image.fromarray(photo[1:, 1:]).resize((50, 50)))


def darker(photo: np.ndarray) -> np.ndarray:
    return (photo * 0.6 + 20).astype(np.uint8)


def mirrored(photo: np.ndarray) -> np.ndarray:
    return photo[:, ::-1]


@pytest.mark.parametrize("change", [compressed, resized, cropped, darker, mirrored])
def test_a_copy_is_found_whatever_was_done_to_it(change) -> None:  # noqa: ANN001
    known = photos(40)
    copies = np.stack([change(photo) for photo in known])
    position, similarity = nearest(signatures(copies), signatures(known))
    assert position.tolist() == list(range(40))
    assert similarity.min() > ALIKE


def test_other_photos_are_not_alike() -> None:
    _, similarity = nearest(signatures(photos(60, seed=1)), signatures(photos(60, seed=2)))
    assert similarity.max() < ALIKE


def test_a_signature_is_the_mean_of_its_blocks() -> None:
    pixels = np.random.default_rng(3).integers(0, 256, (2, 36, 36, 3), dtype=np.uint8)
    grey = pixels @ np.array([0.299, 0.587, 0.114])
    blocks = grey.reshape(2, SIDE, 3, SIDE, 3).mean(axis=(2, 4)).reshape(2, -1)
    blocks -= blocks.mean(axis=1, keepdims=True)
    wanted = blocks / np.linalg.norm(blocks, axis=1, keepdims=True)
    assert signatures(pixels) == pytest.approx(wanted, abs=1e-4)


def test_an_empty_picture_is_like_no_other() -> None:
    white = np.full((2, 24, 24, 3), 255, np.uint8)
    assert nearest(signatures(white[:1]), signatures(white))[1].tolist() == [0]


@pytest.mark.parametrize("shape", [(1, 8, 8, 3), (1, 24, 30, 3), (24, 24, 3)])
def test_pixels_of_another_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="at least 12"):
        signatures(np.zeros(shape, np.uint8))


def test_leaks_are_named_with_their_partner_the_most_similar_first() -> None:
    learned, fresh = photos(3), photos(1, seed=9)
    tested = np.concatenate([fresh, compressed(learned[1])[None], learned[2:]])
    ids = ["fresh", "copy", "same"]
    leaks = find_leaks(signatures(tested), ids, signatures(learned), ["a", "b", "c"])
    assert [(leak["id"], leak["like"]) for leak in leaks] == [("same", "c"), ("copy", "b")]
    assert leaks[0]["similarity"] >= leaks[1]["similarity"] > ALIKE


def test_figures_without_leaks_count_only_the_others() -> None:
    true, answers = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 0])
    without = leak_free(true, answers, ["a", "b", "c", "d"], {"b"})
    assert without is not None
    assert (without["n"], without["accuracy"]) == (3, 2 / 3)
    assert without["interval"][0] < 2 / 3 < without["interval"][1]


def test_nothing_is_said_when_every_photo_is_known() -> None:
    labels = np.array([0])
    assert leak_free(labels, labels, ["a"], {"a"}) is None
