"""A network made whole gives the app's answers by itself."""

from __future__ import annotations

import numpy as np
import pytest

from core.export.complete_network import complete_network
from core.learning.predictor import Predictor
from core.starter_model import whole_starter

PHOTOS = np.random.default_rng(5).integers(0, 256, (24, 48, 48, 3), dtype=np.uint8)


@pytest.fixture(scope="module")
def predictor() -> Predictor:
    """Return the starter model, which has everything that an answer can be made of."""
    return Predictor.load(whole_starter())


def test_mirror_image_temperature_and_distance_are_inside(predictor: Predictor) -> None:
    known = predictor.familiarity
    assert known is not None
    assert predictor.temperature != 1
    network = complete_network(
        predictor.model, mirrored=True, temperature=predictor.temperature, known=known.known
    )
    said = network(PHOTOS.astype(np.float32), training=False)
    judged = predictor.judge(PHOTOS)
    assert np.abs(np.asarray(said["probabilities"]) - judged.probabilities).max() < 1e-5
    strange = np.asarray(said["distance"]) > known.limit
    assert np.array_equal(strange, judged.strange)
    assert strange.any()


def test_without_the_mirror_image_it_answers_otherwise(predictor: Predictor) -> None:
    network = complete_network(predictor.model, mirrored=False, temperature=predictor.temperature)
    said = np.asarray(network(PHOTOS.astype(np.float32), training=False)["probabilities"])
    assert np.abs(said - predictor.probabilities(PHOTOS)).max() > 1e-4


def test_a_very_sure_answer_stays_a_number(predictor: Predictor) -> None:
    network = complete_network(predictor.model, mirrored=False, temperature=0.05)
    said = np.asarray(network(PHOTOS.astype(np.float32), training=False)["probabilities"])
    assert np.isfinite(said).all()
    assert np.abs(said.sum(axis=1) - 1).max() < 1e-5
