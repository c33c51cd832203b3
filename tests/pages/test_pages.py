"""Every page boots on an empty and on a filled workspace, and its actions do what they say."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.dataset import labels
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.runs.launcher import request_stop
from core.runs.run_directory import list_runs
from core.workspace import Workspace
from tests.conftest import draw_faces
from tests.pages.conftest import Open
from ui import train_form

PAGES = ["home", "photos", "label", "clean", "train", "results", "try_it", "share", "compare"]

OnWorkspace = Callable[[Workspace], Open]


def words(app: AppTest) -> str:
    """Return all the text a page shows."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "success", "warning")
    return "\n".join(element.value for kind in kinds for element in getattr(app, kind))


def button(app: AppTest, label: str):  # noqa: ANN201 - a test handle of Streamlit
    """Return the first button whose words contain ``label``."""
    return next(found for found in app.button if label in found.label)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_on_an_empty_workspace_says_what_to_do(
    page: str, workspace: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(workspace)(f"app_pages/{page}.py")
    assert not app.exception
    if page != "photos":  # the page where they are added has its ways in instead of a button
        assert any("photos" in found.label.lower() for found in app.button)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_on_a_filled_workspace_has_no_error(
    page: str, filled: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(filled)(f"app_pages/{page}.py")
    assert not app.exception
    assert not app.error


def test_home_locks_training_until_there_are_photos(
    workspace: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(workspace)("app_pages/home.py")
    assert app.button(key="step-3").disabled
    assert not app.button(key="step-1").disabled


def test_home_leads_on_once_a_model_was_tried(filled: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(filled)("app_pages/home.py")
    assert "Take it away" not in [each.label for each in app.button]
    app.session_state["tried"] = True
    app.run()
    assert button(app, "Take it away")


def test_home_leads_to_results_once_there_is_a_model(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(filled)("app_pages/home.py")
    assert not any(app.button(key=f"step-{number}").disabled for number in range(1, 6))


def test_a_missing_picture_is_named_and_the_rest_is_shown(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    with DatasetStore.open(filled) as store:
        lost = store.pictures(PictureQuery(), limit=1)[0]
    filled.picture(lost.id, lost.suffix).unlink()
    app = open_page(filled)("app_pages/photos.py")
    assert not app.exception
    assert sum("missing" in warning.value for warning in app.warning) == 1
    assert len(app.checkbox) == 24


DAMAGE = {
    "torn settings": ("spec.json", b"{"),
    "other settings": ("spec.json", b'"abc"'),
    "torn photos": ("split.json", b'{"columns": ["id"], "pict'),
    "other photos": ("split.json", b"{}"),
    "other marks": ("marks.json", b'{"name": 5, "binned_at": "x"}'),
    "other report": ("report.json", b"{}"),
    "other diary": ("events.jsonl", b'{"event": "epoch"}\n'),
}


@pytest.mark.parametrize("page", ["train", "results", "try_it", "home"])
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_training_does_not_take_the_page_along(
    page: str, damage: str, filled: Workspace, open_page: OnWorkspace
) -> None:
    file, content = DAMAGE[damage]
    (next(filled.models.glob("*/spec.json")).parent / file).write_bytes(content)
    app = open_page(filled)(f"app_pages/{page}.py")
    assert not app.exception
    assert app.title


def test_a_damaged_training_can_be_deleted_on_the_page(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    folder = next(filled.models.glob("*/spec.json")).parent
    (folder / "spec.json").write_text("{")
    app = open_page(filled)("app_pages/train.py")
    app.button(key=f"delete-damaged-{folder.name}").click().run()
    assert not app.exception
    assert not folder.exists()
    assert "damaged" in words(app)


@pytest.mark.parametrize("file", ["report.json", "predictions.json"])
def test_torn_results_are_told_and_training_stays_possible(
    file: str, filled: Workspace, open_page: OnWorkspace
) -> None:
    torn = next(filled.models.glob(f"*/{file}"))
    torn.write_bytes(torn.read_bytes()[:40])
    results = open_page(filled)("app_pages/results.py")
    assert not results.exception
    assert len(results.error) == 1
    train = open_page(filled)("app_pages/train.py")
    assert not train.exception
    assert not train.button(key="start-training").disabled


def test_a_second_press_does_not_train_twice(
    filled: Workspace, open_page: OnWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_form, "_SECOND_PRESS", 60.0)  # however slow this machine is
    app = open_page(filled)("app_pages/train.py")
    app.button(key="start-training").click().run()
    app.button(key="start-training").click().run()
    started = [run for run in list_runs(filled) if not run.finished]
    for run in started:
        request_stop(run)
    assert len(started) == 1


def test_a_number_typed_just_before_the_press_counts(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(filled)("app_pages/train.py")
    seed = next(each for each in app.number_input if each.label == "Seed")
    seed.set_value(seed.value + 5)
    app.button(key="start-training").click().run()
    started = list_runs(filled)[0]
    request_stop(started)
    assert started.config.seed == seed.value


def test_a_selection_goes_to_the_bin_and_comes_back(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(filled)("app_pages/photos.py")
    app.button(key="select-page").click().run()
    app.button(key="bulk-bin").click().run()
    assert _total(filled) == 40 - 24
    assert app.button(key="undo").label == "Undo: binned 24 photos"
    app.button(key="undo").click().run()
    assert _total(filled) == 40


def test_undo_takes_back_what_its_button_names_and_tells_the_photo(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    with DatasetStore.open(filled) as store:
        first, second = store.pictures(limit=2)
        labels.move_to_bin(store, [first.id])
    app = open_page(filled)("app_pages/photos.py")
    assert app.button(key="undo").label == "Undo: binned 1 photo"
    with DatasetStore.open(filled) as store:
        labels.move_to_bin(store, [second.id])
    app.button(key="undo").click().run()
    assert not app.exception
    assert "out of the bin again" in words(app)
    with DatasetStore.open(filled) as store:
        assert not store.picture(first.id).binned
        assert store.picture(second.id).binned


def test_a_training_that_cannot_start_says_why_beside_its_button(
    workspace: Workspace, open_page: OnWorkspace
) -> None:
    draw_faces(workspace, 12)
    with DatasetStore.open(workspace) as store:
        labels.set_label(store, store.picture_ids(PictureQuery(label="sad"))[:3], "happy")
    app = open_page(workspace)("app_pages/train.py")
    assert app.button(key="start-training").disabled
    assert "sad" in words(app).lower()
    assert "add at least" in words(app)
    app.button(key="mend-labels").click().run()
    assert app.title[0].value == "Add photos"


def test_the_matrix_opens_its_photos(filled: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(filled)("app_pages/results.py")
    app.button(key="cell-0-0").click().run()
    assert "Labelled happy, the model said happy" in words(app)


def test_try_it_answers_an_uploaded_photo(filled: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(filled)("app_pages/try_it.py")
    with DatasetStore.open(filled) as store:
        record = store.picture(store.picture_ids(PictureQuery(label="happy"))[0])
    photo = filled.picture(record.id, record.suffix).read_bytes()
    app.file_uploader(key="try-file").upload("new.png", photo, "image/png").run(timeout=120)
    assert not app.exception
    assert "### Looks " in words(app) or "### Not sure" in words(app)
    _say_it_is_wrong(app, filled)


def _say_it_is_wrong(app: AppTest, filled: Workspace) -> None:
    """Press the label a photo of the set has not; the set has the other one afterwards."""
    known = [_labelled(filled, each) for each in ("happy", "sad")]
    [press] = [each for each in app.button if each.key and each.key.endswith("-right-label-sad")]
    press.click().run(timeout=120)
    assert not app.exception
    assert "labelled sad" in words(app)
    assert [_labelled(filled, each) for each in ("happy", "sad")] == [known[0] - 1, known[1] + 1]


def test_try_it_refuses_what_is_no_photo_with_a_sentence(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(filled)("app_pages/try_it.py")
    app.file_uploader(key="try-file").upload("new.png", b"not a photo", "image/png").run(
        timeout=120
    )
    assert not app.exception
    assert len(app.error) == 1


def _labelled(workspace: Workspace, label: str) -> int:
    with DatasetStore.open(workspace) as store:
        return store.count(PictureQuery(label=label))


def _total(workspace: Workspace) -> int:
    with DatasetStore.open(workspace) as store:
        return store.summary().total
