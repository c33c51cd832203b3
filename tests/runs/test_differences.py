"""Only settings that differ are told, in plain words."""

from __future__ import annotations

from dataclasses import replace

from core.runs.differences import differing_settings
from core.runs.settings import Augmentation
from core.runs.spec import TrainConfig


def test_settings_that_are_the_same_are_not_told() -> None:
    assert differing_settings([TrainConfig(), TrainConfig()]) == []


def test_each_difference_has_a_value_for_every_training() -> None:
    one = TrainConfig()
    other = replace(
        one,
        architecture="cnn-16-32-16",
        early_stopping=False,
        learning_rate=0.0003,
        augmentation=Augmentation(rotation=10),
    )
    found = dict(differing_settings([one, other, one]))
    assert found["network"][0] == found["network"][2] != found["network"][1]
    assert found["ends when nothing gets better"] == ["yes", "no", "yes"]
    assert found["learning rate"] == ["0.001", "0.0003", "0.001"]
    assert found["rotation"] == ["0", "10", "0"]
    assert len(found) == 4
