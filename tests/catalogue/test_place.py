"""Cases 72, 73 and 88: a data folder that is not as it was, and a second app on it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.dataset.store import DatasetStore
from core.errors import WorkspaceProblem
from core.occupancy import Occupancy
from core.workspace import PROJECT, Workspace
from tests.browser.conftest import App
from tests.catalogue.aftermath import is_plain
from tests.conftest import missing

SCRIPT = str(PROJECT / "streamlit_app.py")
_READ_ONLY = 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"'
_DRAWN = (
    "from streamlit.testing.v1 import AppTest\n"
    f"app = AppTest.from_file({SCRIPT!r}, default_timeout=60).run()\n"
    "assert not app.exception\n"
    "print(*[each.value for each in app.error])\n"
)


def told(monkeypatch: pytest.MonkeyPatch, place: Workspace) -> str:
    """Return what the app's page says of a data folder it cannot use."""
    monkeypatch.setenv("MIEN_WORKSPACE", str(place.root))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    assert not app.exception
    [error] = app.error
    assert not app.button
    return str(error.value).replace("\\", "").replace("*", "")


def started(place: Workspace, *options: str) -> subprocess.CompletedProcess[str]:
    """Start the app as a person does who knows Streamlit, and return what became of it."""
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py"]
    return subprocess.run(
        [*command, "--server.headless", "true", "--server.port", "0", *options],
        cwd=PROJECT,
        env={**os.environ, "MIEN_WORKSPACE": str(place.root)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_case_72_a_data_folder_that_can_only_be_read(place: Workspace) -> None:
    inside = [str(place.data), sys.executable, "-c", _DRAWN]
    if subprocess.run(["unshare", "-Urm", "true"], check=False).returncode:  # noqa: S607
        missing("needs a system where a folder can be mounted for reading only")
    done = subprocess.run(
        ["unshare", "-Urm", "sh", "-c", _READ_ONLY, *inside],  # noqa: S607
        cwd=PROJECT,
        env={**os.environ, "MIEN_WORKSPACE": str(place.root), "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    is_plain(done.stdout.replace("\\", "").strip(), str(place.data), "written")


def test_case_73_a_data_folder_that_is_not_connected(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    DatasetStore.open(place).close()
    away = place.data.rename(place.root / "elsewhere")
    for emptied in (False, True):  # a disk that is gone leaves no folder, or an empty one
        if emptied:
            place.data.mkdir()
        is_plain(told(monkeypatch, place), "photos of this project are not here", "disk")
        assert not place.database.exists()
        with pytest.raises(Exception, match="not here"):
            DatasetStore.open(place)
    place.data.rmdir()
    away.rename(place.data)


def test_case_73_a_data_folder_that_goes_while_the_app_runs(place: Workspace) -> None:
    with DatasetStore.open(place) as store:
        away = place.data.rename(place.root / "elsewhere")
        for _ in range(2):
            with pytest.raises(WorkspaceProblem) as told:
                store.summary()
            is_plain(str(told.value), "photos of this project are not here", "connect the disk")
        away.rename(place.data)
        assert store.summary().total == 6


def test_case_73_a_data_folder_of_another_project(
    place: Workspace, six_photos: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    DatasetStore.open(place).close()
    mine = place.data.rename(tmp_path / "mine")
    shutil.copytree(six_photos / "data", place.data)
    mark = place.photos_mark.read_text()
    place.photos_mark.write_text(mark.replace(mark[:32], "0" * 32))
    is_plain(told(monkeypatch, place), "another project")
    place.photos_mark.write_text(mark)
    shutil.rmtree(place.data)
    mine.rename(place.data)


@pytest.mark.parametrize("way", ["file", "dangling"])
def test_case_73_something_else_in_its_place(
    place: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    away = place.data.rename(place.root / "elsewhere")
    if way == "file":
        place.data.write_text("in the way")
    else:
        place.data.symlink_to(tmp_path / "unplugged")
    named = "is a file" if way == "file" else "leads to"
    is_plain(told(monkeypatch, place), f"{place.data} {named}", "try again")
    place.data.unlink()
    away.rename(place.data)


def test_case_73_a_disk_that_is_almost_full(
    place: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as full:
        usage = shutil.disk_usage(place.data)._replace(free=35 << 20)
        full.setattr(shutil, "disk_usage", lambda _: usage)
        is_plain(told(full, place), "almost full", "35 MB", "200 MB")


def test_case_88_a_second_app_on_the_same_photos(place: Workspace) -> None:
    first = App(place)
    first.start()
    try:
        second = started(place)
        assert second.returncode == 1
        is_plain(second.stderr.strip().splitlines()[-1], f"at {first.url}")
        with DatasetStore.open(place) as store:  # the command line goes on beside it
            assert store.summary().total
    finally:
        first.stop()  # by the hardest way
    freed = Occupancy(place, "here")
    freed.take()
    freed.leave()


def test_case_88_a_port_that_is_taken(place: Workspace, tmp_path: Path) -> None:
    first = App(Workspace(tmp_path / "other"))
    first.start()
    try:
        second = started(place, "--server.port", str(first.port))
        assert second.returncode == 1
        assert f"Port {first.port} is not available" in second.stderr
        assert "Traceback" not in second.stderr
    finally:
        first.stop()
