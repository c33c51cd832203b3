"""What nobody expected: a sentence and an id on the page, the traceback in the log."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.error_log import MOST_BYTES, log_unexpected
from tests.browser.conftest import App
from tests.catalogue.visitor import Visitor

APP = """
import sys
import streamlit as st
sys.path.insert(0, {project!r})
if st.runtime.exists():
    if "part" in st.query_params:
        @st.fragment
        def part():
            raise RuntimeError("secret in a part")
        part()
    raise RuntimeError("secret in the page")
else:
    from ui import server
    app = st.App(__file__, **server.settings())
"""


def test_an_error_in_a_page_or_a_part_of_it_is_an_id(tmp_path: Path) -> None:
    from core.workspace import PROJECT, Workspace

    script = tmp_path / "broken.py"
    script.write_text(APP.format(project=str(PROJECT)))
    running = App(Workspace(tmp_path), script=str(script))
    running.start()
    try:
        with Visitor(running.url) as visitor:
            drawn = [*visitor.drawn, *visitor.draw("part=1")]
    finally:
        running.stop()
    told = b"".join(bytes(each.SerializeToString()) for each in drawn).decode("utf-8", "replace")
    assert "secret" not in told
    assert "Traceback" not in told
    ids = re.findall(r"the id ([0-9a-f]{8})", told)
    log = (tmp_path / "data" / "errors.log").read_text()
    assert len(ids) == 2
    assert all(f"--- {error_id} " in log for error_id in ids)
    assert "secret in a part" in log
    assert "secret in the page" in log


def test_the_log_does_not_grow_for_ever(tmp_path: Path) -> None:
    log = tmp_path / "errors.log"
    log.write_bytes(b"x" * (MOST_BYTES + 1))
    error_id = log_unexpected(log, ValueError("new"))
    assert error_id in log.read_text()
    assert log.stat().st_size < 1000
    assert (tmp_path / "errors.older.log").stat().st_size > MOST_BYTES


def test_a_log_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="gone"):
        log_unexpected(tmp_path / "gone" / "errors.log", ValueError("x"))
