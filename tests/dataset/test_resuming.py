"""Imports that are killed, and go on."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.dataset import import_run
from core.dataset.import_jobs import ImportJob
from core.dataset.importing import (
    ImportProgress,
    ImportReport,
    import_progress,
    imports,
    run_import,
)
from core.dataset.store import DatasetStore
from core.dataset.verify import verify
from core.errors import CoreError, ImportRefused
from core.workspace import PROJECT, Workspace
from tests.dataset.making import happy_and_sad, photo, zip_of


class Cut(BaseException):
    """What ends an import as suddenly as a kill does."""


def cut_after(
    workspace: Workspace, source: Path, count: int, monkeypatch: pytest.MonkeyPatch
) -> str:
    """Import until at least ``count`` files are in, then be gone."""
    monkeypatch.setattr(import_run, "_BATCH_FILES", 1)
    monkeypatch.setattr(import_run, "_TOLD_EVERY", 0.0)
    monkeypatch.setattr("core.dataset.import_items._CHUNK_FILES", 1)

    def cut(now: ImportProgress) -> None:
        if now.added >= count:
            raise Cut

    with pytest.raises(Cut):
        run_import(workspace, source, on_progress=cut, workers=0)
    return imports(workspace)[0].id


def facts(report: ImportReport) -> tuple[object, ...]:
    return (report.added, report.duplicates, report.refused, report.per_class, report.conflicts)


def test_an_import_goes_on_where_it_stopped(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = happy_and_sad(tmp_path / "a.zip")
    job = cut_after(workspace, source, 2, monkeypatch)
    assert import_progress(workspace, job).status == "interrupted"
    told: list[ImportProgress] = []
    report = run_import(workspace, source, on_progress=told.append, workers=0)
    assert report.id == job
    assert told[0].done >= 2
    assert facts(report) == (6, [], [], {"happy": 3, "sad": 3}, [])


@pytest.mark.on_sqlite  # two workspaces side by side are two databases
def test_the_report_covers_what_was_done_before_the_interruption(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"h/1.png": photo(1), "h/bad.png": b"x", "s/2.png": photo(1), "s/3.png": photo(3)}
    source = zip_of(tmp_path / "a.zip", files)
    whole = facts(run_import(Workspace(tmp_path / "other"), source, workers=0))
    cut_after(workspace, source, 1, monkeypatch)
    assert facts(run_import(workspace, source, workers=0)) == whole


def test_a_source_that_changed_meanwhile_is_a_new_import(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = happy_and_sad(tmp_path / "a.zip")
    job = cut_after(workspace, source, 2, monkeypatch)
    happy_and_sad(source, each=4)
    report = run_import(workspace, source, workers=0)
    assert report.id != job
    assert report.added + len(report.duplicates) == 8


def test_files_that_came_into_a_folder_meanwhile_are_imported_too(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "photos"
    for seed in range(4):
        (folder / "happy").mkdir(parents=True, exist_ok=True)
        (folder / "happy" / f"{seed}.png").write_bytes(photo(seed))
    job = cut_after(workspace, folder, 2, monkeypatch)
    (folder / "happy" / "0.png").unlink()
    (folder / "happy" / "9.png").write_bytes(photo(9))
    report = run_import(workspace, folder, workers=0)
    assert (report.id, report.added, report.duplicates) == (job, 5, [])


def test_a_source_that_is_gone_leaves_the_import_to_go_on_later(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = happy_and_sad(tmp_path / "a.zip")
    job = cut_after(workspace, source, 2, monkeypatch)
    away = source.rename(tmp_path / "away.zip")
    with pytest.raises(ImportRefused, match="nothing at"):
        run_import(workspace, job_id=job, workers=0)
    away.rename(source)
    assert run_import(workspace, job_id=job, workers=0).added == 6


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(("what", "call"), [(Path, "write_text"), (os, "fsync")])
def test_a_full_disk_is_told_whatever_it_refuses_and_the_import_goes_on_later(
    workspace: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: object,
    call: str,
) -> None:
    source = happy_and_sad(tmp_path / "a.zip")
    job = cut_after(workspace, source, 2, monkeypatch)
    with monkeypatch.context() as patch:
        patch.setattr(what, call, full)
        with pytest.raises(CoreError, match="No space left on device"):
            run_import(workspace, job_id=job, workers=0)
    assert run_import(workspace, source, workers=0).added == 6
    assert import_progress(workspace, job).status == "finished"


def test_a_finished_import_is_not_done_again(workspace: Workspace, tmp_path: Path) -> None:
    report = run_import(workspace, happy_and_sad(tmp_path / "a.zip"), workers=0)
    assert run_import(workspace, job_id=report.id) == report


def test_one_import_is_run_by_one_process_at_a_time(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_run, "_LOCK_SECONDS", 0)
    source = happy_and_sad(tmp_path / "a.zip")
    seen: list[str] = []

    def start_again(now: ImportProgress) -> None:
        if now.status == "running":
            with pytest.raises(ImportRefused, match="running already"):
                run_import(workspace, job_id=now.id)
            seen.append(import_progress(workspace, now.id).status)

    run_import(workspace, source, on_progress=start_again, workers=0)
    assert set(seen) == {"running"}


def start(job: ImportJob) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "core.import_process", str(job.workspace.root), job.id]
    return subprocess.Popen(command, cwd=PROJECT)


def test_a_killed_import_loses_nothing_and_takes_nothing_twice(
    workspace: Workspace, tmp_path: Path
) -> None:
    source = happy_and_sad(tmp_path / "many.zip", each=500)
    job = ImportJob(workspace, "20260101-000000-0000")
    job.register([str(source)], "many", [], {})
    kills = 0
    for wanted in (1, 200, 600):
        process = start(job)
        while process.poll() is None and import_progress(workspace, job.id).done < wanted:
            time.sleep(0.01)
        kills += process.poll() is None
        process.kill()
        process.wait()
        with DatasetStore.open(workspace) as store:
            assert store.count() == store.summary().labelled
        assert verify(workspace).intact
    assert kills > 0
    assert start(job).wait() == 0
    report = job.report()
    assert (report.added, report.duplicates, report.refused) == (1000, [], [])
    with DatasetStore.open(workspace) as store:
        assert store.summary().per_class == {"happy": 500, "sad": 500}
        assert store.summary().last_event == 1000
    assert verify(workspace).intact
    assert [
        path for path in workspace.pictures.iterdir() if path.name.startswith(".incoming")
    ] == []
