"""The clients without a browser, by which the app is measured under load, do what people do."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.labelling import Labelling
from benchmarks.visitors import Visitor
from core.dataset.labels import history
from core.dataset.store import DatasetStore
from core.workspace import Workspace
from tests.browser.conftest import App


@pytest.fixture
def shown(six_photos: Path, tmp_path: Path) -> Iterator[App]:
    """Return a started app on six photos."""
    shutil.copytree(six_photos, tmp_path / "six")
    running = App(Workspace(tmp_path / "six"))
    running.start()
    yield running
    running.stop()


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
    desk, errors = asyncio.run(_at_work(shown.port))
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
    assert asyncio.run(_unanswered(shown.port)) == ["Nothing was not answered in 0 seconds."]
