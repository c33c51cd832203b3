"""What works beside the app gives way to it, and the person's own session stays as it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from core.workspace import PROJECT

_GROUP = Path("/proc/self/autogroup")
_ASKED = "from core.priority import give_way; give_way(7); give_way(3)"
_TOLD = "import os; print(os.nice(0), open('/proc/self/autogroup').read().split()[-1:])"

pytestmark = pytest.mark.skipif(not _GROUP.exists(), reason="a system without session groups")


def _told(code: str, *, own_session: bool) -> list[str]:
    command = [sys.executable, "-c", f"{code}; {_TOLD}"]
    done = subprocess.run(
        command,
        cwd=PROJECT,
        start_new_session=own_session,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()  # the first session of a machine belongs to no group: []


def test_a_process_with_its_own_session_lowers_that_too() -> None:
    before, _ = _told("pass", own_session=True)
    expected = str(max(7, int(before)))
    assert _told(_ASKED, own_session=True) == [expected, f"['{expected}']"]


def test_the_session_of_a_person_stays_as_it_is() -> None:
    own, group = _told("pass", own_session=False)
    assert _told(_ASKED, own_session=False) == [str(max(7, int(own))), group]
