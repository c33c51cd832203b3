"""Cleaning up real photos in a real browser: slips, copies, the map, several faces."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Page, expect

from core.dataset import labels
from core.dataset.records import PictureQuery, PictureRecord
from core.dataset.store import DatasetStore
from core.workspace import PROJECT, Workspace
from tests.browser.conftest import App

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

MINUTES_2 = 120_000
EACH, SLIPS = 25, 3


@pytest.fixture(scope="module")
def messy(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """Return an app with fifty web photos: three slips of label, one mirrored copy as the other."""
    workspace = Workspace(tmp_path_factory.mktemp("messy") / "ws")
    photos = tmp_path_factory.mktemp("photos") / "photos.zip"
    _fifty_and_a_copy(shared, photos)
    command = ["-m", "core", "import", str(photos), "--workspace", str(workspace.root)]
    subprocess.run([sys.executable, *command], cwd=PROJECT, check=True, capture_output=True)
    with DatasetStore.open(workspace) as store:
        happy = store.pictures(PictureQuery(label="happy", sort="name", faces="one"), limit=SLIPS)
        labels.set_label(store, [each.id for each in happy], "sad")
    running = App(workspace)
    running.start()
    yield running
    running.stop()


def _fifty_and_a_copy(shared: Path, target: Path) -> None:
    with (
        zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as source,
        zipfile.ZipFile(target, "w") as chosen,
    ):
        for kind in ("happy", "sad"):
            names = sorted(n for n in source.namelist() if n.startswith(f"{kind}/"))[:EACH]
            for name in names:
                chosen.writestr(name, source.read(name))
        with Image.open(io.BytesIO(source.read(names[0]))) as image:
            stream = io.BytesIO()
            ImageOps.mirror(image.convert("RGB")).save(stream, "JPEG", quality=80)
        chosen.writestr("happy/mirrored.jpg", stream.getvalue())


def _stored(app: App, query: PictureQuery | None = None) -> dict[str, PictureRecord]:
    with DatasetStore.open(app.workspace) as store:
        return {each.name: each for each in store.pictures(query, limit=200)}


def _part(page: Page, app: App, name: str) -> None:
    page.goto(f"{app.url}/clean")
    page.get_by_role("radio", name=re.compile(name)).click()


def test_a_suspect_is_changed_and_taken_back(messy: App, page: Page, kept: Path) -> None:
    before = {name: each.label for name, each in _stored(messy).items()}
    page.goto(f"{messy.url}/clean")
    change = page.get_by_role("button", name=re.compile("^Change to "))
    expect(change.first).to_be_visible(timeout=MINUTES_2)
    page.screenshot(path=kept / "clean-suspects.png", full_page=True)
    change.first.click()
    expect(page.get_by_text(re.compile("Now (happy|sad)"))).to_be_visible()
    after = {name: each.label for name, each in _stored(messy).items()}
    assert len({name for name in before if before[name] != after[name]}) == 1
    page.get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.get_by_text(re.compile("Now (happy|sad)"))).to_have_count(0)
    assert {name: each.label for name, each in _stored(messy).items()} == before


def test_a_copy_with_another_label_gets_the_same_one(messy: App, page: Page, kept: Path) -> None:
    assert _stored(messy)["mirrored.jpg"].label == "happy"
    _part(page, messy, "Look-alikes")
    all_sad = page.get_by_role("button", name="All are sad")
    expect(all_sad.first).to_be_visible(timeout=MINUTES_2)
    page.screenshot(path=kept / "clean-look-alikes.png", full_page=True)
    all_sad.first.click()
    expect(all_sad).to_have_count(0)
    assert _stored(messy)["mirrored.jpg"].label == "sad"


def test_what_is_drawn_around_on_the_map_is_shown(messy: App, page: Page, kept: Path) -> None:
    _part(page, messy, "Map")
    chart = page.locator(".js-plotly-plot .nsewdrag").first
    expect(chart).to_be_visible(timeout=MINUTES_2)
    box = chart.bounding_box()
    assert box
    left, top = box["x"] + 4, box["y"] + 4
    right, bottom = box["x"] + box["width"] - 4, box["y"] + box["height"] - 4
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top + 8)):
        page.mouse.move(x, y, steps=4)
    page.mouse.up()
    around = page.get_by_text(re.compile(r"^\d+ photos in the part you drew around"))
    expect(around).to_be_visible()
    assert int(around.inner_text().split()[0]) > EACH
    page.screenshot(path=kept / "clean-map.png", full_page=True)


def test_poor_photos_and_what_to_label_next_are_shown(messy: App, page: Page, kept: Path) -> None:
    _part(page, messy, "Quality")
    expect(page.get_by_text(re.compile("no face", re.IGNORECASE)).first).to_be_visible()
    page.screenshot(path=kept / "clean-quality.png", full_page=True)
    _part(page, messy, "Label next")
    expect(page.get_by_text("Every photo has a label.")).to_be_visible(timeout=MINUTES_2)


def test_of_several_faces_one_is_chosen_and_a_second_opinion_asked(
    messy: App, page: Page, kept: Path
) -> None:
    shown = next(iter(_stored(messy, PictureQuery(faces="several", sort="name")).values()))
    page.goto(f"{messy.url}/label")
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Name contains").fill(shown.name)
    page.get_by_label("Name contains").press("Enter")
    second = page.get_by_role("button", name="Face 2", exact=True)
    expect(second).to_be_visible(timeout=MINUTES_2)
    page.keyboard.press("Escape")
    second.click()
    expect(page.get_by_text("the label is about face 2").first).to_be_visible()
    assert _stored(messy)[shown.name].face_choice == "1"
    page.get_by_text("Second opinion").click()
    expect(page.get_by_text(re.compile("^It would say (happy|sad)"))).to_be_visible(
        timeout=MINUTES_2
    )
    page.screenshot(path=kept / "label-second-opinion.png", full_page=True)
