"""What holds after anything that went wrong."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping

import pytest
from streamlit.testing.v1 import AppTest

from core.dataset.store import DatasetStore
from core.dataset.verify import verify
from core.workspace import PROJECT, Workspace
from tests.dataset.making import wait_until

_FOR_ENGINEERS = re.compile(r"Traceback|Error\(|Exception|\bErrno\b|<class |\bNone\b|0x[0-9a-f]{6}")
_LONGEST = 600

Labels = Mapping[str, str | None]


def labels_of(workspace: Workspace) -> Labels:
    """Return the label of every photo by its id: what is acknowledged."""
    with DatasetStore.open(workspace) as store:
        return {each.id: each.label for each in store.pictures(limit=100_000)}


def hold(workspace: Workspace, before: Labels) -> None:
    """Hold that nothing is lost, nothing half-written is left, and the app answers."""
    assert before.items() <= labels_of(workspace).items()
    assert verify(workspace).intact
    wait_until(lambda: not [*workspace.data.rglob("*.tmp")])  # or the app's search still writes
    answers(workspace)


def answers(workspace: Workspace) -> AppTest:
    """Hold that the app draws its photos without an exception, and return what it drew."""
    app = drawn(workspace, "photos")
    assert not app.exception
    return app


def drawn(workspace: Workspace, page: str) -> AppTest:
    """Return a page of the app, such as "photos", drawn on a workspace."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MIEN_WORKSPACE", str(workspace.root))
        patch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # AppTest takes its place
        app = AppTest.from_file(str(PROJECT / "streamlit_app.py"), default_timeout=60).run()
        return app.switch_page(f"app_pages/{page}.py").run()


def said(app: AppTest) -> list[str]:
    """Return all sentences of a page."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "success", "warning")
    return [element.value for kind in (*kinds, "error") for element in getattr(app, kind)]


def is_plain(sentence: str, *named: str) -> None:
    """Hold that words are meant for people and name what they are about.

    Parameters
    ----------
    sentence : str
        What a person is told.
    *named : str
        What has to stand in it, in small or capital letters.
    """
    assert sentence.strip().endswith((".", "!", "?"))
    assert len(sentence) <= _LONGEST
    assert not _FOR_ENGINEERS.search(sentence)
    for each in named:
        assert each.lower() in sentence.lower()
