"""What a person reads in a bundle tells of what is in it, and of nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from core.bundle.reading import Inside, licences, readme
from core.runs.spec import TrainConfig


def facts(framing: str) -> dict[str, Any]:
    return {
        "run": {"name": "Smiles"},
        "classes": ["happy", "sad"],
        "promise": "It answers where it is sure.",
        "input": {"framing": framing},
    }


def test_a_whole_bundle_tells_of_page_and_face_finder() -> None:
    inside = Inside(page=True, finder=True)
    told = readme(facts("faces"), "Looks happy", inside)
    terms = licences(TrainConfig(), inside)
    for name in ("`index.html`", "`face_finder.onnx`", "In a browser", "everything that is needed"):
        assert name in told
    for name in ("index.html", "Shiqi Yu", "onnxruntime-web", "MIT LICENSE"):
        assert name in terms
    assert "came without" not in told


@pytest.mark.parametrize("page", [True, False])
def test_without_a_face_finder_the_receiver_is_told_what_to_do(*, page: bool) -> None:
    told = readme(facts("faces"), "Looks happy", Inside(page=page, finder=False))
    assert "cut your photos to the face" in told
    assert ("the box on the page" in told) == page
    assert "face_finder.onnx" not in told
    assert "Shiqi Yu" not in licences(TrainConfig(), Inside(page=page, finder=False))


def test_without_a_page_none_is_spoken_of() -> None:
    inside = Inside(page=False, finder=False)
    told = readme(facts("whole"), "Looks happy", inside)
    assert "It came without its web page" in told
    for name in ("index.html", "browser", "everything that is needed"):
        assert name not in told
    terms = licences(TrainConfig(), inside)
    for name in ("index.html", "onnxruntime-web", "MIT LICENSE"):
        assert name not in terms


def test_licences_name_only_what_the_model_began_from() -> None:
    inside = Inside(page=False, finder=False)
    face = licences(replace(TrainConfig(), architecture="face-cnn", from_scratch=False), inside)
    vgg = licences(replace(TrainConfig(), architecture="vgg16", from_scratch=False), inside)
    assert "FER-2013" in face
    assert "VGG-16" not in face
    assert "VGG-16, with the weights that Keras publishes (CC BY 4.0)" in vgg
    assert "FER-2013" not in vgg
