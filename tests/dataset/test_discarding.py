"""What imports keep of a person's files goes when the import cannot begin, is over or given up."""

from __future__ import annotations

import errno
import os
from io import BytesIO
from pathlib import Path

import pytest
from filelock import FileLock

from core.dataset.discarding import discard_import
from core.dataset.import_folders import all_jobs
from core.dataset.import_jobs import ImportJob
from core.dataset.importing import imports, receive, run_import, start_import
from core.dataset.store import DatasetStore
from core.doctor.of_leftovers import remove_leftovers
from core.errors import ImportRefused, NotInDataset, WorkspaceProblem
from core.workspace import Workspace
from tests.dataset.making import photo, zip_of
from tests.dataset.test_resuming import cut_after


class Refusing(BytesIO):
    """A file that comes in while the disk fills up."""

    def read(self, *_: object) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def uploads(count: int = 6) -> list[tuple[str, BytesIO]]:
    return [(f"happy/{seed}.png", BytesIO(photo(seed))) for seed in range(count)]


def age(folder: Path) -> None:
    """Let everything in a folder be an hour old."""
    for path in (folder, *folder.rglob("*")):
        facts = path.stat()
        os.utime(path, (facts.st_atime, facts.st_mtime - 3_600))


def test_nothing_stays_of_files_that_the_disk_did_not_take(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceProblem, match="No space left on device"):
        receive(workspace, [*uploads(2), ("last.png", Refusing())])
    assert [*workspace.imports.iterdir()] == []


def test_nothing_stays_of_files_whose_import_cannot_be_written(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = receive(workspace, uploads())
    (folder.parent / "starting").mkdir()  # the disk refuses the file of this name
    with pytest.raises(WorkspaceProblem, match="Nothing can be written"):
        start_import(workspace, folder)
    assert [*workspace.imports.iterdir()] == []


def test_what_was_received_and_never_registered_goes_at_the_next_start(
    workspace: Workspace,
) -> None:
    folder = receive(workspace, uploads())
    remove_leftovers(workspace)
    assert folder.exists()  # it may be registered in a moment
    age(folder.parent)
    with FileLock(folder.parent / "import.lock"):  # as while more files come in
        remove_leftovers(workspace)
    assert folder.exists()
    remove_leftovers(workspace)
    assert [*workspace.imports.iterdir()] == []


def test_what_a_finished_import_left_goes_at_the_next_start(workspace: Workspace) -> None:
    report = run_import(workspace, receive(workspace, uploads()), workers=0)
    [job] = all_jobs(workspace)
    job.received.mkdir()  # as if it had been killed before it could remove them
    (job.received / "000000").write_bytes(photo(0))
    remove_leftovers(workspace)
    assert not job.received.exists()
    assert job.report() == report


def test_an_import_that_can_go_on_keeps_its_files_until_it_is_discarded(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = receive(workspace, uploads())
    job_id = cut_after(workspace, folder, 2, monkeypatch)
    age(folder.parent)
    remove_leftovers(workspace)
    assert len([*folder.iterdir()]) == 7
    discard_import(workspace, job_id)
    assert imports(workspace) == []
    assert not folder.parent.exists()
    assert not ImportJob(workspace, job_id).incoming.exists()
    with DatasetStore.open(workspace) as store:
        assert 2 <= store.count() < 6
    with pytest.raises(NotInDataset):
        discard_import(workspace, job_id)


def test_a_failed_import_is_discarded(workspace: Workspace) -> None:
    with pytest.raises(ImportRefused):
        run_import(workspace, receive(workspace, [("a.zip", BytesIO(b"PK\x03\x04"))]), workers=0)
    [failed] = imports(workspace)
    discard_import(workspace, failed.id)
    assert [*workspace.imports.iterdir()] == []


def test_an_import_that_goes_on_or_is_finished_is_not_discarded(
    workspace: Workspace, tmp_path: Path
) -> None:
    run_import(workspace, zip_of(tmp_path / "a.zip", {"a.png": photo(1)}), workers=0)
    [job] = all_jobs(workspace)
    with pytest.raises(ImportRefused, match="finished"):
        discard_import(workspace, job.id)
    job.write_progress(job.progress().__class__(job.id, "a.zip", "running"))
    with FileLock(job.lock), pytest.raises(ImportRefused, match="goes on right now"):
        discard_import(workspace, job.id)
    job.announce_start()
    with pytest.raises(ImportRefused, match="goes on right now"):
        discard_import(workspace, job.id)
    assert [each.id for each in imports(workspace)] == [job.id]
