"""The whole road through the app on a machine without a network: what was asked elsewhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figure import Figure
from core.workspace import PROJECT
from tests.offline import command_offline

NAME = "offline"
_ROADS = ("tests/browser/test_road.py", "tests/browser/test_every_page.py")
_MINUTES_20 = 1200


def offline() -> Figure:
    """Return how many addresses outside this computer the app and its pages asked for.

    The browser tests of the road from a zip to a heat map, and of every page, run with the
    loopback device alone; each fails where a page asks elsewhere, and whatever looks up a name is
    noted by the name server of that machine.
    """
    with tempfile.TemporaryDirectory() as folder:
        note = Path(folder) / "names.json"
        tests = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *_ROADS]
        command = command_offline(note, tests)
        if command is None:
            reason = {"reason": "this system has no network namespaces for its users"}
            return Figure(NAME, None, "requests", 0, None, reason)
        done = subprocess.run(
            command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=_MINUTES_20
        )
        names = json.loads(note.read_text("utf-8"))
    asked = re.findall(r"assert \[(.+)\] == \[\]", done.stdout)
    ended = done.stdout.strip().splitlines()[-1:]
    walked = done.returncode == 0 and "skipped" not in "".join(ended)
    found = len(names) + len(asked)
    detail = {"names": names, "addresses": asked, "walked": walked, "tests": ended}
    return Figure(NAME, found if walked or found else None, "requests", 0, None, detail)
