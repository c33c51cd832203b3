"""Settings refuse what cannot be, and survive JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidConfig
from core.runs.presets import default_config
from core.runs.spec import ARCHITECTURES, Augmentation, SplitShares, TrainConfig

IMPOSSIBLE = [
    {"architecture": "vgg"},
    {"optimizer": "magic"},
    {"image_size": 8},
    {"image_size": 5000},
    {"image_size": 64.5},
    {"epochs": 0},
    {"from_scratch": "no"},
    {"progressive_resizing": 1},
    {"progressive_resizing": True, "architecture": "face-cnn"},
    {"mirrored_prediction": 1},
    {"batch_size": 0},
    {"batch_size": "32"},
    {"learning_rate": 0.0},
    {"learning_rate": float("nan")},
    {"learning_rate": float("inf")},
    {"dense_units": -1},
    {"dropout": 1.0},
    {"patience": 0},
    {"seed": -1},
    {"seed": 10**400},
    {"learning_rate": "fast"},
]

fractions = st.floats(0, 0.5)
augmentations = st.builds(
    Augmentation,
    rotation=st.floats(0, 180),
    zoom=fractions,
    horizontal_flip=st.booleans(),
    shift=fractions,
    brightness=fractions,
)
configs = st.builds(
    TrainConfig,
    architecture=st.sampled_from(list(ARCHITECTURES)),
    image_size=st.integers(32, 512),
    epochs=st.integers(1, 1000),
    learning_rate=st.floats(1e-9, 10),
    augmentation=augmentations,
    seed=st.integers(0, 2**31 - 1),
)


@pytest.mark.parametrize("wrong", IMPOSSIBLE, ids=str)
def test_an_impossible_setting_is_refused_with_a_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(InvalidConfig) as caught:
        replace(default_config(), **wrong)
    assert caught.value.came.endswith(".")
    assert caught.value.expected.endswith(".")


@given(config=configs)
def test_settings_survive_json(config: TrainConfig) -> None:
    text = json.dumps(config.to_json())
    assert TrainConfig.from_json(json.loads(text)) == config


def test_settings_left_out_of_json_take_their_defaults() -> None:
    config = TrainConfig.from_json({"epochs": 3, "augmentation": {"zoom": 0.2}})
    assert config == TrainConfig(epochs=3, augmentation=Augmentation(zoom=0.2))


def test_a_setting_nobody_knows_is_refused() -> None:
    with pytest.raises(InvalidConfig, match="warp"):
        TrainConfig.from_json({"warp": 9})


@pytest.mark.parametrize("strength", [-0.1, 0.91, float("nan")])
def test_an_augmentation_out_of_range_is_refused(strength: float) -> None:
    with pytest.raises(InvalidConfig):
        Augmentation(zoom=strength)


def test_shares_must_add_up() -> None:
    with pytest.raises(InvalidConfig, match="110%"):
        SplitShares(train=0.8, validation=0.15, test=0.15)


def test_a_test_set_may_be_left_out_but_validation_may_not() -> None:
    assert SplitShares(train=0.8, validation=0.2, test=0.0).test == 0
    with pytest.raises(InvalidConfig):
        SplitShares(train=1.0, validation=0.0, test=0.0)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_each_network_has_defaults_at_the_size_it_was_made_for(name: str) -> None:
    config = default_config(name)
    assert config.architecture == name
    assert config.image_size == ARCHITECTURES[name].image_size


def test_small_photos_are_not_blown_up_for_a_network_that_starts_from_nothing() -> None:
    assert default_config("cnn-16-32-64", native_size=48).image_size == 48
    assert default_config("cnn-16-32-64", native_size=10).image_size == 24
    assert default_config("mobilenet-v2-0.35", native_size=48).image_size == 224


def test_thousands_of_photos_take_larger_batches_and_fewer_epochs() -> None:
    few, many = default_config(photos=300), default_config(photos=12_000)
    assert many.batch_size > few.batch_size
    assert many.epochs <= 12 < few.epochs


def test_defaults_for_an_unknown_network_are_refused() -> None:
    with pytest.raises(InvalidConfig, match=r"mobilenet-v2-0\.35"):
        default_config("resnet")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"seed": 2**31}, "2147483648. It must lie between 0 and 2147483647."),
        ({"dropout": 0.9000001}, "0.9000001. It must lie between 0 and 0.9."),
        ({"epochs": 10**60}, "is 100000000000000000000000..."),
    ],
)
def test_a_refusal_shows_every_digit_that_matters(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidConfig) as refusal:
        TrainConfig(**wrong)
    assert said in str(refusal.value)
