"""Networks that learned elsewhere: what they bring along stays, what is new is learned."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import keras
import numpy as np
import pytest

from core.evaluation.report import load_report
from core.learning.features import features, views
from core.learning.preparing import prepare_pixels
from core.learning.stopping import Diverged
from core.learning.training import train
from core.runs.events import EventWriter, read_events
from core.runs.presets import preset_config
from core.runs.run_directory import RunDirectory
from core.runs.settings import Augmentation
from core.runs.state import RunState
from core.starter_model import starter_weights
from tests.learning.conftest import MakeRun

FACE = {"architecture": "face-cnn", "image_size": 24, "dense_units": 0, "learning_rate": 1e-3}
EVERYDAY = {"architecture": "mobilenet-v2-0.35", "image_size": 32, "learning_rate": 3e-3}


def trained(run: RunDirectory) -> RunState:
    with EventWriter(run.events) as diary:
        train(run, diary, prepare_pixels(run, diary))
    return run.state()


def weights(model: keras.Model, layer: str) -> list[np.ndarray]:
    found: list[np.ndarray] = model.get_layer(layer).get_weights()
    return found


def test_the_exact_head_is_one_round_and_touches_nothing_below(make_run: MakeRun) -> None:
    run = make_run(**FACE, fine_tuning="exact", feature_views=2, mirrored_prediction=True)
    state = trained(run)
    assert (state.status, len(state.history), state.best_epoch) == ("finished", 1, 1)
    starter = keras.saving.load_model(starter_weights())
    kept = keras.saving.load_model(run.model)
    for layer in ("conv_1a", "normal_1b", "conv_4"):
        assert all(map(np.array_equal, weights(starter, layer), weights(kept, layer)))
    assert load_report(run.report)["test"]["accuracy"] > 0.6


def test_the_figures_of_the_exact_head_are_those_of_the_saved_network(make_run: MakeRun) -> None:
    run = make_run(**FACE, fine_tuning="exact", mirrored_prediction=True)
    record = trained(run).history[0]
    report = load_report(run.report)["validation"]
    assert report["accuracy"] == pytest.approx(record.val_accuracy)
    assert report["loss"] == pytest.approx(record.val_loss, rel=0.2)


def test_fine_tuning_goes_on_from_the_solved_head(make_run: MakeRun) -> None:
    run = make_run(**FACE, fine_tuning="whole", epochs=3)
    state = trained(run)
    assert [record.epoch for record in state.history] == [1, 2, 3]
    starter = keras.saving.load_model(starter_weights())
    kept = keras.saving.load_model(run.model)
    grey = map(np.array_equal, weights(starter, "grey"), weights(kept, "grey"))
    assert all(grey)
    if state.best_epoch != 1:
        assert not np.array_equal(weights(starter, "conv_4")[0], weights(kept, "conv_4")[0])


def test_from_scratch_brings_nothing_along(make_run: MakeRun) -> None:
    run = make_run(**FACE, from_scratch=True, epochs=1)
    assert len(trained(run).history) == 1
    starter = keras.saving.load_model(starter_weights())
    kept = keras.saving.load_model(run.model)
    assert not np.allclose(weights(starter, "conv_1a")[0], weights(kept, "conv_1a")[0], atol=0.02)


@pytest.fixture
def _imagenet(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KERAS_HOME", str(shared / "weights" / "keras"))


@pytest.mark.usefixtures("_imagenet")
def test_a_frozen_backbone_looks_once_and_its_head_learns(make_run: MakeRun) -> None:
    run = make_run(
        **EVERYDAY, fine_tuning="frozen", epochs=15, augmentation=Augmentation(horizontal_flip=True)
    )
    state = trained(run)
    assert len(state.history) == 15
    assert load_report(run.report)["test"]["accuracy"] == 1.0
    looks = [event for event in read_events(run.events)[0] if event["event"] == "preparing"]
    assert max(event["total"] for event in looks if event.get("done")) == 4 * 24 + 8


@pytest.mark.usefixtures("_imagenet")
def test_instant_is_one_look_also_for_everyday_networks(make_run: MakeRun) -> None:
    config = replace(preset_config("instant", "mobilenet-v2-0.35"), image_size=32)
    run = make_run(**{name: getattr(config, name) for name in config.__dataclass_fields__})
    state = trained(run)
    assert (len(state.history), state.best_epoch) == (1, 1)
    assert load_report(run.report)["test"]["accuracy"] == 1.0


@pytest.mark.usefixtures("_imagenet")
@pytest.mark.parametrize(("kind", "rounds"), [("two-stage", 4), ("partial", 4)])
def test_the_upper_part_learns_and_the_lower_does_not(
    make_run: MakeRun, kind: str, rounds: int
) -> None:
    run = make_run(**EVERYDAY, fine_tuning=kind, epochs=rounds)
    state = trained(run)
    assert [record.epoch for record in state.history] == list(range(1, rounds + 1))
    frozen = make_run(**EVERYDAY, fine_tuning="frozen", epochs=1)
    trained(frozen)
    moved, still = (keras.saving.load_model(each.model) for each in (run, frozen))
    lower = "block_3_expand"
    assert all(map(np.array_equal, weights(moved, lower), weights(still, lower)))
    assert state.best_epoch is not None
    if state.best_epoch > rounds // 2:
        upper = "block_16_project"
        assert not np.array_equal(weights(moved, upper)[0], weights(still, upper)[0])


def test_weight_averaging_keeps_the_average(make_run: MakeRun) -> None:
    settings = {"epochs": 10, "learning_rate": 0.003, "early_stopping": False}
    averaged = make_run(**settings, weight_averaging=0.9)
    plain = make_run(**settings)
    for run in (averaged, plain):
        state = trained(run)
        assert state.best is not None
        kept = load_report(run.report)["validation"]
        assert kept["accuracy"] == pytest.approx(state.best.val_accuracy)
    ours, theirs = (keras.saving.load_model(run.model) for run in (averaged, plain))
    assert not np.allclose(weights(ours, "hidden")[0], weights(theirs, "hidden")[0])


def test_smoothed_labels_leave_the_figures_as_they_are(make_run: MakeRun) -> None:
    run = make_run(epochs=12, learning_rate=3e-3, label_smoothing=0.2)
    state = trained(run)
    assert state.best is not None
    kept = load_report(run.report)["validation"]
    assert kept["loss"] == pytest.approx(state.best.val_loss, abs=1e-4)
    assert kept["loss"] < 0.3  # the smoothed loss itself cannot fall below 0.325


def test_a_mirrored_answer_is_the_same_for_photo_and_mirror_image(make_run: MakeRun) -> None:
    from core.learning.predictor import Predictor

    run = make_run(epochs=1, mirrored_prediction=True)
    trained(run)
    pixels = np.random.default_rng(0).integers(0, 256, (3, 24, 24, 3), np.uint8)
    predictor = Predictor.load(run)
    assert np.allclose(
        predictor.probabilities(pixels), predictor.probabilities(pixels[:, :, ::-1]), atol=1e-6
    )


def test_numbers_of_sixteen_bits_leave_a_network_of_thirty_two(make_run: MakeRun) -> None:
    run = make_run(epochs=2, precision="bfloat16")
    trained(run)
    kept = keras.saving.load_model(run.model)
    assert {layer.compute_dtype for layer in kept.layers} == {"float32"}
    assert keras.config.dtype_policy().name == "float32"


def test_three_classes_learn_with_smoothed_labels(make_run: MakeRun) -> None:
    run = make_run(("dark", "middle", "light"), epochs=15, label_smoothing=0.1, learning_rate=3e-3)
    trained(run)
    assert load_report(run.report)["test"]["accuracy"] > 0.6


def test_minutes_cut_the_rounds_and_say_so(make_run: MakeRun) -> None:
    run = make_run(epochs=1000, minutes=0.03)
    state = trained(run)
    assert state.status == "finished"
    assert 0 < len(state.history) < 1000
    notes = [event["message"] for event in read_events(run.events)[0] if event["event"] == "note"]
    assert any("slow or busy just now" in note and "to keep to" in note for note in notes)


def test_views_differ_by_seed_and_mirrored_features_do_not_see_the_side() -> None:
    model = keras.saving.load_model(starter_weights())
    pixels = np.random.default_rng(0).integers(0, 256, (3, 48, 48, 3), np.uint8)
    rows = np.arange(3)
    changes = Augmentation(rotation=20)
    first, again, other = (
        views(model, pixels, rows, augmentation=changes, count=2, seed=seed) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert np.array_equal(first[0], other[0])
    assert not np.allclose(first[1], other[1])
    mirrored = np.ascontiguousarray(pixels[:, :, ::-1])
    assert np.allclose(features(model, pixels, rows), features(model, mirrored, rows), atol=1e-5)


@pytest.mark.usefixtures("_imagenet")
@pytest.mark.parametrize("kind", ["two-stage", "partial"])
def test_one_round_is_one_round(make_run: MakeRun, kind: str) -> None:
    run = make_run(**EVERYDAY, fine_tuning=kind, epochs=1)
    assert len(trained(run).history) == 1
    assert run.finished


@pytest.mark.usefixtures("_imagenet")
def test_the_advice_names_the_setting_and_not_the_part_of_it_that_was_used(
    make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.learning.callbacks._HOPELESS", 0.0)
    run = make_run(**EVERYDAY, fine_tuning="partial")
    with pytest.raises(Diverged, match=r"rate of 0\.003 .* such as 0\.0003\."):
        trained(run)


def test_a_second_instant_on_the_same_photos_looks_at_none_again(make_run: MakeRun) -> None:
    settings = {**FACE, "image_size": 48, "fine_tuning": "exact", "mirrored_prediction": True}
    first, second = make_run(**settings), make_run(**settings)
    states = [trained(run) for run in (first, second)]
    looks = [
        [e for e in read_events(run.events)[0] if "Looking" in e.get("message", "")]
        for run in (first, second)
    ]
    assert (bool(looks[0]), looks[1]) == (True, [])
    known, fresh = (replace(state.history[0], seconds=0) for state in states)
    assert known == fresh
    report, again = (load_report(run.report)["validation"] for run in (first, second))
    assert report["loss"] == pytest.approx(again["loss"])
    assert states[0].best is not None
    assert report["loss"] == pytest.approx(states[0].best.val_loss, abs=1e-4)
