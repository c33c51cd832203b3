"""Labelling by keys in Chromium: ``python -m benchmarks labeller [key_to_photo] [lost_keys]``.

``key_to_photo`` is the time from a key press to the frame in which the next photo stands, decoded,
in a set of 10,000 photos. ``lost_keys`` types 200 keys at 10 a second and counts the photos whose
label or mark is not that of their key, or that have more than one event.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, sync_playwright

from benchmarks.figure import Figure
from benchmarks.many_photos import make_photos
from benchmarks.startup import served
from core.dataset.labels import history
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.workspace import PROJECT, Workspace
from tests.chromium import find_chromium

_SPEED, _LOST = "key_to_photo", "lost_keys"
_PHOTOS = 10_000
_PRESSES = 200
_KEYS = {"1": ("happy", None), "2": ("sad", None), " ": (None, "skipped"), "f": (None, "unsure")}
_PATIENCE = 60_000

# From the key event to the first frame in which another photo stands decoded on the stage.
_WATCH = """
() => {
  const hosts = [...document.querySelectorAll("*")];
  const host = hosts.find((each) => each.shadowRoot?.querySelector(".desk"));
  const stage = host.shadowRoot.querySelector(".stage");
  window.drawn = [];
  addEventListener("keydown", (event) => {
    const before = stage.dataset.photo;
    const look = () => {
      const image = stage.querySelector("img");
      if (stage.dataset.photo !== before && image?.complete && image.naturalWidth)
        requestAnimationFrame(() => drawn.push(performance.now() - event.timeStamp));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  }, true);
}
"""


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures above, or those named."""
    wanted = set(arguments) or {_SPEED, _LOST}
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        workspace = Workspace(Path(folder))
        make_photos(workspace, _PHOTOS, labelled=False)
        _name_classes(workspace)
        os.environ["MIEN_STANDBY"] = "0"
        app = ["run", str(PROJECT / "streamlit_app.py")]
        with served(app, workspace.root) as (_, port), sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            address = f"http://127.0.0.1:{port}/label"
            if _SPEED in wanted:
                yield _key_to_photo(_opened(page, address))
            if _LOST in wanted:
                yield _lost_keys(_opened(page, address), workspace)
            browser.close()


def _name_classes(workspace: Workspace) -> None:
    from core.dataset.labels import set_label

    with DatasetStore.open(workspace) as store:
        last = store.picture_ids(PictureQuery(sort="newest"))[:2]
        for picture, label in zip(last, ("happy", "sad"), strict=True):
            set_label(store, [picture], label, who="benchmark")


def _opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.locator(".stage img").wait_for(timeout=_PATIENCE)
    page.wait_for_timeout(2000)
    return page


def _key_to_photo(page: Page) -> Figure:
    page.evaluate(_WATCH)
    chance = random.Random(0)
    for done in range(1, _PRESSES + 1):
        page.keyboard.press(chance.choice([*_KEYS]))
        _wait_for_drawn(page, done)
        page.wait_for_timeout(chance.uniform(50, 250))
    times = page.evaluate("drawn")
    _saved(page)
    detail = {"presses": len(times), "median_ms": round(median(times), 1), "photos": _PHOTOS}
    value = round(quantiles(times, n=20)[-1], 1)
    return Figure(_SPEED, value, "ms, 95th percentile", "<= 150", None, detail)


def _wait_for_drawn(page: Page, count: int) -> None:
    """Wait for so many pictures; by asking, because the app's pages run no text as a program."""
    end = time.monotonic() + _PATIENCE / 1000
    while page.evaluate("drawn.length") < count:
        if time.monotonic() > end:
            raise TimeoutError(f"{count} pictures were not drawn in time.")
        page.wait_for_timeout(5)


def _lost_keys(page: Page, workspace: Workspace) -> Figure:
    with DatasetStore.open(workspace) as store:
        query = PictureQuery(unlabelled=True, mark="none", sort="name")
        ids = store.picture_ids(query)[:_PRESSES]
        events = [len(history(store, each)) for each in ids]
    chance = random.Random(1)
    keys = [chance.choice([*_KEYS]) for _ in ids]
    began = time.monotonic()
    for place, key in enumerate(keys):
        page.wait_for_timeout(max(0, 1000 * (began + place / 10 - time.monotonic())))
        page.keyboard.press(key)
    typed = time.monotonic() - began
    _saved(page)
    whole = time.monotonic() - began
    with DatasetStore.open(workspace) as store:
        found = [(r.label, r.mark) for r in store.records(ids)]
        new = [len(history(store, each)) - old for each, old in zip(ids, events, strict=True)]
    pairs = zip(keys, found, new, strict=True)
    wrong = sum(_KEYS[key] != standing or count != 1 for key, standing, count in pairs)
    detail = {
        "keys": len(keys),
        "lost": new.count(0),
        "doubled": sum(count > 1 for count in new),
        "misplaced": sum(_KEYS[k] != s for k, s in zip(keys, found, strict=True)),
        "keys_a_second": round(len(keys) / typed, 1),
        "all_saved_seconds_after_the_last": round(whole - typed, 2),
    }
    return Figure(_LOST, wrong, "labels", 0, None, detail)


def _saved(page: Page) -> None:
    page.get_by_text("Saved ").wait_for(timeout=_PATIENCE)
