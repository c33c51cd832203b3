"""Guesses while labelling: fitted on other photos, kept between processes, nothing lost."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from core.learning.guessing import guess
from core.learning.kept_features import KeptFeatures
from core.learning.pixel_cache import Frame
from core.workspace import Workspace
from tests.learning.conftest import keep_picture


def seen(count: int) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Return features of two kinds that differ in some of 192 numbers."""
    random = np.random.default_rng(0)
    labels = np.arange(count) % 2
    points = random.normal(size=(count, 192)).astype(np.float32)
    points[:, :20] += 2 * labels[:, None]
    return points, labels


def test_photos_without_a_label_are_answered_from_those_with_one() -> None:
    points, truth = seen(200)
    labels = truth.copy()
    labels[100:] = -1
    answers = guess(points, labels, 2)
    assert answers.shape == (200, 2)
    assert answers.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert (answers[100:].argmax(axis=1) == truth[100:]).mean() > 0.9


def test_no_photo_is_answered_by_a_head_that_knows_its_label() -> None:
    random = np.random.default_rng(1)
    points = random.normal(size=(60, 192)).astype(np.float32)
    labels = np.arange(60) % 2
    agreement = (guess(points, labels, 2).argmax(axis=1) == labels).mean()
    assert agreement < 0.75  # there is nothing to learn; a head fitted on them would know them all


def test_a_class_with_two_photos_is_enough() -> None:
    points, labels = seen(30)
    labels[labels == 1] = -1
    labels[[1, 3]] = 1
    assert np.isfinite(guess(points, labels, 2)).all()


def test_features_are_there_although_they_cannot_be_kept(workspace: Workspace) -> None:
    frames = [Frame(keep_picture(workspace, kind, 0), ".png") for kind in (0, 1)]
    workspace.cache.parent.mkdir(parents=True, exist_ok=True)
    workspace.cache.write_text("a file where the folder should be")
    kept = KeptFeatures(workspace)
    kept.add(frames)
    assert sorted(kept.rows) == sorted(each.key for each in frames)
    assert kept.array.shape[0] == 2


def test_features_are_kept_for_the_next_process(workspace: Workspace) -> None:
    frames = [Frame(keep_picture(workspace, kind, 0), ".png") for kind in (0, 1)]
    kept = KeptFeatures(workspace)
    kept.add(frames)
    again = KeptFeatures(workspace)
    assert again.rows == kept.rows
    assert np.array_equal(again.array, kept.array)
    before = again.array
    again.add(frames)
    assert again.array is before


def test_a_photo_whose_file_is_gone_stays_unknown(workspace: Workspace) -> None:
    there, gone = Frame(keep_picture(workspace, 0, 0), ".png"), Frame("0" * 64, ".png")
    kept = KeptFeatures(workspace)
    kept.add([gone, there])
    assert list(kept.rows) == [there.key]


def test_a_damaged_cache_is_begun_anew(workspace: Workspace) -> None:
    frames = [Frame(keep_picture(workspace, kind, 0), ".png") for kind in (0, 1)]
    KeptFeatures(workspace).add(frames)
    (file,) = workspace.cache.glob("features-*.npz")
    file.write_bytes(file.read_bytes()[:100])
    assert not KeptFeatures(workspace).rows


def test_two_processes_keep_what_the_other_has_seen(workspace: Workspace) -> None:
    one, other = (Frame(keep_picture(workspace, kind, 0), ".png") for kind in (0, 1))
    first, second = KeptFeatures(workspace), KeptFeatures(workspace)
    first.add([one])
    second.add([other])
    again = KeptFeatures(workspace)
    assert set(again.rows) == {one.key, other.key}
    assert np.array_equal(again.array[again.rows[one.key]], first.array[0])
