"""The rivals of a network are fitted fairly, and only once."""

from __future__ import annotations

import numpy as np
import pytest

from core.files import read_json, write_json
from core.learning.baseline import hog_features, rivals
from core.learning.input_pipeline import Pictures
from core.learning.preparing import prepare_pixels
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory
from core.workspace import Workspace

SIZE = 32


def striped(number: int, seed: int, uneven: int = 0) -> Pictures:
    """Return photos with upright stripes (class 0) or level ones, in any brightness and noise."""
    lots = np.random.default_rng(seed)
    labels = np.concatenate([np.arange(number) % 2, np.zeros(uneven, np.int64)]).astype(np.int64)
    pixels = np.empty((len(labels), SIZE, SIZE, 3), np.uint8)
    for row, label in enumerate(labels):
        wave = lots.uniform(30, 60) * np.sin(np.arange(SIZE) / 2 + lots.uniform(0, 6))
        stripes = np.tile(wave, (SIZE, 1)) if label == 0 else np.tile(wave[:, None], (1, SIZE))
        noise = lots.normal(lots.uniform(80, 170), 12, (SIZE, SIZE))
        pixels[row] = (stripes + noise).clip(0, 255).astype(np.uint8)[..., None]
    ids = [f"{seed}-{row}" for row in range(len(labels))]
    return Pictures(ids=ids, rows=np.arange(len(labels)), labels=labels, pixels=pixels)


def test_directions_are_told_apart_and_the_bigger_class_is_counted(workspace: Workspace) -> None:
    empty = striped(0, 3)
    splits = {"train": striped(60, 1, uneven=10), "validation": striped(40, 2), "test": empty}
    found = rivals(workspace, splits)
    assert [*found] == ["validation"]
    assert found["validation"]["hog_svm"]["accuracy"] > 0.95
    assert found["validation"]["hog_svm"]["learned_from"] == 70
    said = np.array(found["validation"]["hog_svm"]["answers"])
    right = (said == splits["validation"].labels).mean()
    assert right == found["validation"]["hog_svm"]["accuracy"]
    always = found["validation"]["bigger_class"]
    assert (always["class_index"], always["accuracy"], always["n"]) == (0, 0.5, 40)
    assert always["interval"][0] < 0.5 < always["interval"][1]


def test_what_was_fitted_is_remembered_for_the_same_photos_only(workspace: Workspace) -> None:
    splits = {"train": striped(20, 1), "validation": striped(10, 2), "test": striped(0, 3)}
    rivals(workspace, splits)
    (kept,) = workspace.cache.glob("rivals-*.json")
    changed = read_json(kept)
    changed["validation"]["hog_svm"]["accuracy"] = 0.123
    write_json(kept, changed)
    assert rivals(workspace, splits)["validation"]["hog_svm"]["accuracy"] == 0.123
    splits["train"].labels[:2] = 1 - splits["train"].labels[:2]
    assert rivals(workspace, splits)["validation"]["hog_svm"]["accuracy"] != 0.123
    assert len(list(workspace.cache.glob("rivals-*.json"))) == 2


def test_features_have_nine_directions_in_overlapping_blocks() -> None:
    greys = np.random.default_rng(0).integers(0, 256, (2, 48, 48), dtype=np.uint8)
    features = hog_features(greys)
    assert features.shape == (2, 36 * 5 * 5)
    assert np.isfinite(features).all()
    assert not np.array_equal(features[0], features[1])


@pytest.mark.parametrize("most", [4, 7])
def test_a_huge_set_is_drawn_from_class_by_class(
    most: int, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.learning.baseline.MOST", most)
    splits = {"train": striped(30, 1), "validation": striped(10, 2), "test": striped(0, 3)}
    learned_from = rivals(workspace, splits)["validation"]["hog_svm"]["learned_from"]
    assert abs(learned_from - most) <= 1


def test_pictures_of_a_run_are_answered_by_the_rivals(make_run) -> None:  # noqa: ANN001
    run: RunDirectory = make_run()
    with EventWriter(run.events) as diary:
        cache = prepare_pixels(run, diary)
    splits = {
        name: Pictures.of_split(run.pictures, name, cache)
        for name in ("train", "validation", "test")
    }
    found = rivals(run.workspace, splits)
    assert {name: found[name]["hog_svm"]["n"] for name in found} == {"validation": 8, "test": 8}
