"""No photo is answered by a model that learned from it."""

from __future__ import annotations

import numpy as np
import pytest

from core.curation.out_of_fold import out_of_fold
from tests.curation.clouds import clouds


@pytest.mark.parametrize("classes", [2, 4])
def test_clouds_are_told_apart_in_spite_of_slips(classes: int) -> None:
    features, truth = clouds(80, classes)
    labels = np.where(np.random.default_rng(1).random(len(truth)) < 0.1, 0, truth)
    answers = out_of_fold(features, labels)
    assert answers.shape == (len(truth), classes)
    assert answers.sum(axis=1) == pytest.approx(1, abs=1e-5)
    assert (answers.argmax(axis=1) == truth).mean() > 0.97


def test_a_photo_has_no_say_in_its_own_answer() -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(60, 80)).astype(np.float32)  # every set of labels can be learned
    labels = np.arange(60) % 2
    right = (out_of_fold(features, labels).argmax(axis=1) == labels).mean()
    assert 0.2 < right < 0.8


def test_few_labels_lean_on_what_the_network_says() -> None:
    features, truth = clouds(10, apart=0.1)
    scores = np.where(truth == 1, 1.0, -1.0)[:, None].astype(np.float32)
    said = out_of_fold(features, truth, scores).argmax(axis=1)
    alone = out_of_fold(features, truth).argmax(axis=1)
    assert (said == truth).mean() > (alone == truth).mean()
