"""The documents of an import that cannot be read are told, in nobody's way, and mended."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from core.dataset.import_folders import all_jobs
from core.dataset.import_jobs import ImportJob
from core.dataset.import_mending import put_away, rewrite_report
from core.dataset.importing import (
    import_progress,
    import_report,
    imports,
    run_import,
)
from core.dataset.store import DatasetStore
from core.errors import CoreError, ImportRefused, WorkspaceProblem
from core.workspace import Workspace
from tests.catalogue.aftermath import is_plain
from tests.dataset.making import happy_and_sad, photo, zip_of
from tests.refused import closed, refused

TORN = [b"", b'{"sources": ["/a', b"[]", b"{}", b"\xff\xfe\x00", b"null"]


@pytest.fixture
def source(workspace: Workspace, tmp_path: Path) -> Path:
    """Return a zip that was imported."""
    found = happy_and_sad(tmp_path / "a.zip")
    run_import(workspace, found, workers=0)
    return found


def torn(workspace: Workspace, content: bytes = b'{"na') -> ImportJob:
    """Tear both documents of the one import, as a power cut in the middle of it may."""
    [job] = all_jobs(workspace)
    for name in ("import.json", "progress.json"):
        (job.folder / name).write_bytes(content)
    return job


@pytest.mark.parametrize("content", TORN)
def test_an_import_that_cannot_be_read_is_told(
    workspace: Workspace, source: Path, content: bytes
) -> None:
    assert source.is_file()
    job = torn(workspace, content)
    [told] = imports(workspace)
    assert (told.id, told.status) == (job.id, "unreadable")
    is_plain(told.message, job.id, "import.json is damaged", "put it away")


def test_it_stands_in_the_way_of_no_new_import(
    workspace: Workspace, source: Path, tmp_path: Path
) -> None:
    torn(workspace)
    assert run_import(workspace, source, workers=0).added == 0
    other = zip_of(tmp_path / "b.zip", {"new.png": photo(9)})
    assert run_import(workspace, other, workers=0).added == 1


def test_it_can_be_put_away_and_its_photos_stay(workspace: Workspace, source: Path) -> None:
    assert source.is_file()
    job = torn(workspace)
    with pytest.raises(WorkspaceProblem, match="cannot be read"):
        run_import(workspace, job_id=job.id, workers=0)
    job.received.mkdir()
    is_plain(put_away(workspace, job.id), job.id, str(job.received))
    assert imports(workspace) == []
    assert job.received.is_dir()
    with DatasetStore.open(workspace) as store:
        assert store.count() == 6


def test_an_import_that_can_be_read_is_not_put_away(workspace: Workspace, source: Path) -> None:
    assert source.is_file()
    [job] = all_jobs(workspace)
    with pytest.raises(ImportRefused, match="can be read"):
        put_away(workspace, job.id)
    assert imports(workspace) != []


def test_one_that_lost_only_how_far_it_was_can_go_on(workspace: Workspace, source: Path) -> None:
    [job] = all_jobs(workspace)
    (job.folder / "progress.json").write_bytes(b"[]")
    told = import_progress(workspace, job.id)
    assert (told.status, told.name) == ("interrupted", "a.zip")
    assert run_import(workspace, source, workers=0).id == job.id
    assert import_progress(workspace, job.id).status == "finished"


@pytest.mark.parametrize("content", TORN)
def test_a_torn_report_is_told_and_written_anew(
    workspace: Workspace, source: Path, content: bytes
) -> None:
    assert source.is_file()
    [job] = all_jobs(workspace)
    before = job.report()
    (job.folder / "report.json").write_bytes(content)
    with pytest.raises(CoreError) as told:
        import_report(workspace, job.id)
    is_plain(str(told.value), "report.json is damaged", "written anew")
    rewrite_report(workspace, job.id)
    after = import_report(workspace, job.id)
    assert (after.added, after.per_class, after.name) == (6, before.per_class, before.name)
    assert imports(workspace)[0].status == "finished"


def test_a_torn_report_does_not_make_a_finished_import_fail(
    workspace: Workspace, source: Path
) -> None:
    assert source.is_file()
    [job] = all_jobs(workspace)
    (job.folder / "report.json").write_bytes(b"{")
    with pytest.raises(WorkspaceProblem, match=r"report\.json"):
        run_import(workspace, job_id=job.id, workers=0)
    assert import_progress(workspace, job.id).status == "finished"


@pytest.mark.parametrize("name", ["photos", "trainings"])
def test_a_mark_that_is_no_text_is_a_mark_of_others(
    workspace: Workspace, source: Path, name: str
) -> None:
    assert source.is_file()
    mark = workspace.photos_mark if name == "trainings" else workspace.pictures / ".dataset-id"
    DatasetStore.open(workspace).close()
    assert mark.is_file()
    mark.write_bytes(b"\xff\xfe\xfa\n")
    with pytest.raises(WorkspaceProblem, match="another"):
        DatasetStore.open(workspace)


@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
def test_imports_of_another_user_are_one_sentence(workspace: Workspace, source: Path) -> None:
    assert source.is_file()
    with closed(workspace.imports):
        done = refused(workspace, "-m", "core", "import", str(source))
        found = refused(workspace, "-m", "core", "doctor")
    assert done.returncode == 1
    is_plain(done.stderr, str(workspace.imports), "cannot be looked at", "let this user read")
    assert str(workspace.imports) in found.stdout
    assert "Traceback" not in found.stdout + found.stderr
