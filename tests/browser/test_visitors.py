"""The clients without a browser, by which the app is measured under load, do what people do."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest

from benchmarks.labelling import Labelling
from benchmarks.visitors import Visitor
from core.dataset.labels import history
from core.dataset.store import DatasetStore
from core.workspace import Workspace
from tests.browser.conftest import App

Found = TypeVar("Found")


@pytest.fixture
def shown(six_photos: Path, tmp_path: Path) -> Iterator[App]:
    """Return a started app on six photos."""
    shutil.copytree(six_photos, tmp_path / "six")
    running = App(Workspace(tmp_path / "six"))
    running.start()
    yield running
    running.stop()


def beside(work: Coroutine[Any, Any, Found]) -> Found:
    """Run it in a thread: Playwright keeps a loop going in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def _at_work(port: int) -> tuple[Labelling, list[str]]:
    async with Visitor(port) as tab:
        desk = Labelling(tab, "Ann")
        await desk.open()
        await desk.sign()
        await desk.label()
        await desk.label()
        await tab.open("photos")
        await desk.open()
        await desk.label()
        return desk, tab.errors


def test_what_a_visitor_saw_acknowledged_is_saved_under_their_name(shown: App) -> None:
    desk, errors = beside(_at_work(shown.port))
    assert errors == []
    assert len(desk.saved) == 3
    with DatasetStore.open(shown.workspace) as store:
        for op, (photo, label) in desk.saved.items():
            [event] = [each for each in history(store, photo) if each.op_id == op]
            assert (event.new, event.who) == (label, "Ann")


async def _unanswered(port: int) -> list[str]:
    async with Visitor(port) as tab:
        await tab.until(lambda: False, "Nothing", seconds=0.1)
        return tab.errors


def test_a_visitor_tells_what_was_not_answered(shown: App) -> None:
    assert beside(_unanswered(shown.port)) == ["Nothing was not answered in 0 seconds."]
