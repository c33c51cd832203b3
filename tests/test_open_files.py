"""A server may have as many connections open as the system allows anybody."""

from __future__ import annotations

import subprocess
import sys

import pytest

from core.workspace import PROJECT

_ASKED = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
from core.open_files import allow_many
allow_many()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit")
@pytest.mark.parametrize(("soft", "hard"), [(100, 400), (400, 400), (64, 4000)])
def test_the_limit_is_raised_as_far_as_it_goes(soft: int, hard: int) -> None:
    command = [sys.executable, "-c", _ASKED.format(soft=soft, hard=hard)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(hard), str(hard)]
