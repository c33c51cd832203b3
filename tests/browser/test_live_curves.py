"""Curves grow in place: the chart stays the same one and keeps the person's zoom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from filelock import FileLock
from playwright.sync_api import Page, expect

from core.dataset.store import DatasetStore
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory
from core.training_plan import start_training
from core.workspace import Workspace
from tests.browser.conftest import App
from tests.conftest import TINY, draw_faces

pytestmark = pytest.mark.browser


@pytest.fixture
def diary(workspace: Workspace) -> Iterator[EventWriter]:
    """Return the diary of a run that seems to be training, with one finished round."""
    draw_faces(workspace, 20)
    with DatasetStore.open(workspace) as store:
        run: RunDirectory = start_training(workspace, store, replace(TINY, epochs=8), launch=False)
    with FileLock(run.lock), EventWriter(run.events) as writer:
        writer.write("started", epochs=8)
        writer.write("training", epochs=8, steps=2)
        _finish_round(writer, 1)
        yield writer


def _finish_round(writer: EventWriter, number: int) -> None:
    shares = {"accuracy": 0.5 + number / 20, "val_accuracy": 0.5, "loss": 0.7, "val_loss": 0.7}
    writer.write("epoch", epoch=number, seconds=1.0, **shares)


def test_a_new_point_keeps_the_chart_and_the_zoom(diary: EventWriter, app: App, page: Page) -> None:
    page.goto(f"{app.url}/train")
    expect(page.get_by_role("link", name="4 See how good")).to_be_visible()
    chart = page.locator(".mien-plot").first
    expect(chart).to_have_attribute("data-points", "1")
    expect(page.get_by_text("Start training")).to_be_attached()
    page.wait_for_timeout(3000)  # the page is whole, and its panel has followed the run once
    chart.evaluate("element => { element.dataset.mark = 'same'; }")
    _drag_a_zoom(page)
    zoomed = _range(page)
    _finish_round(diary, 2)
    expect(chart).to_have_attribute("data-points", "2")
    assert chart.get_attribute("data-mark") == "same"
    assert zoomed[1] - zoomed[0] < 6
    assert _range(page) == zoomed


def _drag_a_zoom(page: Page) -> None:
    plot = page.locator(".mien-plot .nsewdrag").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.2 * box["width"], middle)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.6 * box["width"], middle + 4, steps=8)
    page.mouse.up()
    page.wait_for_timeout(500)


def _range(page: Page) -> list[float]:
    chart = page.locator(".mien-plot").first
    values = chart.evaluate("element => element.layout.xaxis.range.map(Number)")
    return [round(value, 3) for value in values]
