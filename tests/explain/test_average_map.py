"""The mean map of each class, and what it is called."""

from __future__ import annotations

import numpy as np

from core.explain.average_map import average_maps, average_report
from core.explain.cam import Explanation
from core.explain.places import box_mask

MOUTH = box_mask((0.3, 0.66, 0.7, 0.84), 12)
EYES = box_mask((0.2, 0.3, 0.8, 0.44), 12)
CORNER = box_mask((0, 0, 0.4, 0.4), 12)


def explained(answers: list[int], maps: list[np.ndarray]) -> Explanation:
    probabilities = np.eye(2, dtype=np.float32)[answers]
    speaking = np.zeros((len(answers), 2, 12, 12), np.float32)
    for n, (answer, each) in enumerate(zip(answers, maps, strict=True)):
        speaking[n, answer] = each
        speaking[n, 1 - answer] = 7
    return Explanation(probabilities, probabilities, speaking, speaking)


def test_each_photo_counts_the_same_and_only_for_its_answer() -> None:
    maps, counts = average_maps(explained([1, 1, 0], [MOUTH, 50 * CORNER, CORNER]))
    assert counts.tolist() == [1, 2]
    np.testing.assert_allclose(maps[0], CORNER / CORNER.max())
    expected = MOUTH / MOUTH.sum() + CORNER / CORNER.sum()
    np.testing.assert_allclose(maps[1], expected / expected.max(), rtol=1e-5)


def test_the_part_is_named_in_a_face_and_in_a_photo() -> None:
    found = explained([1, 0], [MOUTH, CORNER])
    happy, sad = average_report(found, ["happy", "sad"], faces=True)
    assert sad["sentence"] == "For 'sad' it looks mostly at the mouth (1 photo)."
    assert happy["parts"]["edge"] > happy["parts"]["mouth"]
    happy, sad = average_report(found, ["happy", "sad"], faces=False)
    assert happy["sentence"] == "For 'happy' it looks mostly at the top left (1 photo)."
    assert sum(sad["parts"].values()) == 1


def test_what_is_spread_out_has_two_names() -> None:
    spread = MOUTH + EYES + CORNER / 4
    (_, sad) = average_report(explained([1], [spread]), ["happy", "sad"], faces=True)
    assert sad["sentence"] == "For 'sad' it looks at the eyes most, then at the mouth (1 photo)."


def test_a_class_that_was_never_the_answer_is_told_so() -> None:
    happy, sad = average_report(explained([0], [MOUTH]), ["happy", "sad"], faces=True)
    assert (sad["n"], sad["parts"]) == (0, None)
    assert sad["sentence"] == "No photo was answered with 'sad'."
    assert happy["n"] == 1


def test_photos_without_evidence_do_not_count() -> None:
    maps, counts = average_maps(explained([1, 1], [MOUTH, 0 * MOUTH]))
    assert counts.tolist() == [0, 1]
    assert np.isfinite(maps).all()
