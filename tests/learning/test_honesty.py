"""A finished training tells which photos it knew, and what its rivals make of them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.dataset.images import read_for_model
from core.evaluation.fingerprints import fingerprints, recognised
from core.evaluation.look_alikes import signatures
from core.evaluation.report import load_report
from core.files import sha256_bytes
from core.learning.honesty import Honesty, described
from core.learning.input_pipeline import Pictures
from core.learning.preparing import prepare_pixels
from core.learning.training import train
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory
from core.runs.run_files import SPLITS, TrainingPicture
from core.starter_model import seen_by_starter
from core.workspace import Workspace
from tests.learning.conftest import MakeRun


def add_copy(workspace: Workspace, known: TrainingPicture, split: str) -> TrainingPicture:
    """Keep a brighter mirror image of a picture as one of another split."""
    image = Image.open(workspace.picture(known.id, known.suffix))
    pixels = np.asarray(image)[:, ::-1] // 2 + 100
    stream = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(stream, "PNG")
    copy = TrainingPicture(sha256_bytes(stream.getvalue()), ".png", known.class_index, split)
    path = workspace.picture(copy.id, copy.suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(stream.getvalue())
    return copy


def trained(run: RunDirectory) -> dict:
    with EventWriter(run.events) as diary:
        train(run, diary, prepare_pixels(run, diary))
    return load_report(run.report)


def test_a_copy_in_the_test_set_is_named_and_left_out_of_a_second_figure(
    make_run: MakeRun,
) -> None:
    run = make_run(epochs=1)
    known = run.pictures[0]
    copy = add_copy(run.workspace, known, "test")
    run.pictures.append(copy)
    report = trained(run)
    (leak,) = report["test"]["leaks"]
    assert (leak["id"], leak["like"]) == (copy.id, known.id)
    assert (report["test"]["n"], report["test"]["leak_free"]["n"]) == (9, 8)
    assert report["validation"]["leaks"] == []
    assert report["validation"]["leak_free"] is None


def test_rivals_answer_the_same_photos(make_run: MakeRun) -> None:
    report = trained(make_run(("dark", "middle", "light"), epochs=1))
    for split in ("validation", "test"):
        rivals = report[split]["rivals"]
        assert {rivals[name]["n"] for name in rivals} == {report[split]["n"]}
        assert rivals["bigger_class"]["accuracy"] == 1 / 3


def test_photos_that_left_their_fingerprints_before_are_left_out_too(make_run: MakeRun) -> None:
    run = make_run()
    with EventWriter(run.events) as diary:
        cache = prepare_pixels(run, diary)
    splits = {name: Pictures.of_split(run.pictures, name, cache) for name in SPLITS}
    tested = splits["test"]
    known = fingerprints(described(tested))[[2]]
    answers = np.tile(np.float32([0.4, 0.6]), (len(tested), 1))
    beside = Honesty(run.workspace, splits, known).beside("test", answers)
    assert beside["seen_before"] == [tested.ids[2]]
    assert beside["leak_free"]["n"] == len(tested) - 1 - len(beside["leaks"])
    assert Honesty(run.workspace, splits).beside("test", answers)["seen_before"] == []


@pytest.mark.parametrize(("split", "least", "most"), [("train", 0.98, 1.0), ("validation", 0, 0.1)])
def test_the_starter_model_knows_what_it_learned_from(
    shared: Path, split: str, least: float, most: float
) -> None:
    with zipfile.ZipFile(shared / "data" / "fer2013-happy-sad.zip") as source:
        names = [n for n in sorted(source.namelist()) if f"{split}/" in n and n.endswith(".jpg")]
        pixels = np.stack([read_for_model(source.read(name), 48) for name in names[::5]])
    prints = seen_by_starter()
    assert prints is not None
    assert least <= recognised(signatures(pixels), prints).mean() <= most


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"no array"])
def test_a_damaged_list_of_known_photos_costs_no_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    damaged = tmp_path / "seen.npy"
    damaged.write_bytes(content)
    monkeypatch.setattr("core.starter_model.SEEN", damaged)
    assert seen_by_starter() is None
