"""The pages tell what was found in photos, and take a person's word for what counts."""

from __future__ import annotations

import gc
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from streamlit.testing.v1 import AppTest

from core.dataset import labels
from core.dataset.face_marks import ALL, face_counts
from core.dataset.framing import FACES, WHOLE, chosen_framing, current_framing
from core.dataset.importing import run_import
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.face_search import find_faces
from core.inference import Look
from core.runs.spec import TrainConfig
from core.workspace import Workspace
from tests.dataset.making import photo, wait_until
from tests.finished_run import finished_run
from tests.pages.conftest import Open
from tests.pages.test_pages import words

OnWorkspace = Callable[[Workspace], Open]
GROUP = "happy/brady-bunch-3.jpg"


@pytest.fixture(scope="module")
def looked_at(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with thirty real photos in which faces were looked for."""
    root = tmp_path_factory.mktemp("people")
    with (
        zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as source,
        zipfile.ZipFile(root / "some.zip", "w") as target,
    ):
        names = [each for each in source.namelist() if not each.endswith("/")]
        for name in names[:15] + names[-15:]:
            target.writestr(name, source.read(name))
    run_import(Workspace(root), root / "some.zip", workers=0)
    find_faces(Workspace(root))
    return root


@pytest.fixture
def people(looked_at: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(looked_at, tmp_path / "people")
    return Workspace(tmp_path / "people")


def test_the_photos_page_tells_what_was_found(people: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(people)("app_pages/photos.py")
    with DatasetStore.open(people) as store:
        counts = face_counts(store)
    assert f"in {counts.several} several, in {counts.none} none" in words(app)


def test_one_press_shows_the_photos_without_a_face(
    people: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(people)("app_pages/photos.py")
    with DatasetStore.open(people) as store:
        none = face_counts(store).none
    app.button(key="show-none").click().run()
    assert not app.exception
    assert len(app.checkbox) == none
    assert any("go to the photos" in each.value for each in app.markdown)


def test_a_person_chooses_whole_photos(people: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(people)("app_pages/photos.py")
    (choice,) = (radio for radio in app.radio if "look at" in radio.label)
    assert choice.value == FACES
    choice.set_value(WHOLE).run()
    assert not app.exception
    with DatasetStore.open(people) as store:
        assert chosen_framing(store) == WHOLE
    train = open_page(people)("app_pages/train.py")
    assert "whole photos" in words(train)


def test_the_train_page_says_what_is_left_out_before_the_start(
    people: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(people)("app_pages/train.py")
    with DatasetStore.open(people) as store:
        none = face_counts(store).none
        assert current_framing(store) == FACES
    assert f"{none} photos show no face and are left out" in words(app)
    assert not app.button(key="start-training").disabled


def test_a_person_says_which_face_a_label_is_about(
    people: Workspace, open_page: OnWorkspace
) -> None:
    with DatasetStore.open(people) as store:
        shown = store.pictures(PictureQuery(faces="several", sort="name"), limit=1)[0]
        app = open_page(people)("app_pages/label.py")
        app.selectbox(key="walk-faces").set_value("several").run()
        for choice in ("1", ALL):
            app.button(key=f"face-{shown.id[:16]}-{choice}").click().run()
            assert not app.exception
            assert store.picture(shown.id).face_choice == choice


def test_photos_nobody_looked_at_are_looked_at_when_the_page_is_opened(
    people: Workspace, open_page: OnWorkspace
) -> None:
    with DatasetStore.open(people) as store:
        find = store.picture_ids()[:3]
        with store.transaction() as connection:
            from core.dataset.schema import pictures

            waiting = pictures.update().where(pictures.c.id.in_(find))
            connection.execute(waiting.values(face_count=None))
        app = open_page(people)("app_pages/photos.py")
        assert not app.exception
        wait_until(lambda: face_counts(store).waiting == 0)


def test_a_search_under_way_is_shown(people: Workspace, open_page: OnWorkspace) -> None:
    with DatasetStore.open(people) as store, store.transaction() as connection:
        from core.dataset.schema import pictures

        connection.execute(pictures.update().values(face_count=None))
    with FileLock(people.face_search_lock):
        app = open_page(people)("app_pages/photos.py")
        assert not app.exception
        told = [bar.proto.text for bar in app.get("progress")]
        assert ["Looking for faces" in each for each in told] == [True]


@pytest.fixture
def taught_on_faces(people: Workspace) -> Workspace:
    config = TrainConfig(image_size=32, dense_units=8, framing=FACES)
    finished_run(people, config=config)
    return people


def try_it(app: AppTest, data: bytes) -> None:
    app.file_uploader(key="try-file").upload("new.jpg", data, "image/jpeg").run(timeout=120)
    assert not app.exception


def test_every_face_of_a_photo_gets_an_answer(
    taught_on_faces: Workspace, shared: Path, open_page: OnWorkspace
) -> None:
    app = open_page(taught_on_faces)("app_pages/try_it.py")
    with zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as source:
        try_it(app, source.read(GROUP))
    cards = [each for each in app.button if "-card-" in (each.key or "")]
    assert len(cards) == 12
    assert re.search(r"\d\d faces were found; the 12 largest", words(app))
    assert "### Face 1: " in words(app)
    cards[4].click().run(timeout=120)
    assert "### Face 5: " in words(app)


def test_without_a_face_there_is_no_answer_and_that_is_said(
    taught_on_faces: Workspace, open_page: OnWorkspace
) -> None:
    from PIL import Image

    from tests.dataset.making import encoded

    app = open_page(taught_on_faces)("app_pages/try_it.py")
    try_it(app, encoded(Image.new("RGB", (300, 200), "grey"), "JPEG"))
    assert "### No face found" in words(app)
    assert "%" not in words(app)


def press_right(app: AppTest, label: str) -> None:
    [right] = [each for each in app.button if (each.key or "").endswith(f"-right-label-{label}")]
    right.click().run(timeout=120)
    assert not app.exception


def test_what_is_wrong_is_put_right_in_the_set_and_undo_takes_it_back(
    taught_on_faces: Workspace, shared: Path, open_page: OnWorkspace
) -> None:
    app = open_page(taught_on_faces)("app_pages/try_it.py")
    with zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as source:
        try_it(app, source.read(GROUP))
    with DatasetStore.open(taught_on_faces) as store:
        [known] = [each for each in store.pictures(limit=99) if each.name in GROUP]
        assert known.label == "happy"
        press_right(app, "sad")
        assert "labelled happy; now it is labelled sad." in words(app).replace("\\", "")
        assert store.picture(known.id).label == "sad"
        labels.undo(store)
        assert store.picture(known.id).label == "happy"


def test_no_photo_that_was_tried_stays_in_memory(
    taught_on_faces: Workspace, shared: Path, open_page: OnWorkspace
) -> None:
    app = open_page(taught_on_faces)("app_pages/try_it.py")
    with zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as source:
        for name in [each for each in source.namelist() if each.endswith(".jpg")][:4]:
            try_it(app, source.read(name))
            assert "### " in words(app)
    gc.collect()
    held = sum(isinstance(each, Look) for each in gc.get_objects())
    assert held <= 2  # what is shown, and what was shown before


def test_a_new_photo_that_was_answered_wrongly_comes_into_the_set(
    taught_on_faces: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(taught_on_faces)("app_pages/try_it.py")
    try_it(app, photo(7))
    with DatasetStore.open(taught_on_faces) as store:
        known = set(store.picture_ids())
        press_right(app, "sad")
        assert "It is in your set now, labelled sad." in words(app).replace("\\", "")
        [new] = set(store.picture_ids()) - known
        assert store.picture(new).label == "sad"
        assert labels.history(store, new)


def test_another_model_is_asked_about_the_same_photo(
    taught_on_faces: Workspace, shared: Path, open_page: OnWorkspace
) -> None:
    finished_run(taught_on_faces, config=TrainConfig(image_size=32, dense_units=8, framing=FACES))
    app = open_page(taught_on_faces)("app_pages/try_it.py")
    with zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as source:
        try_it(app, source.read(GROUP))
    assert " says:" not in words(app)
    app.selectbox(key="second-model").select_index(0).run(timeout=120)
    assert not app.exception
    _, said = words(app).split("** says:")
    assert "Face 1: " in said
    assert "Face 12: " in said
