"""Processes that decode, and die."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.dataset.pool import PicturePool
from core.dataset.preparing import Keeper, Prepared, Refused
from core.errors import ImportRefused
from core.workspace import Workspace
from tests.dataset.making import photo, wait_until

pytestmark = pytest.mark.on_sqlite  # no database has a part in it


@dataclass(frozen=True)
class Given:
    """Bytes that are here already."""

    data: bytes

    def read(self) -> bytes:
        return self.data


@dataclass(frozen=True)
class Deadly:
    """A file that brings the process down that reads it."""

    def read(self) -> bytes:
        os._exit(3)


@dataclass(frozen=True)
class Gone:
    """A file whose whole source is gone."""

    def read(self) -> bytes:
        raise ImportRefused("The disk is gone.")


@pytest.fixture
def keeper(workspace: Workspace, tmp_path: Path) -> Keeper:
    (tmp_path / "incoming").mkdir()
    return Keeper(workspace, tmp_path / "incoming")


def test_outcomes_come_in_the_order_of_the_files(keeper: Keeper) -> None:
    chunks = [[Given(photo(seed)), Given(b"no photo")] for seed in range(30)]
    with closing(PicturePool(keeper, 2)) as pool:
        outcomes = [each for chunk in pool.run(chunks) for each in chunk]
    assert [type(each) for each in outcomes] == [Prepared, Refused] * 30
    ids = [each.id for each in outcomes if isinstance(each, Prepared)]
    assert ids == [keeper.prepare([Given(photo(seed))])[0].id for seed in range(30)]  # type: ignore[union-attr]


def test_a_file_that_kills_the_reader_costs_that_file_alone(keeper: Keeper) -> None:
    good = [Given(photo(seed)) for seed in range(6)]
    chunks = [good[:2], [good[2], Deadly(), good[3]], good[4:]]
    with closing(PicturePool(keeper, 1)) as pool:
        outcomes = [each for chunk in pool.run(chunks) for each in chunk]
    assert [type(each) for each in outcomes] == [Prepared] * 3 + [Refused] + [Prepared] * 3
    refused = outcomes[3]
    assert isinstance(refused, Refused)
    assert "brought the picture reader down" in refused.reason


def test_a_source_that_is_gone_ends_the_import(keeper: Keeper) -> None:
    with (
        closing(PicturePool(keeper, 1)) as pool,
        pytest.raises(ImportRefused, match="disk is gone"),
    ):
        list(pool.run([[Gone()]]))


def test_the_readers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    parent = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        cwd=Path.cwd(),
        env=os.environ | {"PYTHONPATH": "."},
    )
    told = tmp_path / "reader"
    wait_until(lambda: told.exists() and told.read_text() != "")
    parent.kill()
    parent.wait()
    wait_until(lambda: not alive(int(told.read_text())))


PARENT = """
import os, sys, time
from pathlib import Path
from core.dataset.pool import PicturePool
from core.dataset.preparing import Keeper
from core.workspace import Workspace
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    pool = PicturePool(Keeper(Workspace(folder), folder), 1)
    (folder / "reader").write_text(str(pool.open("", os.getpid)))
    time.sleep(60)
"""


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    state = Path(f"/proc/{process}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
