"""A photo deleted everywhere from its page, and what is read before the first photo."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from core.dataset.records import PictureRecord
from core.dataset.store import DatasetStore
from core.runs.run_directory import list_runs
from core.workspace import Workspace
from tests.conftest import draw_faces
from tests.pages.conftest import Open

OnWorkspace = Callable[[Workspace], Open]


def words(app: AppTest) -> str:
    """Return everything that is written on a page."""
    return "\n".join(each.value for each in (*app.markdown, *app.caption)).replace("\\", "")


def test_it_asks_once_and_then_the_photo_is_gone(filled: Workspace, open_page: OnWorkspace) -> None:
    before = [each.id for each in _all(filled)]
    app = open_page(filled)("app_pages/label.py")
    key = next(each.key for each in app.button if each.label == "Delete everywhere …")
    app.button(key=key).click().run()
    assert len(_all(filled)) == 40
    assert "cannot be undone" in words(app)
    assert list_runs(filled)[0].name in words(app)
    app.button(key="erase-now").click().run()
    assert not app.exception
    assert "deleted everywhere" in words(app)
    assert not list(filled.pictures.glob(f"*/{key_of(key, before)}*"))
    assert len(_all(filled)) == 39


def key_of(button: str, ids: list[str]) -> str:
    """Return the photo that a button is about."""
    return next(each for each in ids if each.startswith(button.removeprefix("erase-")))


def _all(workspace: Workspace) -> list[PictureRecord]:
    """Return the photos whose picture is there."""
    with DatasetStore.open(workspace) as store:
        return [
            each
            for each in store.pictures(limit=100)
            if workspace.picture(each.id, each.suffix).is_file()
        ]


def test_it_can_be_kept(filled: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(filled)("app_pages/label.py")
    key = next(each.key for each in app.button if each.label == "Delete everywhere …")
    app.button(key=key).click().run()
    app.button(key="erase-not").click().run()
    assert "cannot be undone" not in words(app)
    assert len(_all(filled)) == 40


def test_the_notice_is_read_once(workspace: Workspace, open_page: OnWorkspace) -> None:
    draw = open_page(workspace)
    for page in ("app_pages/home.py", "app_pages/photos.py"):
        assert "must not be used for" in words(draw(page))
    app = draw("app_pages/home.py")
    app.button(key="notice-read").click().run()
    assert not app.exception
    assert "Before your first photo" not in words(app)
    for page in ("app_pages/home.py", "app_pages/photos.py"):
        assert "Before your first photo" not in words(draw(page))


def test_the_notice_is_gone_with_the_first_photo(
    workspace: Workspace, open_page: OnWorkspace
) -> None:
    draw_faces(workspace, 4)
    app = open_page(workspace)("app_pages/photos.py")
    assert "Before your first photo" not in words(app)
