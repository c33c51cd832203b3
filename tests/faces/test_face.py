"""A face keeps what its finder told."""

from __future__ import annotations

import json

from core.faces.face import Face, largest_first

FACE = Face((0.1, -0.05, 0.5, 0.75), ((0.2, 0.25), (0.45, 0.3)), 0.875)


def test_a_face_survives_json() -> None:
    assert Face.from_json(json.loads(json.dumps(FACE.to_json()))) == FACE


def test_a_face_without_landmarks_and_score_survives_json() -> None:
    plain = Face((0.0, 0.0, 1.0, 1.0))
    assert Face.from_json(json.loads(json.dumps(plain.to_json()))) == plain


def test_faces_are_ordered_by_the_photo_they_cover_not_by_their_score() -> None:
    small, large = Face((0, 0, 0.1, 0.2), (), 0.99), Face((0, 0, 0.2, 0.2), (), 0.6)
    assert largest_first([small, large]) == (large, small)
