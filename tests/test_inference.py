"""The process that holds models: its answers, its refusals, and its deaths."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.dataset.images import read_for_model
from core.errors import CannotExplain, InvalidConfig, PictureRefused, RunDamaged
from core.explain.cam import Explainer
from core.explain.overlay import blend, decode_map
from core.inference import Inference, Prediction, shared
from core.learning.predictor import Predictor
from core.runs.run_directory import RunDirectory
from core.runs.spec import ARCHITECTURES, MILD, TrainConfig
from core.starter_model import STARTER
from core.workspace import PROJECT, Workspace
from tests.finished_run import finished_run

_ALIKE = ("mobilenet-v2-1.0", "vgg16")  # built as others are, only larger


@pytest.fixture(scope="module")
def inference() -> Iterator[Inference]:
    inference = Inference()
    inference.warm_up()
    yield inference
    inference.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(tmp_path_factory.mktemp("workspace"))


@pytest.fixture(scope="module")
def run(room: Workspace) -> RunDirectory:
    return finished_run(room)


def photo(seed: int = 0, size: tuple[int, int] = (90, 60)) -> bytes:
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), dtype=np.uint8)
    stream = BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("architecture", "classes"),
    [
        *((name, ("happy", "sad")) for name in ARCHITECTURES if name not in _ALIKE),
        (next(iter(ARCHITECTURES)), ("happy", "neutral", "sad")),
    ],
)
def test_a_look_says_what_the_stored_model_says(
    inference: Inference, room: Workspace, architecture: str, classes: tuple[str, ...]
) -> None:
    run = finished_run(room, classes, architecture=architecture)
    look = inference.look(run.path, photo())
    predictor = Predictor.load(run)
    pixels = read_for_model(photo(), predictor.image_size)
    expected = predictor.probabilities(pixels[None])[0]
    assert list(look.probabilities) == list(classes) == list(look.maps)
    np.testing.assert_allclose(list(look.probabilities.values()), expected, atol=1e-5)
    assert look.answer == classes[int(expected.argmax())]
    for shown, map_ in zip(
        look.maps.values(),
        Explainer(predictor.model).maps(pixels, mirrored=predictor.mirrored),
        strict=True,
    ):
        np.testing.assert_allclose(decode_map(shown), map_, atol=0.01)


def test_an_answer_to_both_sides_is_explained_by_both(
    inference: Inference, room: Workspace
) -> None:
    config = TrainConfig(image_size=32, dense_units=8, mirrored_prediction=True)
    run = finished_run(room, config=config)
    look = inference.look(run.path, photo())
    pixels = read_for_model(photo(), 32)
    explainer = Explainer(Predictor.load(run).model)
    both = explainer.explain(pixels[None], mirrored=True)
    np.testing.assert_allclose(list(look.probabilities.values()), both.probabilities[0], atol=1e-5)
    shown = np.stack([decode_map(each) for each in look.maps.values()])
    np.testing.assert_allclose(shown, explainer.maps(pixels, mirrored=True), atol=0.01)
    assert np.abs(shown - explainer.maps(pixels)).max() > 0.05


def test_maps_are_made_in_the_way_that_was_asked_for(
    inference: Inference, run: RunDirectory
) -> None:
    predictor = Predictor.load(run)
    pixels = read_for_model(photo(), predictor.image_size)
    look = inference.look(run.path, photo(), method="occlusion")
    shown = np.stack([decode_map(each) for each in look.maps.values()])
    expected = Explainer(predictor.model, "occlusion")
    assert look.method == "occlusion"
    np.testing.assert_allclose(shown, expected.maps(pixels, mirrored=predictor.mirrored), atol=0.01)
    with pytest.raises(CannotExplain, match="jet"):
        inference.look(run.path, photo(), method="jet")


def test_of_two_classes_what_speaks_against_one_speaks_for_the_other(
    inference: Inference, run: RunDirectory
) -> None:
    look = inference.look(run.path, photo())
    assert any(decode_map(each).max() > 0.9 for each in look.maps.values())
    for one, other in (("happy", "sad"), ("sad", "happy")):
        np.testing.assert_allclose(
            decode_map(look.against[one]), decode_map(look.maps[other]), atol=0.01
        )


def test_the_map_can_be_laid_over_the_shown_photo(inference: Inference, run: RunDirectory) -> None:
    look = inference.look(run.path, photo(size=(1500, 900)))
    blended = Image.open(BytesIO(blend(look.photo, look.maps[look.answer], 0.5)))
    assert blended.size == (1024, 614)


def test_a_glance_says_what_a_look_says(inference: Inference, shared: Path) -> None:
    with zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as archive:
        [name] = [each for each in archive.namelist() if each.endswith("brady-bunch-3.jpg")]
        data = archive.read(name)
    looked, glanced = inference.look(STARTER, data), inference.glance(STARTER, data)
    assert glanced.said == looked.said
    assert [face.corners for face in glanced.faces] == [face.corners for face in looked.faces]
    assert [face.said for face in glanced.faces] == [face.said for face in looked.faces]
    assert len(glanced.faces) > 1


def test_damaged_pictures_are_refused_and_the_rest_answered(
    inference: Inference, run: RunDirectory
) -> None:
    pictures = [photo(1), b"", photo(2)[:900], b"no picture at all", photo(3)]
    answers = inference.predict(run.path, pictures)
    assert [isinstance(each, Prediction) for each in answers] == [True, False, False, False, True]
    assert answers[4] == inference.predict(run.path, [photo(3)])[0]
    with pytest.raises(PictureRefused) as refused:
        read_for_model(pictures[2], 32)
    assert str(answers[2]) == str(refused.value)


def test_many_pictures_are_answered_in_order(inference: Inference, run: RunDirectory) -> None:
    pictures = [photo(seed) for seed in range(70)]
    answers = inference.predict(run.path, pictures)
    predictor = Predictor.load(run)
    expected = predictor.probabilities(np.stack([read_for_model(p, 32) for p in pictures]))
    rows = [list(each.probabilities.values()) for each in answers if isinstance(each, Prediction)]
    np.testing.assert_allclose(rows, expected, atol=1e-5)


def test_nothing_asked_is_nothing_answered(inference: Inference, run: RunDirectory) -> None:
    assert inference.predict(run.path, []) == []


def test_a_damaged_picture_cannot_be_looked_at(inference: Inference, run: RunDirectory) -> None:
    with pytest.raises(PictureRefused):
        inference.look(run.path, photo()[:700])


def test_a_missing_model_is_named(inference: Inference, room: Workspace) -> None:
    with pytest.raises(RunDamaged, match="not there any more"):
        inference.look(room.models / "20260101-000000-abcd", photo())
    run = finished_run(room)
    run.manifest.unlink()
    with pytest.raises(RunDamaged, match=r"manifest\.json"):
        inference.look(run.path, photo())


def test_a_changed_model_is_refused_even_if_it_was_good_before(
    inference: Inference, room: Workspace
) -> None:
    run = finished_run(room)
    inference.look(run.path, photo())
    run.model.write_bytes(run.model.read_bytes() + b"x")
    with pytest.raises(RunDamaged, match=r"model\.keras"):
        inference.look(run.path, photo())


def test_more_models_than_are_kept_are_all_answered(inference: Inference, room: Workspace) -> None:
    runs = [finished_run(room, seed=seed) for seed in range(5)]
    first = [inference.look(run.path, photo()).probabilities for run in runs]
    assert [inference.look(run.path, photo()).probabilities for run in runs] == first
    assert len({tuple(each.values()) for each in first}) == 5


def test_threads_get_their_own_answers(inference: Inference, run: RunDirectory) -> None:
    pictures = [photo(seed) for seed in range(12)]
    alone = [inference.look(run.path, each) for each in pictures]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda each: inference.look(run.path, each), pictures)) == alone


def test_changes_are_previewed_as_the_seed_says(inference: Inference) -> None:
    rows = inference.preview_augmentation([photo(1), photo(2)], MILD.to_json(), count=3, seed=4)
    again = inference.preview_augmentation([photo(1), photo(2)], MILD.to_json(), count=3, seed=4)
    other = inference.preview_augmentation([photo(1), photo(2)], MILD.to_json(), count=3, seed=5)
    assert rows == again != other
    assert [len(row) for row in rows] == [3, 3]
    assert Image.open(BytesIO(rows[0][0])).size == (224, 224)


def test_impossible_changes_are_refused(inference: Inference) -> None:
    with pytest.raises(InvalidConfig):
        inference.preview_augmentation([photo()], {"rotation": 999}, count=1, seed=0)


def test_a_killed_child_is_replaced(inference: Inference, run: RunDirectory) -> None:
    before = inference.look(run.path, photo())
    child = inference._process.process_id
    assert child is not None
    os.kill(child, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    assert inference.look(run.path, photo()) == before
    assert inference._process.process_id != child


PARENT = """
import sys, time
from core.inference import shared
shared().warm_up()
if sys.argv[1] == "ready":
    shared()._ask(job="ready")
print("started", flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("state", ["loading", "ready"])
def test_the_child_dies_with_its_parent(state: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, state],
        cwd=PROJECT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert parent.stdout is not None
    assert parent.stdout.readline().strip() == b"started"
    parent.kill()
    parent.communicate(timeout=10)  # ends when the last holder of the error stream has died


def test_a_parent_that_ends_normally_ends_its_child() -> None:
    script = PARENT.replace("time.sleep(600)", "")
    subprocess.run(
        [sys.executable, "-c", script, "loading"],
        cwd=PROJECT,
        capture_output=True,
        check=True,
        timeout=120,
    )


CRASH = """
import os
from PIL import Image
real = Image.open
def crash(stream, *args, **kwargs):
    if stream.getvalue() == b"deadly" * 9: os.abort()
    return real(stream, *args, **kwargs)
Image.open = crash
"""


def test_a_picture_that_kills_its_reader_costs_one_picture(
    run: RunDirectory, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(CRASH, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    inference = Inference()
    try:
        answers = inference.predict(run.path, [photo(1), b"deadly" * 9])
    finally:
        inference.close()
    assert [isinstance(each, Prediction) for each in answers] == [True, False]
    assert "brought the picture reader down" in str(answers[1])


@pytest.mark.skipif(sys.platform == "win32", reason="processes cannot be stopped there")
def test_a_child_that_hangs_is_replaced_for_a_glance(
    inference: Inference, run: RunDirectory, monkeypatch: pytest.MonkeyPatch
) -> None:
    inference.glance(run.path, photo())
    hung = inference._process.process_id
    assert hung
    monkeypatch.setattr("core.inference_process._LONGEST_GLANCE", 30.0)  # time for another one
    os.kill(hung, signal.SIGSTOP)
    assert inference.glance(run.path, photo()).said.probabilities
    assert inference._process.process_id != hung


def test_one_process_shares_one_child() -> None:
    assert shared() is shared()
