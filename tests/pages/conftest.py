"""Drawing a page of the app on a workspace."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.runtime.fragment import MemoryFragmentStorage
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


@pytest.fixture(autouse=True)
def _no_fragment_in_a_fragment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Hold that no part of a page that is drawn by itself lies in another such part.

    Of a part that is begun anew before the first is sent, Streamlit drops what it would have sent,
    but not what parts inside it would have: pieces without a place, at which the page goes blank.
    """
    nested: list[str] = []
    register = MemoryFragmentStorage.register

    def noted(store: MemoryFragmentStorage, key: str, part: Any, **facts: Any) -> None:
        if facts["parent_fragment_id"] is not None:
            nested.append(part.__qualname__)
        register(store, key, part, **facts)

    monkeypatch.setattr(MemoryFragmentStorage, "register", noted)
    yield
    assert not nested


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
