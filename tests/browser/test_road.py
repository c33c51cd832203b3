"""The whole road on real photos: from a zip to a heat map, with a restart in between."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from tests.browser.conftest import App

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

MINUTES_2 = 120_000


def test_from_a_zip_to_a_heat_map(app: App, page: Page, shared: Path, kept: Path) -> None:
    photos = _forty_photos(shared, app.workspace.root)
    page.goto(app.url)
    _step(page, kept, "home", lambda: expect(_heading(page, "Teach your computer")).to_be_visible())
    _import(page, photos, kept)
    _relabel_one(page, app, kept)
    _train_two_rounds(page, kept)
    app.stop()
    app.start()
    page.goto(f"{app.url}/results")
    _read_the_matrix(page, kept)
    _try_a_photo(page, app, shared, kept)


def _forty_photos(shared: Path, folder: Path) -> Path:
    target = folder / "forty.zip"
    with (
        zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as source,
        zipfile.ZipFile(target, "w") as chosen,
    ):
        for kind in ("happy", "sad"):
            names = sorted(n for n in source.namelist() if n.startswith(f"{kind}/"))[:20]
            for name in names:
                chosen.writestr(name, source.read(name))
    return target


def _import(page: Page, photos: Path, kept: Path) -> None:
    page.get_by_role("button", name="Add my photos").click()
    page.locator("input[type=file]").set_input_files(photos)
    expect(page.get_by_text(re.compile(r"\d+ photos added"))).to_be_visible(timeout=MINUTES_2)
    expect(page.get_by_text(re.compile("one face was found"))).to_be_visible(timeout=MINUTES_2)
    expect(page.get_by_role("button", name="Select this page")).to_be_visible()
    page.screenshot(path=kept / "photos.png", full_page=True)


def _relabel_one(page: Page, app: App, kept: Path) -> None:
    with DatasetStore.open(app.workspace) as store:
        shown = store.pictures(PictureQuery(sort="name"), limit=1)[0]
    other = "sad" if shown.label == "happy" else "happy"
    before = _count(app, other)
    page.get_by_role("link", name="2 Check labels").click()
    page.get_by_role("toolbar").get_by_role("button", name=re.compile(rf"^{other}\b")).click()
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    page.screenshot(path=kept / "label.png", full_page=True)
    assert _count(app, other) == before + 1


def _train_two_rounds(page: Page, kept: Path) -> None:
    page.get_by_role("link", name="3 Train").click()
    page.get_by_text("Advanced", exact=True).click()
    page.get_by_role("spinbutton", name="Epochs (rounds)").fill("2")
    page.get_by_role("spinbutton", name="Epochs (rounds)").press("Enter")
    page.get_by_role("button", name="Start training").click()
    chart = page.locator(".mien-plot").first
    expect(chart).to_have_attribute("data-points", re.compile("[012]"), timeout=MINUTES_2)
    page.evaluate("document.querySelector('.mien-plot').dataset.mark = 'same'")
    expect(chart).to_have_attribute("data-points", "2", timeout=MINUTES_2)
    assert chart.get_attribute("data-mark") == "same", "the chart was made anew, not updated"
    expect(page.get_by_role("button", name="See how good it is")).to_be_visible(timeout=MINUTES_2)
    page.screenshot(path=kept / "train.png", full_page=True)


def _read_the_matrix(page: Page, kept: Path) -> None:
    expect(page.get_by_text(re.compile(r"Of 100 new photos|test photos right"))).to_be_visible()
    cells = page.get_by_role("button", name=re.compile(r"^\d+ · "))
    expect(cells).to_have_count(4)
    cells.first.click()
    expect(page.get_by_text(re.compile("Labelled happy, the model said happy"))).to_be_visible()
    page.screenshot(path=kept / "results.png", full_page=True)


def _try_a_photo(page: Page, app: App, shared: Path, kept: Path) -> None:
    photo = app.workspace.root / "new.jpg"
    with zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as source:
        names = [n for n in source.namelist() if n.startswith("happy/") and n.endswith(".jpg")]
        photo.write_bytes(source.read(max(names)))
    page.get_by_role("link", name="5 Try it").click()
    page.locator("input[type=file]").set_input_files(photo)
    said = page.get_by_role("heading", name=re.compile(r"(Looks|Not sure: ).*(happy|sad)"))
    expect(said).to_be_visible(timeout=MINUTES_2)
    expect(page.get_by_alt_text(re.compile("warm colours"))).to_be_visible()
    page.screenshot(path=kept / "try_it.png", full_page=True)


def _count(app: App, label: str) -> int:
    with DatasetStore.open(app.workspace) as store:
        return store.count(PictureQuery(label=label))


def _heading(page: Page, words: str):  # noqa: ANN202 - a Playwright locator
    return page.get_by_role("heading", name=re.compile(words))


def _step(page: Page, kept: Path, name: str, check) -> None:  # noqa: ANN001
    check()
    page.screenshot(path=kept / f"{name}.png", full_page=True)
