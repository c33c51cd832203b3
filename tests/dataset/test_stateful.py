"""A dataset lived at random beside a model in memory.

Twenty short lives here; ``python -m benchmarks faults stateful`` lives thousands.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from benchmarks.life_looks import Difference, stand_the_same, tell_the_same
from benchmarks.life_model import Model, Op
from core.dataset import labels
from core.dataset.store import DatasetStore
from core.workspace import PROJECT

LIVED = (
    "bin",
    "damage",
    "erase",
    "import",
    "kill",
    "label",
    "mark",
    "redo",
    "restart",
    "train",
    "undo",
)


def model_of(store: DatasetStore) -> Model:
    model = Model()
    model.bring_in({each.id: each.label for each in store.pictures()})
    return model


def test_whatever_happens_it_stands_as_the_model_does() -> None:
    command = [sys.executable, "-m", "benchmarks", "faults", "stateful"]
    lived = subprocess.run(
        [*command, "--runs", "20", "--steps", "20"],
        cwd=PROJECT,
        env={key: value for key, value in os.environ.items() if key != "DATABASE_URL"},
        check=True,
        capture_output=True,
        text=True,
        timeout=280,
    )
    figure = json.loads(lived.stdout)
    assert figure["value"] == 0, lived.stderr[-4000:]
    assert {name for name in LIVED if not figure["detail"]["did"].get(name)} == set()


def test_a_label_that_the_model_does_not_know_is_a_difference(filled: DatasetStore) -> None:
    model = model_of(filled)
    stand_the_same(filled, model)
    tell_the_same(filled, model)
    labels.set_label(filled, filled.picture_ids()[:1], "glad")
    with pytest.raises(Difference, match="glad"):
        stand_the_same(filled, model)


def test_a_label_that_was_lost_is_a_difference(filled: DatasetStore) -> None:
    model = model_of(filled)
    model.apply(Op("label", ids=(filled.picture_ids()[0],), value="glad"))
    with pytest.raises(Difference, match="glad"):
        stand_the_same(filled, model)
