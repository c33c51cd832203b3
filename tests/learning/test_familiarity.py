"""Photos unlike those that were learned from are told apart; those like them are not."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from core.errors import RunDamaged
from core.learning.answering import answer, answer_with_features, compiled
from core.learning.architectures import build
from core.learning.familiarity import Familiarity, answering_features, looks
from core.runs.spec import TrainConfig


def around(direction: int, photos: int, seed: int) -> np.ndarray:
    """Return features that point roughly into one direction, of many lengths."""
    random = np.random.default_rng(seed)
    centre = np.zeros(16)
    centre[direction] = 12
    lengths = random.uniform(0.5, 5, (photos, 1))
    return ((centre + random.normal(0, 1, (photos, 16))) * lengths).astype(np.float32)


def test_only_what_points_elsewhere_is_strange() -> None:
    known = Familiarity.fit(np.concatenate([around(0, 200, 1), around(1, 200, 2)]))
    assert known.strange(around(0, 300, 3)).mean() < 0.06
    assert known.strange(around(7, 300, 4)).mean() > 0.97


@pytest.mark.parametrize("photos", [20, 5_000])
def test_few_and_many_photos_can_be_remembered(photos: int) -> None:
    known = Familiarity.fit(around(0, photos, 5))
    assert known.strange(around(0, 100, 6)).mean() < 0.2


def test_equal_photos_do_not_make_everything_strange() -> None:
    same = np.tile(around(0, 1, 7), (40, 1))
    assert not Familiarity.fit(same).strange(same).any()


def test_what_is_saved_judges_alike(tmp_path: Path) -> None:
    known = Familiarity.fit(around(0, 100, 8))
    known.save(tmp_path / "familiar.npz")
    again = Familiarity.load(tmp_path / "familiar.npz")
    seen = np.concatenate([around(0, 100, 9), around(3, 100, 10)])
    assert again is not None
    assert (again.strange(seen) == known.strange(seen)).mean() > 0.98
    assert Familiarity.load(tmp_path / "nothing.npz") is None


@pytest.mark.parametrize("broken", [b"", b"PK\x03\x04", b"\x93NUMPY"])
def test_a_damaged_file_is_named(tmp_path: Path, broken: bytes) -> None:
    (tmp_path / "familiar.npz").write_bytes(broken)
    with pytest.raises(RunDamaged, match=r"familiar\.npz is damaged"):
        Familiarity.load(tmp_path / "familiar.npz")


@pytest.mark.parametrize("mirrored", [False, True])
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("dense", [0, 8])
def test_the_answer_beside_the_features_is_the_same(
    mirrored: bool, classes: int, dense: int
) -> None:
    keras.utils.set_random_seed(1)
    config = TrainConfig(architecture="cnn-16-32-16", image_size=32, dense_units=dense, dropout=0.3)
    model = build(config, classes)
    pixels = np.random.default_rng(0).integers(0, 256, (70, 32, 32, 3), dtype=np.uint8)
    rows = np.arange(70)
    ask = compiled(answering_features(model), mirrored=mirrored)
    said, seen = answer_with_features(ask, pixels)
    assert said == pytest.approx(answer(model, pixels, rows, mirrored=mirrored), abs=1e-6)
    assert seen == pytest.approx(looks(model, pixels, rows), rel=1e-4, abs=1e-4)
    assert seen.shape == (70, 2 * model.get_layer("pool_3").output.shape[-1])
