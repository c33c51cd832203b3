"""Cases 83, 84 and 91 to 102: trainings that cannot work, predictions with nothing to go on."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from core.dataset.classes import add_class
from core.dataset.importing import run_import
from core.dataset.labels import set_label
from core.dataset.store import DatasetStore
from core.errors import CannotExplain
from core.inference import Inference
from core.runs.launcher import request_stop
from core.runs.run_directory import RunDirectory, list_runs
from core.runs.turns import ahead
from core.starter_model import STARTER
from core.training_notes import MUCH_MORE
from core.training_plan import start_training
from core.verdict import Verdict
from core.workspace import Workspace
from tests.catalogue.aftermath import answers, drawn, is_plain, said
from tests.commands.conftest import Ask
from tests.conftest import TINY
from tests.dataset.making import encoded, photo, pixels, wait_until, zip_of
from tests.finished_run import finished_run

FEW = ("train", "--preset", "quick", "--image-size", "24", "--epochs", "1", "--framing", "whole")


def more(place: Workspace, tmp_path: Path, **counts: int) -> None:
    """Bring in so many new photos of each class."""
    files = {
        f"{label}/{number}.png": photo(1000 * rank + number)
        for rank, (label, count) in enumerate(counts.items(), 1)
        for number in range(count)
    }
    run_import(place, zip_of(tmp_path / "more.zip", files), workers=0)


def test_case_83_too_few_photos_of_a_class(place: Workspace, tmp_path: Path, ask: Ask) -> None:
    with DatasetStore.open(place) as store:
        add_class(store, "surprised", who="me")
    told = ask(place.root, *FEW, as_json=False)
    assert told.status == 1
    for label in ("Happy", "Sad"):
        is_plain(told.err, f"{label} has 3 photos", "add at least 2 more")
    assert drawn(place, "train").button(key="start-training").disabled
    assert list_runs(place) == []
    more(place, tmp_path, happy=5, sad=5)
    [warned] = [each.value for each in drawn(place, "train").warning]
    told_before = warned.replace("\\", "")
    is_plain(told_before, "no photo is labelled surprised", "remove the label")
    with DatasetStore.open(place) as store:
        run = start_training(place, store, TINY, launch=False)
    assert run.classes == ["happy", "sad"]
    assert told_before in run.spec["notes"]


@pytest.mark.parametrize(
    ("photos", "wanted"),
    [
        ({}, "There are no photos yet. Add some"),
        ({"happy/1.png": photo(1)}, "second kind"),
        ({f"{label}/1.png": b"no photo" for label in ("happy", "sad")}, "There are no photos yet"),
    ],
    ids=["none", "one", "unreadable"],
)
def test_case_84_no_photo_to_speak_of(
    tmp_path: Path, ask: Ask, photos: dict[str, bytes], wanted: str
) -> None:
    place = Workspace(tmp_path / "place")
    place.root.mkdir()
    if photos:
        run_import(place, zip_of(tmp_path / "a.zip", photos), workers=0)
    told = ask(place.root, "train", as_json=False)
    assert told.status == 1
    is_plain(told.err, wanted, "add")
    page = drawn(place, "train")
    assert not page.exception
    assert not any(each.key == "start-training" and not each.disabled for each in page.button)
    assert list_runs(place) == []


def test_case_84_no_photo_can_be_read_any_more(place: Workspace, tmp_path: Path, ask: Ask) -> None:
    more(place, tmp_path, happy=5, sad=5)
    files = [each for each in place.pictures.rglob("*.png") if each.is_file()]
    kept = {each: each.read_bytes() for each in files}
    for each in files:
        each.unlink()
        each.write_bytes(b"no photo")
    told = ask(place.root, *FEW, as_json=False)
    for each, data in kept.items():
        each.write_bytes(data)
    assert told.status == 1
    is_plain(told.err, "files of 16 photos", "add the photos again")
    assert list_runs(place) == []


def test_case_91_one_class(tmp_path: Path, ask: Ask) -> None:
    alone = Workspace(tmp_path / "alone")
    run_import(alone, zip_of(tmp_path / "a.zip", {"happy/1.png": photo(1)}), workers=0)
    told = ask(alone.root, *FEW, as_json=False)
    assert told.status == 1
    is_plain(told.err, "happy", "second kind")
    assert list_runs(alone) == []
    answers(alone)


def test_case_92_a_class_with_one_photo(place: Workspace, tmp_path: Path, ask: Ask) -> None:
    more(place, tmp_path, happy=10, grumpy=1)
    told = ask(place.root, *FEW, as_json=False)
    assert told.status == 1
    is_plain(told.err, "Grumpy has 1 photo", "at least 4 more")
    assert any("Grumpy has 1 photo" in each for each in said(drawn(place, "train")))


def test_case_93_all_photos_are_the_same(tmp_path: Path, ask: Ask) -> None:
    place, one = Workspace(tmp_path / "place"), Image.fromarray(pixels(1, 64, 64))
    files = {
        f"{label}/{quality}.jpg": encoded(one, "JPEG", quality=quality + shift)
        for label, shift in (("happy", 0), ("sad", 1))
        for quality in range(60, 72, 2)
    }
    run_import(place, zip_of(tmp_path / "a.zip", files), workers=0)
    told = ask(place.root, *FEW, as_json=False)
    assert "look the same" in told.err
    assert re.search(r"12 of 12 photos", told.err)
    answers(place)


def test_case_94_one_class_has_far_more_photos(place: Workspace, tmp_path: Path, ask: Ask) -> None:
    more(place, tmp_path, happy=6 * MUCH_MORE, sad=2)
    told = ask(place.root, *FEW, "--follow", as_json=False)
    assert told.status == 0
    assert "63 photos of happy and 5 of sad" in told.err
    [run] = list_runs(place)
    per_class = json.loads(run.report.read_text())["test"]["per_class"]
    assert all("recall" in each for each in per_class)
    assert {each["label"] for each in per_class} == {"happy", "sad"}
    assert any("63 photos of happy" in each for each in said(drawn(place, "train")))


def test_case_95_labels_changed_during_a_training(trained: Workspace) -> None:
    with DatasetStore.open(trained) as store:
        run = start_training(trained, store, TINY, launch=False)
        frozen = [(each.id, each.class_index) for each in run.pictures]
        happy = [row[0] for row in store.training_pictures() if row[2] == "happy"][:3]
        set_label(store, happy, "sad")
    assert [(each.id, each.class_index) for each in RunDirectory(run.path).pictures] == frozen
    [finished] = [each for each in list_runs(trained) if each.finished]
    finished.verify()
    assert any("3 corrections" in each for each in said(drawn(trained, "results")))
    with DatasetStore.open(trained) as store:
        set_label(store, happy, "happy")


def test_case_96_all_photos_of_a_training_are_gone(trained: Workspace, ask: Ask) -> None:
    [run] = list_runs(trained)
    files = [each for each in trained.pictures.rglob("*") if each.suffix in (".png", ".jpg")]
    kept = {each: each.read_bytes() for each in files}
    try:
        for each in files:
            each.unlink()
        page = drawn(trained, "results")
        assert not page.exception
        told = ask(trained.root, "train", "--epochs", "1", "--follow", as_json=False)
        assert told.status == 1
        is_plain(told.err.strip().splitlines()[-1], "40 photos are gone", "Add the photos again")
        assert run.finished
    finally:
        for each, data in kept.items():
            each.write_bytes(data)


def test_case_97_a_batch_larger_than_the_set(place: Workspace, tmp_path: Path, ask: Ask) -> None:
    more(place, tmp_path, happy=4, sad=4)
    told = ask(place.root, *FEW, "--batch-size", "512", "--follow", as_json=False)
    assert told.status == 0
    assert "A step would take 512 photos" in told.err


@pytest.mark.parametrize("page", ["try_it", "results", "share"])
def test_case_98_no_model_yet(place: Workspace, page: str) -> None:
    app = drawn(place, page)
    told = said(app)
    assert not app.exception
    assert any("model" in each.lower() for each in told)
    assert app.button


def test_case_99_no_face_or_all_black(shared: Path, place: Workspace) -> None:
    black = encoded(Image.new("RGB", (320, 240)))
    inference = Inference()
    try:
        seen = inference.glance(STARTER, black)
    finally:
        inference.close()
    assert seen.said.verdict == Verdict.NO_FACE
    assert not seen.said.guess
    is_plain(seen.said.explanation(), "face")


def test_case_100_a_network_with_a_single_place(workspace: Workspace) -> None:
    run = finished_run(workspace, architecture="mobilenet-v2-0.35", image_size=32)
    stream = BytesIO()
    Image.fromarray(pixels(3, 64, 64)).save(stream, "PNG")
    inference = Inference()
    try:
        look = inference.look(run.path, stream.getvalue())
        assert look.probabilities
        with pytest.raises(CannotExplain) as refused:
            inference.look(run.path, stream.getvalue(), method="x-ray")
        is_plain(str(refused.value), "x-ray")
        assert inference.glance(run.path, stream.getvalue()).said.probabilities
    finally:
        inference.close()


def test_case_101_a_model_of_another_version(trained: Workspace, ask: Ask) -> None:
    [run] = list_runs(trained)
    settings = run.path / run.settings_file
    spec = json.loads(settings.read_text())
    spec["config"]["architecture"] = "mobilenet-v2"  # as it was called before
    spec["config"]["what_nobody_knows_yet"] = 7
    settings.write_text(json.dumps(spec))
    told = ask(trained.root, "runs", as_json=False)
    assert told.status in (0, 1)
    assert "Traceback" not in told.err
    assert not drawn(trained, "results").exception


def test_case_102_two_trainings_at_once(trained: Workspace) -> None:
    with DatasetStore.open(trained) as store:
        long = replace(TINY, epochs=1000, early_stopping=False)
        first = start_training(trained, store, long)
        second = start_training(trained, store, TINY)
    try:
        wait_until(lambda: second.state().status == "queued", seconds=250)
        assert (ahead(first), ahead(second)) == (0, 1)
        page = drawn(trained, "train")
        assert not page.exception
        assert any(second.name in each for each in said(page))
    finally:
        for run in (second, first):
            request_stop(run)
        wait_until(lambda: first.state().ended and second.state().ended, seconds=200)
