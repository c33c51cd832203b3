"""Every page of a workspace with a model, on a laptop in light and on a phone in dark.

The pictures it takes are those of the user guide: with ``MIEN_GUIDE=1`` they go to
``docs/images``. They show drawn faces only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from core.workspace import PROJECT, Workspace
from tests.browser.conftest import App

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

ADDRESSES = {
    "home": "/",
    "photos": "/photos",
    "label": "/label",
    "train": "/train",
    "results": "/results",
    "try_it": "/try_it",
    "share": "/share",
    "compare": "/compare",
}
LOOKS = {"laptop": (1280, "light"), "phone": (390, "dark")}


@pytest.fixture(scope="module")
def shown(trained_root: Path) -> Iterator[App]:
    """Return the app on a workspace with drawn faces and a model."""
    running = App(Workspace(trained_root))
    running.start()
    yield running
    running.stop()


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("name", ADDRESSES)
def test_a_page_fits_its_screen(
    name: str, look: str, shown: App, browser: Browser, kept: Path
) -> None:
    width, scheme = LOOKS[look]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text))
    page.goto(shown.url + ADDRESSES[name])
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    if name == "try_it":
        _give_a_photo(page, shown.workspace)
    _settle(page)
    assert _overflow(page) <= 0, "the page is wider than the screen"
    assert page.get_by_test_id("stException").count() == 0
    assert [line for line in said if "Content Security Policy" in line] == []
    _whole_page(page, _folder(kept) / f"{name}-{look}.png")
    context.close()


def _give_a_photo(page: Page, workspace: Workspace) -> None:
    photo = min(workspace.pictures.rglob("*.png"))
    page.locator("input[type=file]").set_input_files(photo)
    expect(page.get_by_text(re.compile("^(Looks|Not sure)"))).to_be_visible()


def _settle(page: Page) -> None:
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.wait_for_timeout(800)


def _overflow(page: Page) -> int:
    return int(
        page.evaluate(
            "(() => { const main = document.querySelector('[data-testid=stMain]');"
            " return main.scrollWidth - main.clientWidth; })()"
        )
    )


def _whole_page(page: Page, target: Path) -> None:
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    width = page.viewport_size["width"] if page.viewport_size else 1280
    page.set_viewport_size({"width": width, "height": min(int(height), 3000)})
    _settle(page)
    page.screenshot(path=target)


def _folder(kept: Path) -> Path:
    if not os.environ.get("MIEN_GUIDE"):
        return kept
    folder = PROJECT / "docs" / "images"
    folder.mkdir(exist_ok=True)
    return folder
