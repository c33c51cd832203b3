"""Taking the set away on the page of photos."""

from __future__ import annotations

from collections.abc import Callable

from core.dataset.exchange import away_jobs
from core.dataset.exchange.away_jobs import away_state
from core.detached_job import RUNNING, DetachedJob, JobState
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
    assert "For programs that read COCO" in words(app)
    assert "have changed since" not in words(app)
    assert away_jobs.zip_path(filled, "coco").is_file()
    button(app, "Remove it again").click().run()
    assert not app.exception
    assert not away_jobs.zip_path(filled, "coco").exists()


def test_a_zip_that_another_tab_makes_anew_is_not_removed(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    away_jobs.start(filled, "csv")
    wait_until(lambda: away_state(filled).status != "running")
    app = open_page(filled)("app_pages/photos.py")
    job = DetachedJob(filled.away, "core.away_process")
    job.tell(JobState(RUNNING, "Writing 5 of 10 photos", 0.5))
    with job.working():
        button(app, "Remove it again").click().run()
    assert not app.exception
    assert "is being made already" in app.error[0].value
    assert away_jobs.zip_path(filled, "csv").is_file()


def test_the_form_chosen_last_is_made(filled: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(filled)("app_pages/photos.py")
    app.radio(key="away-format").set_value("coco")
    app.button(key="away-start").click().run()
    wait_until(lambda: away_state(filled).status != "running")
    assert away_state(filled).result["kind"] == "coco"


def test_a_disk_that_refuses_is_told_in_the_page(filled: Workspace, open_page: OnWorkspace) -> None:
    filled.away.write_text("a file where the folder should be")
    app = open_page(filled)("app_pages/photos.py")
    app.button(key="away-start").click().run()
    assert not app.exception
    assert "could not be written" in app.error[0].value
