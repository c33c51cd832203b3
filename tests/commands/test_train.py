"""From options to the settings of a training, and what is told of it."""

from __future__ import annotations

import inspect
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import pytest

from core.commands import train
from core.commands.train_options import OTHERS
from core.dataset.framing import WHOLE
from core.dataset.store import DatasetStore
from core.errors import InvalidConfig
from core.runs.networks import ARCHITECTURES
from core.runs.presets import default_config
from core.runs.run_directory import RunDirectory, list_runs
from core.runs.settings import Augmentation, SplitShares
from core.runs.spec import TrainConfig
from core.workspace import PROJECT, Workspace
from tests.commands.conftest import Ask

DEFAULT = default_config()


def test_every_setting_has_an_option() -> None:
    options = set(inspect.signature(train.run).parameters)
    settings = {field.name for cls in (TrainConfig, Augmentation) for field in fields(cls)}
    assert settings - options - set(OTHERS) == {"augmentation", "shares", "horizontal_flip"}
    assert set(OTHERS) <= settings
    assert {"flip", "train_share", "validation_share", "test_share"} <= options


def test_nothing_chosen_changes_nothing() -> None:
    assert train.configured(DEFAULT, {"epochs": None, "flip": None}) == DEFAULT


def test_the_rarer_settings_are_given_by_name() -> None:
    pairs = ["label_smoothing=0.1", "from-scratch=true", "schedule=cosine"]
    config = train.configured(DEFAULT, train.other_settings(pairs))
    assert (config.label_smoothing, config.from_scratch, config.schedule) == (0.1, True, "cosine")


@pytest.mark.parametrize("pair", ["magic=1", "schedule", "epochs=3", "cutout=null"])
def test_a_setting_that_is_none_is_refused(pair: str) -> None:
    with pytest.raises(InvalidConfig):
        train.other_settings([pair])


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


def test_every_option_reaches_the_training(trained: Path) -> None:
    run = next(run for run in list_runs(Workspace(trained)) if run.name == "Tuned")
    assert run.config == TrainConfig(
        architecture="cnn-16-32-64",
        image_size=24,
        epochs=2,
        batch_size=7,
        optimizer="sgd",
        learning_rate=0.02,
        dense_units=8,
        dropout=0.1,
        early_stopping=False,
        patience=9,
        class_weights=False,
        augmentation=Augmentation(3.0, 0.04, False, 0.05, 0.06),
        shares=SplitShares(0.6, 0.25, 0.15),
        seed=5,
        label_smoothing=0.05,
    )


def test_a_followed_training_tells_how_it_went(trained: Path, ask: Ask) -> None:
    document = ask(trained, "runs").document[-1]
    assert document["status"] == "finished"
    assert document["architecture"] == "cnn-16-32-64"
    assert document["epochs_run"] == 2
    assert document["best_epoch"] in (1, 2)
    assert document["validation"].keys() == document["test"].keys()
    assert document["test"].keys() == {"accuracy", "interval", "loss", "n"}
    assert document["train_seconds"] > 0


def test_several_seeds_end_in_a_mean_and_a_spread(filled: Path, ask: Ask) -> None:
    options = ["--image-size", "24", "--epochs", "1", "--seed", "3", "--seeds", "2", "--follow"]
    document = ask(filled, "train", *options).document
    (again,) = document["repeats"]
    accuracies = [document["test"]["accuracy"], again["test"]["accuracy"]]
    assert document["spread"]["mean"] == pytest.approx(sum(accuracies) / 2)
    assert (document["spread"]["trainings"], document["spread"]["split"]) == (2, "test")
    seeds = [
        RunDirectory.open(Workspace(filled), each["run_id"]).config.seed
        for each in (document, again)
    ]
    assert seeds == [3, 4]


@pytest.mark.parametrize("seeds", ["0", "11"])
def test_an_impossible_number_of_seeds_starts_nothing(filled: Path, ask: Ask, seeds: str) -> None:
    before = len(list_runs(Workspace(filled)))
    assert ask(filled, "train", "--seeds", seeds).status == 1
    assert len(list_runs(Workspace(filled))) == before


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C cannot be sent to one process there")
def test_ctrl_c_stops_a_followed_training_and_keeps_the_best(filled: Path) -> None:
    options = ["--image-size", "24", "--epochs", "1000", "--no-early-stopping", "--follow"]
    before = {run.run_id for run in list_runs(Workspace(filled))}
    with subprocess.Popen(
        [sys.executable, "-m", "core", "train", *options, "--workspace", str(filled), "--json"],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        run = wait_for_an_epoch(filled, before)
        process.send_signal(signal.SIGINT)
        document = json.loads(process.communicate(timeout=120)[0])
    assert (process.returncode, document["status"]) == (0, "stopped")
    assert document["run_id"] == run.run_id
    assert 0 < document["epochs_run"] < 1000
    assert run.finished


def wait_for_an_epoch(root: Path, before: set[str]) -> RunDirectory:
    """Return the new run as soon as it has finished a round."""
    for _ in range(600):
        new = [run for run in list_runs(Workspace(root)) if run.run_id not in before]
        if new and new[0].state().history:
            return new[0]
        time.sleep(0.2)
    pytest.fail("no training began")


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (["--test-share", "-1"], "share of photos for the final test is -1.0"),
        (["--train-share", "0.9", "--validation-share", "0.3"], "add up to 120%"),
        (["--seeds", "2", "--seed", "2147483647"], "seed is 2147483648"),
        (["--seeds", "11"], "number of trainings is 11"),
    ],
)
def test_what_cannot_be_is_said_before_anything_starts(
    filled: Path, ask: Ask, chosen: list[str], said: str
) -> None:
    before = len(list_runs(Workspace(filled)))
    answer = ask(filled, "train", *chosen)
    assert (answer.status, len(list_runs(Workspace(filled)))) == (1, before)
    assert said in answer.err


def test_instant_takes_a_network_that_can_be_instant(filled: Path) -> None:
    with DatasetStore.open(Workspace(filled)) as store:
        config = train.defaults_for(store, Workspace(filled), "instant", None, WHOLE)
    assert ARCHITECTURES[config.architecture].pretrained
