"""Batches hold every picture once an epoch, with its own label, in an order the seed decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.learning.input_pipeline import Pictures, plain_batches, training_batches
from core.learning.pixel_cache import Frame, PixelCache
from core.runs.run_directory import RunDirectory
from core.runs.spec import Augmentation
from tests.learning.conftest import MakeRun

TURN = Augmentation(rotation=20, brightness=0.2)


def training_pictures(run: RunDirectory) -> Pictures:
    cache = PixelCache(run.workspace, run.config.image_size)
    cache.add([Frame(item.id, item.suffix) for item in run.pictures])
    return Pictures.of_split(run.pictures, "train", cache)


def epoch(batches: Any, steps: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Return all pixels and labels of so many batches: 3 of 8 are one pass."""
    batches = batches.take(steps)
    parts = [(pixels.numpy(), labels.numpy()) for pixels, labels in batches]
    return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])


def test_an_epoch_holds_every_picture_once_with_its_label(make_run: MakeRun) -> None:
    run = make_run()
    pixels, labels = epoch(training_batches(training_pictures(run), run.config))
    assert sorted(labels) == [0] * 12 + [1] * 12
    assert len(np.unique(pixels.reshape(24, -1), axis=0)) == 24
    brightness = pixels.reshape(24, -1).mean(axis=1)
    assert np.array_equal(brightness > 80, labels == 1)


def test_epochs_differ_and_the_seed_brings_them_back(make_run: MakeRun) -> None:
    run = make_run(augmentation=TURN)
    both = training_batches(training_pictures(run), run.config)
    one, two = epoch(both), epoch(both.skip(3))
    assert not np.array_equal(one[0], two[0])
    again = training_batches(training_pictures(run), run.config)
    assert np.array_equal(one[0], epoch(again)[0])
    other = training_batches(training_pictures(run), replace(run.config, seed=4))
    assert not np.array_equal(one[0], epoch(other)[0])


@pytest.mark.parametrize("augmentation", [Augmentation(), TURN])
def test_any_epoch_can_be_the_first(make_run: MakeRun, augmentation: Augmentation) -> None:
    run = make_run(augmentation=augmentation)
    pictures = training_pictures(run)
    whole = training_batches(pictures, run.config)
    for number in range(3):
        begun_there = epoch(training_batches(pictures, run.config, number))
        reached = epoch(whole.skip(3 * number))
        assert np.array_equal(begun_there[0], reached[0])
        assert np.array_equal(begun_there[1], reached[1])


def test_two_photos_in_one_place_of_two_epochs_change_differently(make_run: MakeRun) -> None:
    run = make_run(counts=(("train", 1), ("validation", 1)), batch_size=2, augmentation=TURN)
    batches = training_batches(training_pictures(run), run.config)
    epochs = [epoch(batches.skip(number), 1)[0].sum(axis=0) for number in range(4)]
    assert len(np.unique(epochs, axis=0)) == 4


def test_batches_have_the_size_asked_for_and_stay_in_range(make_run: MakeRun) -> None:
    run = make_run(batch_size=10, augmentation=TURN)
    endless = training_batches(training_pictures(run), run.config)
    batches = [pixels for pixels, _ in endless.take(4)]
    assert [len(pixels) for pixels in batches] == [10, 10, 4, 10]
    assert all(np.min(pixels) >= 0 and np.max(pixels) <= 255 for pixels in batches)


def test_plain_batches_keep_order_and_pixels(make_run: MakeRun) -> None:
    pictures = training_pictures(make_run())
    pixels, labels = epoch(plain_batches(pictures, 5), steps=5)
    assert np.array_equal(labels, pictures.labels)
    assert np.array_equal(pixels, pictures.pixels[pictures.rows])


@pytest.mark.parametrize("split", ["validation", "test"])
def test_splits_are_kept_apart(make_run: MakeRun, split: str) -> None:
    run = make_run()
    cache = PixelCache(run.workspace, 24)
    cache.add([Frame(item.id, item.suffix) for item in run.pictures])
    ids = set(Pictures.of_split(run.pictures, split, cache).ids)
    assert ids == {item.id for item in run.pictures if item.split == split}
