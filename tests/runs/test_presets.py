"""Presets hold what their words promise."""

from __future__ import annotations

import pytest

from core.errors import InvalidConfig
from core.runs.networks import ARCHITECTURES
from core.runs.presets import PRESETS, preset_config
from core.runs.spec import TrainConfig

POSSIBLE = [
    (preset, name)
    for preset in PRESETS
    for name, info in ARCHITECTURES.items()
    if info.pretrained or preset != "instant"
]


@pytest.mark.parametrize(("preset", "network"), POSSIBLE)
@pytest.mark.parametrize("photos", [None, 20, 2_000, 50_000])
def test_every_preset_fits_every_network_and_survives_json(
    preset: str, network: str, photos: int | None
) -> None:
    config = preset_config(preset, network, photos, 48)
    assert (config.preset, config.architecture) == (preset, network)
    assert TrainConfig.from_json(config.to_json()) == config


@pytest.mark.parametrize("preset", ["quick", "balanced", "thorough"])
def test_an_effort_is_an_amount_of_time(preset: str) -> None:
    assert preset_config(preset).minutes == PRESETS[preset].minutes


def test_only_a_network_that_has_learned_can_be_instant() -> None:
    with pytest.raises(InvalidConfig, match="face-cnn"):
        preset_config("instant", "cnn-16-32-64")


def test_the_published_recipe_is_the_published_one() -> None:
    config = preset_config("published", "mobilenet-v2-0.35", 300)
    assert (config.optimizer, config.learning_rate, config.epochs) == ("adam", 0.01, 30)
    assert config.early_stopping
    assert config.shares.train == pytest.approx(0.8)


def test_an_unknown_preset_is_refused() -> None:
    with pytest.raises(InvalidConfig, match="thorough"):
        preset_config("magic")


def test_settings_of_runs_made_before_there_were_presets_keep_their_meaning() -> None:
    old = {"architecture": "mobilenet-v2", "image_size": 224, "epochs": 20, "dense_units": 128}
    config = TrainConfig.from_json(old)
    assert config.architecture == "mobilenet-v2-0.35"
    assert (config.fine_tuning, config.schedule, config.minutes) == ("frozen", "constant", 0)
