"""``python -m tests.catalogue.short_road FOLDER``: a way through the app in a real browser.

The folder is a workspace with photos and a model. Prints as JSON the addresses outside this
computer that a page asked for.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from core.workspace import Workspace
from tests.browser.conftest import App, ask_nobody_else
from tests.chromium import QUIET, find_chromium

_NO_NAMES = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


def go(page: Page, app: App) -> None:
    """See the photos, change a label, look at the results, and let the model see a photo."""
    page.goto(app.url)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.get_by_role("link", name="2 Check labels").click()
    page.get_by_role("toolbar").get_by_role("button", name=re.compile(r"^sad\b")).click()
    expect(page.get_by_text(re.compile(r"^Saved \d\d:\d\d$"))).to_be_visible()
    page.get_by_role("link", name="1 Add photos").click()
    expect(page.get_by_role("heading", name="Your photos")).to_be_visible()
    page.get_by_role("link", name="5 Try it").click()
    photo = next(app.workspace.pictures.glob("*/*.png"))
    chooser = page.get_by_role("region", name="Choose a photo")
    chooser.locator("input[type=file]").set_input_files(photo)
    said = page.get_by_role("heading", name=re.compile(r"(Looks|Not sure: ).*(happy|sad)"))
    expect(said).to_be_visible()
    page.get_by_role("link", name="4 See how good").click()
    expect(page.get_by_text(re.compile(r"Of 100 new photos|test photos right"))).to_be_visible()


def main(arguments: Sequence[str]) -> int:
    """Go the way and print what was asked elsewhere."""
    app = App(Workspace(Path(arguments[0])))
    app.start()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=find_chromium(), args=[*QUIET, _NO_NAMES]
            )
            page = browser.new_page()
            strangers = ask_nobody_else(page)
            go(page, app)
            browser.close()
    finally:
        app.stop()
    print(json.dumps(strangers))  # noqa: T201 - the answer
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
