"""From options to the settings of a training, and what is told of it."""

from __future__ import annotations

import inspect
from dataclasses import fields
from pathlib import Path

import pytest

from core.commands import train
from core.errors import InvalidConfig
from core.runs.settings import Augmentation, SplitShares
from core.runs.spec import TrainConfig, default_config
from tests.commands.conftest import Ask

DEFAULT = default_config()


def test_every_setting_has_an_option() -> None:
    options = set(inspect.signature(train.run).parameters)
    settings = {field.name for cls in (TrainConfig, Augmentation) for field in fields(cls)}
    assert settings - options == {"augmentation", "shares", "horizontal_flip"}
    assert {"flip", "train_share", "validation_share", "test_share"} <= options


def test_nothing_chosen_changes_nothing() -> None:
    assert train.configured(DEFAULT, {"epochs": None, "flip": None}) == DEFAULT


def test_what_is_chosen_is_taken() -> None:
    chosen = {"epochs": 3, "early_stopping": False, "rotation": 45.0, "flip": False}
    config = train.configured(DEFAULT, chosen)
    assert (config.epochs, config.early_stopping) == (3, False)
    assert (config.augmentation.rotation, config.augmentation.horizontal_flip) == (45.0, False)
    assert config.augmentation.zoom == DEFAULT.augmentation.zoom


@pytest.mark.parametrize(
    ("chosen", "shares"),
    [
        ({"test_share": 0.0}, SplitShares(0.7 / 0.85, 0.15 / 0.85, 0.0)),
        ({"train_share": 0.5}, SplitShares(0.5, 0.25, 0.25)),
        (
            {"train_share": 0.8, "validation_share": 0.1, "test_share": 0.1},
            SplitShares(0.8, 0.1, 0.1),
        ),
    ],
)
def test_shares_left_out_take_the_rest(chosen: dict[str, float], shares: SplitShares) -> None:
    found = train.configured(DEFAULT, chosen).shares
    assert [found.train, found.validation, found.test] == pytest.approx(
        [shares.train, shares.validation, shares.test]
    )


def test_shares_beyond_the_whole_are_refused() -> None:
    with pytest.raises(InvalidConfig):
        train.configured(DEFAULT, {"train_share": 0.9, "validation_share": 0.5})


def test_a_training_that_cannot_start_says_why(tmp_path: Path, ask: Ask) -> None:
    said = ask(tmp_path, "train")
    assert said.status == 1
    assert "photos" in said.document["error"]


def test_a_followed_training_tells_how_it_went(trained: Path, ask: Ask) -> None:
    (document,) = ask(trained, "runs").document
    assert document["status"] == "finished"
    assert document["architecture"] == "cnn-16-32-64"
    assert document["epochs_run"] == 2
    assert document["best_epoch"] in (1, 2)
    assert document["validation"].keys() == document["test"].keys() == {"accuracy", "loss", "n"}
    assert document["train_seconds"] > 0
