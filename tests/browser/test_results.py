"""The results by keyboard: a cell of the matrix, and the threshold with its curves."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.workspace import Workspace
from tests.browser.conftest import App

pytestmark = pytest.mark.browser


@pytest.fixture
def judged(judged_root: Path, workspace: Workspace) -> Workspace:
    """Return a workspace with a short training that is judged by at least twenty photos."""
    shutil.copytree(judged_root, workspace.root, dirs_exist_ok=True)
    return workspace


def test_the_matrix_and_the_threshold_work_by_keyboard(
    judged: Workspace, app: App, page: Page
) -> None:
    assert judged == app.workspace
    page.goto(f"{app.url}/results")
    cells = page.get_by_role("button", name=re.compile(r"^\d+ · "))
    expect(cells).to_have_count(4)
    _open_a_cell(page)
    _relabel(page)
    _move_the_threshold(page)


def _open_a_cell(page: Page) -> None:
    """Reach the cell of the largest count with the Tab key alone, and press Enter."""
    cells = page.get_by_role("button", name=re.compile(r"^\d+ · "))
    counts = [int((each or "0").partition(" ")[0]) for each in cells.all_inner_texts()]
    wrong = max((1, 2), key=counts.__getitem__)
    cells.nth(0).focus()
    for _ in range(wrong):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    opened = re.compile(r"Labelled \w+, the model said \w+: \d+ photo")
    expect(page.get_by_text(opened)).to_be_visible()


def _relabel(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Label it ")).first.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Retrain with 1 correction").first).to_be_visible()


def _move_the_threshold(page: Page) -> None:
    at_rest = re.compile("notRunning")  # a label draws the page anew, folds and all
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", at_rest)
    page.locator("summary").filter(has_text="When should it say yes").focus()
    page.keyboard.press("Enter")
    slider = page.get_by_role("slider")
    expect(slider).to_be_visible()
    chart = page.locator(".mien-plot").first
    expect(chart).to_have_attribute("data-points", re.compile(r"\d+"))
    chart.evaluate("element => { element.dataset.mark = 'same'; }")
    slider.focus()
    page.keyboard.press("Home")
    all_found = re.compile(r"^Of \d+ sad photos it finds \d+ and misses 0;")
    expect(page.get_by_text(all_found)).to_be_visible()
    page.keyboard.press("End")
    none_found = re.compile(r"^Of \d+ sad photos it finds 0 and misses \d+;")
    expect(page.get_by_text(none_found)).to_be_visible()
    assert chart.get_attribute("data-mark") == "same", "the chart was made anew, not updated"
