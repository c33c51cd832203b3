"""Drawing a page of the app on a workspace."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest
from streamlit.testing.v1 import AppTest

from core.workspace import PROJECT, Workspace

Open = Callable[[str], AppTest]


@pytest.fixture(autouse=True)
def _main_script(quick_to_draw: None) -> Iterator[None]:
    """Give the main script back: `AppTest` puts the app in its place for good.

    Processes started later by `multiprocessing` would run the app instead of what they are for.
    """
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[[Workspace], Open]:
    """Return a function that draws a page of the app on a workspace."""

    def on(workspace: Workspace) -> Open:
        monkeypatch.setenv("MIEN_WORKSPACE", str(workspace.root))
        return _draw

    return on


def _draw(page: str) -> AppTest:
    app = AppTest.from_file(str(PROJECT / "streamlit_app.py"), default_timeout=60)
    return app.switch_page(page).run()
