"""What a run knows of its certainty comes back from its file, or the file is called damaged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.errors import RunDamaged
from core.evaluation.certainty import Certainty
from core.evaluation.conformal import accepted
from core.evaluation.temperature import apply_temperature, temperature_sentence
from tests.evaluation.test_refusal import simulated


@pytest.fixture
def certainty() -> Certainty:
    """Return one fitted on a model that is far too sure."""
    true, probs = simulated(600, 3)
    sharp = probs**3 / (probs**3).sum(axis=1, keepdims=True)
    return Certainty.fit(true, sharp)


def test_an_overconfident_model_is_toned_down(certainty: Certainty) -> None:
    assert certainty.temperature["temperature"] == pytest.approx(3, rel=0.25)
    [[less, more]] = certainty.probabilities(np.array([[0.01, 0.99]]))
    assert 0.75 < more < 0.9
    assert less + more == pytest.approx(1)


def test_what_was_done_to_percentages_is_said(certainty: Certainty) -> None:
    told = f"{certainty.temperature['temperature']:.2f}"
    assert certainty.temperature_sentence() == (
        f"Its percentages were toned down (temperature {told}), fitted on 600 photos kept aside."
    )
    true, probs = simulated(600, 3)
    flat = probs**0.5 / (probs**0.5).sum(axis=1, keepdims=True)
    assert " made surer (temperature 0." in Certainty.fit(true, flat).temperature_sentence()
    same = temperature_sentence({"temperature": 1.004, "n": 60, "why_not": None})
    assert "left as they are (temperature 1.00)" in same
    few = Certainty.fit(true[:10], probs[:10]).temperature_sentence()
    assert few.startswith("10 photos kept aside say too little")


def test_what_is_saved_judges_alike(certainty: Certainty, tmp_path: Path) -> None:
    certainty.save(tmp_path / "certainty.json")
    again = Certainty.load(tmp_path / "certainty.json")
    assert again == certainty
    _, probs = simulated(50, 4)
    assert np.array_equal(
        again.sure(again.probabilities(probs)), certainty.sure(certainty.probabilities(probs))
    )
    assert Certainty.load(tmp_path / "nothing.json") is None


def test_the_two_likeliest_classes_are_possible_at_least() -> None:
    true, probs = simulated(30, 5)
    three = np.concatenate([probs * 0.9, np.full((30, 1), 0.1)], axis=1)
    possible = Certainty.fit(true, three).possible(np.array([[0.5, 0.1, 0.4]]))
    assert possible[0, [0, 2]].all()


@pytest.mark.parametrize("seed", range(20))
def test_the_photos_that_limits_come_from_reach_them(seed: int) -> None:
    true, probs = simulated(100, seed)
    three = np.concatenate([probs * 0.7, np.full((100, 1), 0.3)], axis=1)
    three = three / three.sum(axis=1, keepdims=True)
    found = Certainty.fit(true, three)
    exact = apply_temperature(three, found.temperature["temperature"])
    told = found.probabilities(three)
    assert np.array_equal(found.sure(told), exact.max(axis=1) >= found.refusal["limit"])
    likeliest = Certainty(found.temperature, found.refusal, {"limits": None}).possible(told)
    reached = accepted(exact, found.limits["limits"])
    assert np.array_equal(found.possible(told), likeliest | reached)


@pytest.mark.parametrize(
    "broken",
    ["", "[]", "{}", '{"temperature": 1, "refusal": 2, "limits": 3}', "\0", '{"limits": {}}'],
)
def test_a_damaged_file_is_named(tmp_path: Path, broken: str) -> None:
    (tmp_path / "certainty.json").write_text(broken)
    with pytest.raises(RunDamaged, match=r"certainty\.json is damaged"):
        Certainty.load(tmp_path / "certainty.json")


@pytest.mark.parametrize("limit", [None, "high", [0.5], -1, 1.5])
def test_no_impossible_limit_is_read(certainty: Certainty, tmp_path: Path, limit: object) -> None:
    certainty.save(tmp_path / "certainty.json")
    document = json.loads((tmp_path / "certainty.json").read_text())
    document["refusal"]["limit"] = limit
    (tmp_path / "certainty.json").write_text(json.dumps(document))
    with pytest.raises(RunDamaged):
        Certainty.load(tmp_path / "certainty.json")


def test_no_impossible_temperature_is_read(certainty: Certainty, tmp_path: Path) -> None:
    certainty.save(tmp_path / "certainty.json")
    document = json.loads((tmp_path / "certainty.json").read_text())
    document["temperature"]["temperature"] = 0
    (tmp_path / "certainty.json").write_text(json.dumps(document))
    with pytest.raises(RunDamaged):
        Certainty.load(tmp_path / "certainty.json")
