"""The page that cleans a set up: what it suspects, and what becomes of an answer."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PIL import Image

from core.dataset import labels
from core.dataset.importing import run_import
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.suspect_answers import read_answers
from core.workspace import Workspace
from tests.pages.conftest import Open
from tests.pages.test_pages import button, words

OnWorkspace = Callable[[Workspace], Open]


@pytest.fixture
def slipped(filled: Workspace) -> list[str]:
    """Return the photos that were given the wrong label."""
    with DatasetStore.open(filled) as store:
        happy = store.pictures(PictureQuery(label="happy", sort="name"), limit=3)
        labels.set_label(store, [each.id for each in happy], "sad")
        return [each.id for each in happy]


def test_a_slip_is_changed_where_it_is_shown_and_taken_back(
    filled: Workspace, slipped: list[str], open_page: OnWorkspace
) -> None:
    app = open_page(filled)("app_pages/clean.py")
    assert not app.exception
    assert "labelled sad" in words(app)
    shown = [each.key for each in app.button if (each.key or "").startswith("change-")]
    key = f"change-{slipped[0][:16]}"
    assert key in shown
    app.button(key=key).click().run()
    assert not app.exception
    assert _label(filled, slipped[0]) == "happy"
    after = [each.key for each in app.button if (each.key or "").startswith("change-")]
    assert after == [each for each in shown if each != key]  # nothing moved up or away
    app.button(key="undo").click().run()
    assert _label(filled, slipped[0]) == "sad"
    assert read_answers(filled)[slipped[0]].answer == "changed"


def test_a_kept_label_does_not_come_back(
    filled: Workspace, slipped: list[str], open_page: OnWorkspace
) -> None:
    app = open_page(filled)("app_pages/clean.py")
    app.button(key=f"keep-{slipped[0][:16]}").click().run()
    assert "Kept as **sad**" in words(app)
    again = open_page(filled)("app_pages/clean.py")
    keys = {each.key for each in again.button}
    assert f"keep-{slipped[0][:16]}" not in keys
    button(again, "Ask again").click().run()
    button(again, "Take in the new order").click().run()
    assert f"keep-{slipped[0][:16]}" in {each.key for each in again.button}


def test_the_first_ones_are_accepted_as_one_step(
    filled: Workspace, slipped: list[str], open_page: OnWorkspace
) -> None:
    app = open_page(filled)("app_pages/clean.py")
    before = _labels(filled)
    guessed = int(words(app).split("guesses that about ")[1].split()[0])
    assert app.number_input(key="accept-count").value == guessed
    shown = [each.key for each in app.button if (each.key or "").startswith("change-")]
    app.number_input(key="accept-count").set_value(2)
    app.button(key="accept-first").click().run()
    assert not app.exception
    now = _labels(filled)
    changed = {each for each in now if now[each] != before[each]}
    assert {f"change-{each[:16]}" for each in changed} == set(shown[:2])
    app.button(key="undo").click().run()
    assert _labels(filled) == before


def test_too_few_labels_are_one_sentence(filled: Workspace, open_page: OnWorkspace) -> None:
    with DatasetStore.open(filled) as store:
        labels.set_label(store, store.picture_ids(), "sad")
    app = open_page(filled)("app_pages/clean.py")
    assert not app.exception
    assert "Label some more photos" in app.error[0].value


def _label(workspace: Workspace, picture: str) -> str | None:
    with DatasetStore.open(workspace) as store:
        return store.picture(picture).label


def _labels(workspace: Workspace) -> dict[str, str | None]:
    with DatasetStore.open(workspace) as store:
        return {each.id: each.label for each in store.pictures(limit=100)}


@pytest.mark.parametrize("part", ["Look-alikes", "Quality", "Map", "Label next"])
def test_every_part_is_drawn(part: str, filled: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(filled)("app_pages/clean.py")
    app.segmented_control(key="clean-part").set_value(part).run()
    assert not app.exception
    assert not app.error


def test_labels_are_given_where_they_teach_most(filled: Workspace, open_page: OnWorkspace) -> None:
    with DatasetStore.open(filled) as store:
        free = store.picture_ids()[:6]
        labels.set_label(store, free, None)
    app = open_page(filled)("app_pages/clean.py")
    app.segmented_control(key="clean-part").set_value("Label next").run()
    offered = [f"next-{each[:16]}-label-happy" for each in free]
    assert {each.key for each in app.button} >= set(offered)
    app.button(key=offered[0]).click().run()
    assert not app.exception
    assert sum(_label(filled, each) == "happy" for each in free) == 1
    assert offered[0] not in {each.key for each in app.button}


def test_one_press_mends_a_picture_with_two_labels(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    with DatasetStore.open(filled) as store:
        first = store.pictures(PictureQuery(label="happy"), limit=1)[0]
        with Image.open(filled.picture(first.id, first.suffix)) as image:
            (filled.root / "sad").mkdir()
            image.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(filled.root / "sad" / "m.png")
        run_import(filled, filled.root / "sad", workers=0)
        mirrored = store.pictures(limit=1)[0]
        labels.set_label(store, [mirrored.id], "sad")
    app = open_page(filled)("app_pages/clean.py")
    app.segmented_control(key="clean-part").set_value("Look-alikes").run()
    assert "The same picture is labelled happy and sad" in words(app)
    app.button(key=f"all-happy-{first.id[:16]}").click().run()
    assert not app.exception
    assert _label(filled, mirrored.id) == "happy"
