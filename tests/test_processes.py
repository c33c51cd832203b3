"""Whether a lock is held is told of every lock, also of one that this user may not write to."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from filelock import FileLock

from core.processes import is_held
from core.workspace import Workspace
from tests.refused import closed, refused

ASKED = (
    "from core.processes import is_held\n"
    "from core.workspace import Workspace\n"
    "print(is_held(Workspace.default().training_lock))\n"
)


@pytest.fixture
def lock(workspace: Workspace) -> Iterator[FileLock]:
    """Return a lock that was held once."""
    workspace.models.mkdir()
    found = FileLock(workspace.training_lock)
    with found:
        pass
    yield found
    found.release()


def test_a_lock_that_is_not_there_is_free(workspace: Workspace) -> None:
    assert not is_held(workspace.training_lock)
    assert not workspace.models.exists()


def test_a_lock_is_held_as_long_as_its_holder_lives(workspace: Workspace, lock: FileLock) -> None:
    assert not is_held(workspace.training_lock)
    with lock:
        assert is_held(workspace.training_lock)
    assert not is_held(workspace.training_lock)


@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
@pytest.mark.parametrize(
    ("rights", "holds", "told"),
    [(0o444, False, "False"), (0o444, True, "True"), (0, False, "True"), (0, True, "True")],
)
def test_the_lock_of_another_user_counts_as_free_only_where_that_is_sure(
    workspace: Workspace, lock: FileLock, rights: int, told: str, *, holds: bool
) -> None:
    with lock if holds else nullcontext(), closed(workspace.training_lock, rights):
        done = refused(workspace, "-c", ASKED)
    assert (done.stdout.strip(), done.stderr) == (told, "")


@pytest.mark.skipif(sys.platform == "win32", reason="rights of another kind")
def test_a_lock_in_a_closed_folder_counts_as_held(workspace: Workspace, lock: FileLock) -> None:
    assert not lock.is_locked
    with closed(workspace.models):
        done = refused(workspace, "-c", ASKED)
    assert (done.stdout.strip(), done.stderr) == ("True", "")
