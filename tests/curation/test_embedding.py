"""The map of a set."""

from __future__ import annotations

import numpy as np
import pytest

from core.curation import embedding
from core.curation.embedding import FEWEST, embed
from tests.curation.clouds import clouds


@pytest.mark.parametrize("drawn", [2000, 60])
def test_photos_that_look_alike_lie_near_each_other(
    drawn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedding, "DRAWN", drawn)
    features, truth = clouds(50, classes=3, apart=10)
    places = embed(features)
    assert places.shape == (150, 2)
    assert places.dtype == np.float32
    assert np.abs(places).max(axis=0) == pytest.approx(1)
    apart = ((places[:, None] - places) ** 2).sum(axis=2)
    np.fill_diagonal(apart, np.inf)
    assert (truth[apart.argmin(axis=1)] == truth).mean() > 0.95


def test_the_map_is_the_same_every_time() -> None:
    features, _ = clouds(20)
    assert (embed(features) == embed(features)).all()


@pytest.mark.parametrize("photos", [0, 1, FEWEST - 1, FEWEST, 12])
def test_small_sets_have_a_map_too(photos: int) -> None:
    features, _ = clouds(12, classes=1)
    places = embed(features[:photos])
    assert places.shape == (photos, 2)
    assert np.isfinite(places).all()


def test_photos_that_all_look_the_same_lie_in_one_place() -> None:
    assert np.isfinite(embed(np.ones((20, 8), np.float32))).all()
