"""Taking the set away on the page of photos."""

from __future__ import annotations

from collections.abc import Callable

from core.dataset.exchange import away_jobs
from core.dataset.exchange.away_jobs import away_state
from core.workspace import Workspace
from tests.dataset.making import wait_until
from tests.pages.conftest import Open
from tests.pages.test_pages import button, words

OnWorkspace = Callable[[Workspace], Open]


def test_a_zip_is_made_fetched_and_removed(filled: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(filled)("app_pages/photos.py")
    app.radio(key="away-format").set_value("coco").run()
    app.button(key="away-start").click().run()
    wait_until(lambda: away_state(filled).status != "running")
    app = open_page(filled)("app_pages/photos.py")
    assert not app.exception
    assert "COCO classification" in words(app)
    assert "have changed since" not in words(app)
    assert away_jobs.zip_path(filled, "coco").is_file()
    button(app, "Remove it again").click().run()
    assert not app.exception
    assert not away_jobs.zip_path(filled, "coco").exists()
