"""Faces are looked for once, saved as they come, and found again after a kill."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from filelock import FileLock

from core.commands.app import main
from core.dataset.face_marks import FaceCounts, face_counts, faces_of, save_faces, waiting_pictures
from core.dataset.importing import run_import
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.face_progress import SearchProgress, search_progress
from core.face_search import find_faces
from core.faces.face import Face
from core.workspace import PROJECT, Workspace
from tests.dataset.making import happy_and_sad, wait_until


@pytest.fixture
def people(
    workspace: Workspace, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Workspace:
    """Return a workspace with forty real photos in which nobody has looked for faces."""
    monkeypatch.setenv("MIEN_WEIGHTS", str(shared / "weights" / "opencv"))
    some = tmp_path / "some.zip"
    with (
        zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as source,
        zipfile.ZipFile(some, "w") as target,
    ):
        for name in [each for each in source.namelist() if not each.endswith("/")][:40]:
            target.writestr(name, source.read(name))
    run_import(workspace, some, workers=0)
    return workspace


def test_every_photo_is_looked_at_once(people: Workspace) -> None:
    told: list[SearchProgress] = []
    counts = find_faces(people, on_progress=told.append)
    assert (told[-1].done, told[-1].total) == (40, 40)
    assert counts.one + counts.several + counts.none == 40
    assert counts.one + counts.several >= 25
    told.clear()
    assert find_faces(people, on_progress=told.append) == counts
    assert told == []


def test_what_was_found_can_be_asked_for(people: Workspace) -> None:
    counts = find_faces(people)
    with DatasetStore.open(people) as store:
        for faces, number in (("none", counts.none), ("several", counts.several)):
            assert store.count(PictureQuery(faces=faces)) == number
        several = store.pictures(PictureQuery(faces="several"), limit=1)[0]
        found = [Face.from_json(each) for each in faces_of(store, several.id)]
    assert len(found) == several.face_count
    assert found == sorted(found, key=lambda face: -face.area)


def test_again_looks_at_every_photo_anew(people: Workspace) -> None:
    find_faces(people)
    with DatasetStore.open(people) as store:
        save_faces(store, {picture: [] for picture in store.picture_ids()})
    assert find_faces(people).none == 40
    assert find_faces(people, again=True).none < 20


def test_tiny_photos_are_not_looked_at(workspace: Workspace, tmp_path: Path) -> None:
    run_import(workspace, happy_and_sad(tmp_path / "tiny.zip"), workers=0)
    told: list[SearchProgress] = []
    counts = find_faces(workspace, on_progress=told.append)
    assert counts == FaceCounts(one=0, several=0, none=0, small=6, waiting=0)
    assert told == []


def test_a_photo_whose_file_is_gone_holds_nobody_up(people: Workspace) -> None:
    with DatasetStore.open(people) as store:
        lost = store.pictures(limit=1)[0]
    people.picture(lost.id, lost.suffix).unlink()
    told: list[SearchProgress] = []
    assert find_faces(people, on_progress=told.append).waiting == 0
    assert told[-1].unreadable == 1


def test_a_second_search_leaves_the_first_alone(people: Workspace) -> None:
    with FileLock(people.face_search_lock):
        assert find_faces(people).waiting == 40
        assert search_progress(people).running
    assert not search_progress(people).running


def test_a_killed_search_goes_on_where_it_stopped(people: Workspace) -> None:
    command = [sys.executable, "-m", "core.face_process", str(people.root)]
    process = subprocess.Popen(command, cwd=PROJECT)
    with DatasetStore.open(people) as store:
        wait_until(lambda: face_counts(store).waiting < 40 or process.poll() is not None)
        process.send_signal(signal.SIGKILL)
        process.wait()
        left = len(waiting_pictures(store))
        told: list[SearchProgress] = []
        assert find_faces(people, on_progress=told.append).waiting == 0
        assert (told[-1].total if told else 0) == left


def test_a_process_that_fails_leaves_why(workspace: Workspace) -> None:
    workspace.data.mkdir()
    workspace.database.write_bytes(b"no database" * 100)
    command = [sys.executable, "-m", "core.face_process", str(workspace.root)]
    assert subprocess.run(command, cwd=PROJECT, check=False).returncode == 1
    assert "is damaged" in search_progress(workspace).message


def test_the_command_tells_the_counts(people: Workspace, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["faces", "--json", "--workspace", str(people.root)]) == 0
    document = json.loads(capfd.readouterr().out)
    assert document["one"] + document["several"] + document["none"] == 40
    assert document["notice"] == ""


def test_photos_can_be_listed_by_their_faces(
    people: Workspace, capfd: pytest.CaptureFixture[str]
) -> None:
    none = find_faces(people).none
    assert main(["photos", "--faces", "none", "--json", "--workspace", str(people.root)]) == 0
    assert json.loads(capfd.readouterr().out)["found"] == none
    assert main(["photos", "--faces", "two", "--json", "--workspace", str(people.root)]) == 1
    assert "none, one or several" in json.loads(capfd.readouterr().out)["error"]


@pytest.mark.parametrize("text", ["{", "[]", '{"done": "many"}', '{"message": 7}', "[" * 100_000])
def test_what_a_search_told_is_passed_over_where_it_is_damaged(
    workspace: Workspace, text: str
) -> None:
    workspace.face_search.parent.mkdir(parents=True)
    workspace.face_search.write_text(text)
    assert search_progress(workspace) == SearchProgress()
