"""What must hold of the maps of every network that Mien can train, read back from its file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from core.explain import randomisation
from core.explain.cam import Explainer
from core.explain.feature_layer import last_feature_map
from core.explain.logits import LogitModel
from core.explain.method_names import METHODS
from core.explain.methods import default_method
from core.explain.randomisation import model_randomisation
from core.explain.replay import replay
from core.learning.architectures import build
from core.runs.networks import ARCHITECTURES
from core.runs.spec import TrainConfig

SIDE = {"face-cnn": 48, "cnn-16-32-64": 48, "cnn-16-32-16": 48}
AVERAGING = sorted(name for name in ARCHITECTURES if not name.startswith("cnn"))
GRADIENTS = sorted({*METHODS} - {"occlusion", "cam"})


@dataclass
class Stored:
    """Networks with one linear layer on their features, kept and read back when first asked for."""

    folder: Path

    def __post_init__(self) -> None:
        self.network = cache(self._network)
        self.explainer = cache(self._explainer)

    def _network(self, name: str, classes: int = 2) -> Any:
        keras.utils.set_random_seed(7)
        config = TrainConfig(architecture=name, image_size=SIDE.get(name, 64), dense_units=0)
        path = self.folder / f"{name}-{classes}.keras"
        model = build(config, classes)
        teach(model, classes, whole=name in SIDE)
        model.save(path)
        return keras.saving.load_model(path, compile=False)

    def _explainer(self, name: str, method: str, classes: int = 2) -> Explainer:
        return Explainer(self.network(name, classes), method)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Stored:
    return Stored(tmp_path_factory.mktemp("networks"))


def teach(model: Any, classes: int, *, whole: bool) -> None:
    """Teach a network, or its head alone, a little about squares that are bright inside or not."""
    side = model.input_shape[1]
    count = 32 if whole else 12
    pixels = images(model, count).astype(np.float32) / 2
    truth = np.arange(count) % classes
    pixels[:, side // 4 : side // 2, side // 4 : side // 2] += 60 * truth[:, None, None, None]
    learning, seen = model, pixels
    if not whole:  # what is below the head stays as it is: one look is enough
        below = keras.Model(model.inputs, model.layers[-1].input)
        seen = np.asarray(below(pixels, training=False))
        learning = keras.Sequential([keras.Input(seen.shape[1:]), model.layers[-1]])
    binary = classes == 2
    loss = "binary_crossentropy" if binary else "sparse_categorical_crossentropy"
    learning.compile(keras.optimizers.Adam(1e-3), loss, run_eagerly=True)  # no graph for few steps
    learning.fit(seen, truth, batch_size=16, epochs=6 if whole else 2, verbose=0)


def images(model: Any, count: int = 2) -> np.ndarray:
    side = model.input_shape[1]
    coarse = np.random.default_rng(4).integers(0, 256, (count, side // 8, side // 8, 3), np.uint8)
    return coarse.repeat(8, axis=1).repeat(8, axis=2)


def raw(explainer: Explainer, pixels: np.ndarray) -> np.ndarray:
    """Return signed evidence of the last class, one value a cell."""
    return explainer._maps.raw(pixels.astype(np.float32))[2].numpy()[:, -1]


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_cells_add_up_to_the_logit_less_the_bias(stored: Stored, name: str) -> None:
    model = stored.network(name)
    pixels = images(model)
    logits = LogitModel(replay(model))(pixels)[:, 0]
    bias = model.layers[-1].bias.numpy()[0]
    found = raw(stored.explainer(name, "hirescam"), pixels).sum(axis=(1, 2))
    np.testing.assert_allclose(found, logits - bias, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", AVERAGING)
def test_behind_averaging_cam_is_grad_cam_is_hirescam(stored: Stored, name: str) -> None:
    model = stored.network(name)
    pixels = images(model)
    feature = last_feature_map(replay(model)).layer
    seen = keras.Model(model.inputs, model.get_layer(feature.name).output)(
        pixels.astype(np.float32), training=False
    ).numpy()
    published = np.einsum("bhwc,c->bhw", seen, model.layers[-1].kernel.numpy()[:, 0])
    scale = np.abs(published).max()
    explainers = [stored.explainer(name, method) for method in ("cam", "grad-cam", "hirescam")]
    for each in explainers:
        unscaled = raw(each, pixels) * published[0].size
        np.testing.assert_allclose(unscaled / scale, published / scale, atol=1e-5)
    shown = [each.maps(pixels[0]) for each in explainers]
    np.testing.assert_allclose(shown[0], shown[1], atol=1e-5)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_the_two_classes_of_one_unit_are_opposites(stored: Stored, name: str) -> None:
    model = stored.network(name)
    for method in GRADIENTS if name in SIDE else [default_method(model)]:
        explained = stored.explainer(name, method).explain(images(model, 1))
        assert np.abs(explained.evidence).max() > 0
        np.testing.assert_array_equal(explained.evidence[:, 0], -explained.evidence[:, 1])
        assert explained.speaking.min() >= 0


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_maps_change_when_weights_are_drawn_anew(stored: Stored, name: str) -> None:
    model = stored.network(name)
    before = [weight.copy() for weight in model.get_weights()]
    draws = 10 if name in SIDE else 4
    found = model_randomisation(model, images(model, 4), draws=draws)
    assert found["spearman"] < 0.3
    assert found["passed"]
    for one, other in zip(before, model.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_layercam_shows_edges_whatever_was_learned(stored: Stored) -> None:
    """Why it is not taken where the last map is coarse."""
    model = stored.network("mobilenet-v2-0.35")
    assert not model_randomisation(model, images(model, 4), "layercam", draws=4)["passed"]


def test_maps_of_a_network_with_its_own_weights_do_not_pass(
    stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = stored.network("face-cnn")
    own = model.get_weights()
    monkeypatch.setattr(randomisation, "redraw", lambda copy, _: copy.set_weights(own))
    found = model_randomisation(model, images(model), draws=1)
    assert found["spearman"] == pytest.approx(1)
    assert not found["passed"]


@pytest.mark.parametrize("name", SIDE)
@pytest.mark.parametrize("method", [*GRADIENTS, "occlusion"])
def test_three_classes_have_a_map_each_by_every_method(
    stored: Stored, name: str, method: str
) -> None:
    model = stored.network(name, 3)
    explained = stored.explainer(name, method, 3).explain(images(model, 1))
    assert explained.speaking.shape[:2] == explained.evidence.shape[:2] == (1, 3)
    assert explained.speaking.shape[2:] == explained.evidence.shape[2:]
    expected = model(images(model, 1).astype(np.float32), training=False)
    np.testing.assert_allclose(explained.probabilities, expected, atol=1e-5)


@pytest.mark.parametrize(
    ("name", "side", "method"),
    [
        ("face-cnn", 48, "grad-cam"),
        ("face-cnn", 24, "hirescam-finer"),
        ("cnn-16-32-64", 48, "hirescam"),
        ("cnn-16-32-64", 24, "hirescam-finer"),
        ("mobilenet-v2-0.35", 128, "grad-cam"),
        ("mobilenet-v2-0.35", 96, "hirescam-finer"),
    ],
)
def test_the_head_decides_on_the_method(name: str, side: int, method: str) -> None:
    model = build(TrainConfig(architecture=name, image_size=side, dense_units=8), 2)
    assert default_method(model) == Explainer(model).method == method
    assert min(Explainer(model).maps(images(model, 1)[0]).shape[1:]) >= 7


@pytest.mark.parametrize(("name", "units"), [("cnn-16-32-64", 0), ("face-cnn", 8)])
def test_plain_cam_refuses_any_other_head(name: str, units: int) -> None:
    model = build(TrainConfig(architecture=name, image_size=48, dense_units=units), 2)
    with pytest.raises(ValueError, match="one dense layer"):
        Explainer(model, "cam")


def test_a_method_that_does_not_exist_is_refused(stored: Stored) -> None:
    with pytest.raises(ValueError, match="'jet'; expected one of grad-cam"):
        Explainer(stored.network("face-cnn"), "jet")
