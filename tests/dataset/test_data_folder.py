"""A folder that somebody else closed is told in a sentence wherever it is met."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from core.dataset.data_folder import check_data_folder
from core.dataset.store import DatasetStore
from core.errors import WorkspaceProblem
from core.occupancy import Occupancy
from core.processes import is_held
from core.runs.run_directory import RunDirectory
from core.runs.spec import TrainConfig
from core.workspace import PROJECT, Workspace
from tests.catalogue.aftermath import is_plain
from tests.dataset.making import happy_and_sad
from tests.refused import closed, refused

pytestmark = [
    pytest.mark.on_sqlite,
    pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind"),
]

DRAWN = (
    "from streamlit.testing.v1 import AppTest\n"
    f"app = AppTest.from_file({str(PROJECT / 'streamlit_app.py')!r}, default_timeout=60).run()\n"
    "assert not app.exception\n"
    "print(*[each.value.replace(chr(92), '') for each in app.error])\n"
)
CHECKED = (
    "from core.errors import WorkspaceProblem\n"
    "from ui import server\n"
    "try:\n"
    "    server.hold_workspace()\n"
    "except WorkspaceProblem as problem:\n"
    "    print(problem)\n"
)


@pytest.fixture
def begun(workspace: Workspace) -> Workspace:
    """Return a workspace with a database, as another user left it."""
    DatasetStore.open(workspace).close()
    workspace.models.mkdir(exist_ok=True)
    return workspace


@pytest.mark.parametrize("program", [CHECKED, DRAWN], ids=["server", "page"])
def test_the_app_says_that_a_data_folder_is_closed(begun: Workspace, program: str) -> None:
    with closed(begun.data):
        done = refused(begun, "-c", program, PYTHONPATH=str(PROJECT))
    assert done.returncode == 0, done.stderr
    is_plain(done.stdout.strip(), str(begun.data), "Permission denied", "let this user")


def test_a_command_says_that_a_data_folder_is_closed(begun: Workspace) -> None:
    with closed(begun.data):
        done = refused(begun, "-m", "core", "photos")
    assert done.returncode == 1
    is_plain(done.stderr.strip(), str(begun.data), "Permission denied", "let this user")


def test_closed_imports_are_a_sentence_too(begun: Workspace, tmp_path: Path) -> None:
    begun.imports.mkdir()
    source = happy_and_sad(tmp_path / "a.zip")
    with closed(begun.imports):
        done = refused(begun, "-m", "core", "import", "--json", str(source))
    assert done.returncode == 1
    told = json.loads(done.stdout)["error"]
    assert done.stderr.strip().endswith(told)
    is_plain(told, str(begun.imports), "Permission denied", "let this user read and write")


def test_a_refusal_that_no_command_expects_is_a_sentence_too(
    begun: Workspace, tmp_path: Path
) -> None:
    source = happy_and_sad(tmp_path / "a.zip")
    begun.pictures.mkdir(exist_ok=True)
    with closed(begun.pictures):
        done = refused(begun, "-m", "core", "import", "--json", str(source))
    assert done.returncode == 1
    is_plain(json.loads(done.stdout)["error"], str(begun.data), "Permission denied")


def test_the_doctor_finds_that_a_data_folder_is_closed(begun: Workspace) -> None:
    with closed(begun.data):
        done = refused(begun, "-m", "core", "doctor")
    assert (done.returncode, done.stderr) == (1, "")
    assert f"Mien may not read and write {begun.data}." in done.stdout
    assert len({*done.stdout.splitlines()}) == len(done.stdout.splitlines())


def test_the_app_says_that_the_folder_of_trainings_can_only_be_read(begun: Workspace) -> None:
    with closed(begun.models, 0o555):
        done = refused(begun, "-c", DRAWN, PYTHONPATH=str(PROJECT))
    assert done.returncode == 0, done.stderr
    is_plain(done.stdout.strip(), str(begun.models), "Permission denied", "let this user write")


def test_an_import_into_a_closed_folder_does_not_ask_for_space(
    begun: Workspace, tmp_path: Path
) -> None:
    source = happy_and_sad(tmp_path / "a.zip")
    with closed(begun.pictures, 0o555):
        done = refused(begun, "-m", "core", "import", str(source))
    assert done.returncode == 1
    told = done.stderr.strip().splitlines()[-1]
    is_plain(told, "Permission denied", "check that the folder may be written to", "go on with")
    assert "space" not in told


def test_an_app_that_cannot_say_where_it_is_does_not_hold_the_workspace(begun: Workspace) -> None:
    begun.app_address.mkdir()
    with pytest.raises(WorkspaceProblem, match="cannot be written"):
        Occupancy(begun, "here").take()
    assert not is_held(begun.app_lock)


def test_a_file_in_place_of_the_folder_of_trainings_is_named(workspace: Workspace) -> None:
    workspace.models.write_text("in the way")
    with pytest.raises(WorkspaceProblem, match=r"models is a file"):
        check_data_folder(workspace)


def test_the_pages_stand_beside_a_training_of_another_user(begun: Workspace) -> None:
    run = RunDirectory.create(begun, "Theirs", TrainConfig(), ["sad", "happy"], [])
    run.lock.touch()
    with closed(run.path, 0o555), closed(run.lock, 0o444):
        done = refused(begun, "-c", DRAWN, PYTHONPATH=str(PROJECT))
    assert (done.returncode, done.stdout) == (0, "\n"), done.stderr
