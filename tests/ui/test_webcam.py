"""What the server makes of a frame of the live camera."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import pytest

from core.inference_answers import Glance, SeenFace
from core.starter_model import starter_run
from core.verdict import Answer, Verdict
from tests.dataset.making import photo
from ui.webcam import answered, label, words

SQUARE = ((0.1, 0.1), (0.4, 0.1), (0.4, 0.5), (0.1, 0.5))


def said(happy: float, verdict: Verdict = Verdict.LOOKS) -> Answer:
    return Answer({"happy": happy, "sad": 1 - happy}, verdict, ("happy", "sad"))


def frame(data: bytes) -> dict[str, Any]:
    return {"number": 7, "picture": f"data:image/jpeg;base64,{b64encode(data).decode()}"}


@pytest.mark.parametrize(
    "came",
    [
        "no mapping",
        {},
        {"number": 7},
        {"number": 7, "picture": 12},
        {"number": 7, "picture": "https://somewhere.example/photo.jpg"},
        {"number": 7, "picture": "data:image/jpeg;base64,not*base64"},
        {"number": 7, "picture": "data:image/jpeg;base64," + "A" * (5 << 20)},
        frame(b"no picture at all"),
        frame(b""),
    ],
)
def test_what_is_no_picture_is_answered_with_a_sentence(came: Any) -> None:
    run = starter_run()
    assert run is not None
    reply = answered(run, came)
    assert set(reply) == {"number", "trouble"}
    assert reply["trouble"].endswith(".")
    assert "Traceback" not in reply["trouble"]


def test_a_frame_is_answered_under_its_number() -> None:
    run = starter_run()
    assert run is not None
    reply = answered(run, frame(photo()))
    assert reply["number"] == 7
    assert reply["faces"] == []
    assert reply["words"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (said(0.97), "Looks happy 97 %"),
        (said(0.55, Verdict.NOT_SURE), "Not sure: happy or sad"),
        (said(0.9, Verdict.STRANGE), "Unfamiliar"),
    ],
)
def test_a_share_stands_only_beside_an_answer(answer: Answer, expected: str) -> None:
    assert label(answer) == expected


def test_several_faces_are_told_apart() -> None:
    faces = (SeenFace(said(0.97), SQUARE), SeenFace(said(0.1), SQUARE))
    assert words(Glance(faces[0].said, faces)) == "Face 1: Looks happy. Face 2: Looks sad"
    assert words(Glance(faces[0].said, faces[:1])) == "Looks happy"


def test_a_crowd_is_counted() -> None:
    crowd = tuple(SeenFace(said(0.97 if at < 8 else 0.1), SQUARE) for at in range(9))
    assert words(Glance(crowd[0].said, crowd)) == "9 faces: looks happy (8) and looks sad (1)"
