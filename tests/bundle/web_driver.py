"""A bundle's web page in a real browser, asked as a person asks it; for tests and benchmarks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

_PATIENCE = 120_000


def open_page(page: Page, index: Path) -> list[str]:
    """Open the page from the disk, as by a double click, and wait until it can be asked.

    Parameters
    ----------
    page : Page
        A window.
    index : Path
        The bundle's ``index.html``.

    Returns
    -------
    list of str
        Every address that the page asks for from now on is appended here.
    """
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(index.resolve().as_uri())
    page.locator("body[data-state=ready]").wait_for(timeout=_PATIENCE)
    return asked


def answers(page: Page, photos: Mapping[str, bytes]) -> dict[str, list[dict[str, Any]]]:
    """Give photos to the page, and return what it shows for each.

    Parameters
    ----------
    page : Page
        From `open_page`; no photo was given to it yet.
    photos : mapping of str to bytes
        By file name.

    Returns
    -------
    dict of str to list of dict
        ``says`` and ``probabilities`` of each face or of the photo; of a refused one none.
    """
    told = {}
    for number, (name, data) in enumerate(photos.items()):
        page.set_input_files(
            "#files", {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        )
        blocks = page.locator("#results > .photo")
        blocks.nth(number).wait_for(timeout=_PATIENCE)
        shown = blocks.first.locator(".answer").all()
        told[name] = [
            {
                "says": each.locator("h3").inner_text().split(". ", 1)[-1],
                "probabilities": json.loads(each.get_attribute("data-shares") or ""),
            }
            for each in shown
        ]
    return told
