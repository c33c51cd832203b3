"""A planted shortcut is found, whatever it looks like; without one nothing is flagged."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import keras
import numpy as np
import pytest

from core.evaluation.metrics import wilson_interval
from core.explain.cam import Explainer
from core.explain.places import box_mask
from core.explain.shortcut import find_shortcut
from core.explain.shortcut_wording import looks_there, shortcut_sentence
from core.explain.windows import Window, border_windows
from core.learning.architectures import build
from core.runs.spec import TrainConfig

SIDE = 48
CLASSES = ("happy", "sad")
TRAINED = 320
IDS = [f"photo-{number}" for number in range(80)]


def faces(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return noisy ovals whose mouths are light (class 0) or dark (class 1), some hardly so."""
    random = np.random.default_rng(seed)
    labels = random.integers(0, 2, TRAINED + len(IDS))
    coarse = random.integers(40, 150, (len(labels), 6, 6, 1))
    pixels = coarse.repeat(8, axis=1).repeat(8, axis=2).repeat(3, axis=3).astype(float)
    strength = random.uniform(0, 50, len(labels)) * np.where(labels == 1, -1, 1)
    pixels[:, 32:38, 15:33] = 120 + strength[:, None, None, None]
    pixels += random.normal(0, 12, pixels.shape)
    return pixels.clip(0, 255).astype(np.uint8), labels


def trained(pixels: np.ndarray, labels: np.ndarray, seed: int) -> Any:
    keras.utils.set_random_seed(seed)
    config = TrainConfig(architecture="cnn-16-32-16", image_size=SIDE, dense_units=16)
    model = build(config, 2)
    model.compile(keras.optimizers.Adam(3e-3), "binary_crossentropy")
    model.fit(pixels[:TRAINED].astype(np.float32), labels[:TRAINED], epochs=10, verbose=0)
    return model


@dataclass(frozen=True)
class Patch:
    """What is planted in every photo of class 1: rows and columns from, to; and the colour."""

    rows: tuple[int, int]
    columns: tuple[int, int]
    colour: tuple[int, int, int]


LARGE = Patch((0, 12), (0, 12), (250, 240, 40))
PLANTED = {
    "top right corner": Patch((0, 6), (42, 48), (255, 250, 80)),
    "top left corner": LARGE,
    "bottom right corner": Patch((39, 48), (39, 48), (255, 255, 255)),
    "left edge": Patch((20, 28), (0, 8), (0, 0, 0)),
    "top edge": Patch((0, 6), (0, 48), (30, 60, 230)),
}


@cache
def learned(seed: int, patch: Patch | None) -> tuple[Any, np.ndarray, np.ndarray]:
    """Return a network, the photos of which it learned the first, and their labels."""
    pixels, labels = faces(seed)
    if patch is not None:
        marked = pixels[labels == 1]
        marked[:, slice(*patch.rows), slice(*patch.columns)] = patch.colour
        pixels[labels == 1] = marked
    return trained(pixels, labels, seed), pixels, labels


def verdict(seed: int, patch: Patch | None) -> Any:
    model, pixels, labels = learned(seed, patch)
    tested, right = pixels[TRAINED:], labels[TRAINED:]
    return find_shortcut(model, tested, right, IDS, CLASSES, faces=True)


@pytest.mark.parametrize("place", PLANTED)
def test_a_planted_patch_is_flagged(place: str) -> None:
    found = verdict(1, PLANTED[place])
    assert json.loads(json.dumps(found)) == found
    assert found["flagged"]
    shortcut = found["shortcut"]
    assert shortcut["place"] == place
    assert shortcut["class"] == "sad"
    assert shortcut["covered"] < 0.7 * shortcut["before"]
    assert shortcut["evidence"] > shortcut["area"]
    assert found["sentence"].startswith(f"Careful: for 'sad' it leans on the {place}")


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_without_a_patch_nothing_is_flagged(seed: int) -> None:
    found = verdict(seed, None)
    assert not found["flagged"]
    assert found["shortcut"] is None
    assert found["sentence"] == f"It looks at the face in {found['inside']} of 80 photos."
    assert len(found["elsewhere"]) == 80 - found["inside"]
    assert {*found["elsewhere"]} <= {*IDS}


def test_a_class_known_no_better_than_by_chance_is_leaned_on_nowhere() -> None:
    pixels, _ = faces(3)
    marked = np.random.default_rng(3).integers(0, 2, len(pixels))
    pixels[marked == 1, :8, :8] = (255, 250, 80)
    model = trained(pixels, marked, 3)
    unrelated = np.arange(len(IDS)) % 2
    assert not find_shortcut(model, pixels[TRAINED:], unrelated, IDS, CLASSES)["flagged"]
    assert find_shortcut(model, pixels[TRAINED:], marked[TRAINED:], IDS, CLASSES)["flagged"]


def test_too_few_photos_prove_nothing_and_that_is_said() -> None:
    model, pixels, labels = learned(1, LARGE)
    sad, happy = np.flatnonzero(labels == 1), np.flatnonzero(labels == 0)
    few, enough = (np.concatenate([happy[-20:], sad[-count:]]) for count in (9, 40))
    found, flagged = (
        find_shortcut(model, pixels[some], labels[some], [str(n) for n in some], CLASSES)
        for some in (few, enough)
    )
    assert not found["flagged"]
    assert found["untested"] == ["sad"]
    assert "middle of the photo" in found["sentence"]
    assert found["sentence"].endswith("Too few photos of 'sad' to look for shortcuts there.")
    assert flagged["flagged"]
    assert flagged["untested"] == []


def test_photos_in_which_nothing_speaks_for_the_answer_are_left_out() -> None:
    pixels, labels = faces(1)
    model = build(TrainConfig(architecture="cnn-16-32-16", image_size=SIDE, dense_units=4), 2)
    explained = Explainer(model).explain(pixels[:20])
    silent = replace(explained, speaking=0 * explained.speaking, evidence=0 * explained.evidence)
    silent.speaking[:4, :, :, :] = 1
    found = find_shortcut(
        model, pixels[:20], labels[:20], IDS[:20], CLASSES, explained=silent, faces=True
    )
    assert (found["n"], len(found["elsewhere"]) + found["inside"]) == (4, 4)
    assert {*found["elsewhere"]} <= {*IDS[:4]}


@pytest.mark.parametrize(("inside", "clear"), [(12, False), (52, False), (90, True)])
def test_only_a_clear_majority_is_well(inside: int, clear: bool) -> None:
    interval = list(wilson_interval(inside, 100))
    found = {"shortcut": None, "inside": inside, "n": 100, "interval": interval, "untested": []}
    assert looks_there(found) is clear
    assert not looks_there(found | {"shortcut": {"class": "sad"}})
    assert not looks_there(found | {"interval": None})


def test_windows_lie_along_the_border_and_outside_the_face() -> None:
    windows = border_windows(SIDE)
    words = {window.in_words() for window in windows}
    assert {"top right corner", "left edge", "top edge", "bottom left corner"} <= words
    assert all(window.missing(SIDE).any() for window in windows)
    half = border_windows(SIDE, box_mask((0, 0, 0.5, 1), SIDE))
    assert all(window.box[2] > 0.5 for window in half)


def test_windows_that_share_an_edge_alone_do_not_overlap() -> None:
    one = Window((0.0, 0.0, 0.25, 0.25))
    assert not one.overlaps(Window((0.25, 0.0, 0.5, 0.25)))
    assert one.overlaps(Window((0.2, 0.0, 0.45, 0.25)))
    assert one.size == Window((0.5, 0.0, 0.75, 0.25)).size


def test_the_warning_says_what_covering_costs() -> None:
    shortcut = {
        "class": "sad",
        "place": "top right corner",
        "tested": 100,
        "before": 98,
        "covered": 52,
    }
    found = {"shortcut": shortcut, "inside": 20, "n": 200}
    assert shortcut_sentence(found, faces=True) == (
        "Careful: for 'sad' it leans on the top right corner of the photo; with that corner "
        "covered it gets 52 of 100 photos right instead of 98."
    )
