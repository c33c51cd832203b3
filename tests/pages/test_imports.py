"""Imports whose documents are torn: told on the page, mended there, and in nobody's way."""

from __future__ import annotations

import csv
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from filelock import FileLock
from streamlit.testing.v1 import AppTest

from core.dataset.entries import Refusal
from core.dataset.import_folders import all_jobs
from core.dataset.import_jobs import ImportJob
from core.dataset.import_records import ImportProgress
from core.dataset.importing import imports
from core.workspace import Workspace
from tests.pages.conftest import Open
from ui.import_outcome import _as_list

OnWorkspace = Callable[[Workspace], Open]


@pytest.fixture
def few(six_photos: Path, tmp_path: Path) -> Workspace:
    """Return a workspace of six photos that a test may change."""
    return Workspace(Path(shutil.copytree(six_photos, tmp_path / "few")))


def tear(workspace: Workspace, *names: str) -> None:
    [job] = all_jobs(workspace)
    for name in names:
        (job.folder / name).write_bytes(b'{"na')


def errors(app: AppTest) -> str:
    assert not app.exception
    return " ".join(each.value for each in app.error).replace("\\", "")


def mended(app: AppTest, words: str) -> AppTest:
    [button] = [each for each in app.button if each.label == words]
    after = button.click().run()
    assert errors(after) == ""
    return after


def test_an_import_that_cannot_be_read_is_put_away(few: Workspace, open_page: OnWorkspace) -> None:
    tear(few, "import.json", "progress.json")
    app = open_page(few)("app_pages/photos.py")
    assert "import.json is damaged" in errors(app)
    assert "Your photos" in [each.value for each in app.subheader]
    after = mended(app, "Put it away")
    assert any("was put away" in each.value for each in after.markdown)
    assert imports(few) == []


def test_a_report_that_cannot_be_read_is_written_anew(
    few: Workspace, open_page: OnWorkspace
) -> None:
    tear(few, "report.json")
    app = open_page(few)("app_pages/photos.py")
    assert "report.json is damaged" in errors(app)
    assert "Your photos" in [each.value for each in app.subheader]
    after = mended(app, "Write it anew")
    assert any("6 photos added" in each.value for each in after.success)


def test_an_import_that_was_cut_off_before_photos_were_counted_says_so(
    few: Workspace, open_page: OnWorkspace
) -> None:
    job = ImportJob(few, "20260101-000000-0000")
    job.register([str(few.root / "holiday.zip")], "holiday.zip", [], {})
    job.started()
    [told] = [each.value for each in open_page(few)("app_pages/photos.py").warning]
    assert "holiday" in told
    assert "interrupted before its photos were counted. What was added is safe." in told


def test_an_import_that_was_cut_off_by_a_full_disk_says_so(
    few: Workspace, open_page: OnWorkspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = ImportJob(few, "20260101-000000-0000")
    job.register([str(few.root / "holiday.zip")], "holiday.zip", [], {})
    job.started()
    app = open_page(few)("app_pages/photos.py")
    usage = shutil.disk_usage(few.data)._replace(free=4096)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    [told] = [each.value for each in app.run().warning]
    assert told.endswith("What was added is safe. The disk is full: free some space first.")


def test_the_import_that_ended_last_is_told_though_a_later_one_ended_first(
    few: Workspace, open_page: OnWorkspace
) -> None:
    [first] = all_jobs(few)
    folder = Path(shutil.copytree(first.folder, few.imports / "20991231-000000-0000"))
    later = ImportJob(few, folder.name)
    for job, name in ((later, "later"), (first, "resumed")):
        job.write_progress(ImportProgress(job.id, name, "finished"))
    app = open_page(few)("app_pages/photos.py")
    assert "What came of the last import: resumed" in [each.label for each in app.expander]


def test_an_import_that_tells_nothing_any_more_can_be_ended(
    few: Workspace, open_page: OnWorkspace
) -> None:
    job = ImportJob(few, "20260101-000000-0000")
    job.register([str(few.root / "holiday.zip")], "holiday.zip", [], {})
    job.started()
    job.process.unlink()  # or it would be this one that is ended
    with FileLock(job.lock):
        job.write_progress(ImportProgress(job.id, "holiday.zip", "running", done=2, total=9))
        os.utime(job.progress_file, (time.time() - 300, time.time() - 300))
        app = open_page(few)("app_pages/photos.py")
        assert any("Nothing has come in for 5 minutes" in each.value for each in app.warning)
        [button] = [each for each in app.button if each.label == "End it"]
        assert "cannot be ended" in errors(button.click().run())
    assert any("interrupted after 2 of 9 photos" in each.value for each in app.run().warning)


def test_of_very_many_refusals_the_first_are_shown_and_all_can_be_fetched(
    few: Workspace, open_page: OnWorkspace
) -> None:
    [job] = all_jobs(few)
    lost = [Refusal(f"{number}.jpg", "It is not there.") for number in range(1_234)]
    job.write_report(replace(job.report(), refused=lost))
    app = open_page(few)("app_pages/photos.py")
    assert "**1,234 files could not be added**" in [each.value for each in app.markdown]
    assert 1_000 in [len(each.value) for each in app.dataframe]
    [button] = [each for each in app.get("download_button") if "All as a list" in each.proto.label]
    assert button is not None
    rows = list(csv.reader(StringIO(_as_list(job.id).decode("utf-8-sig"))))
    assert rows[1:] == [[each.file, each.reason] for each in lost]
