"""People who log in: whoever is on the list works under their own name, everybody else is out."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

from core.dataset import labels
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.runs.run_directory import RunDirectory
from core.workspace import Workspace
from tests.browser.conftest import App, _free_port
from tests.browser.provider import CLIENT, Provider, provided
from tests.finished_run import finished_run

ANN = {"email": "ann@example.org", "name": "Ann", "email_verified": True}

pytestmark = [pytest.mark.browser, pytest.mark.timeout(200)]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with provided(_free_port()) as running:
        yield running


@pytest.fixture
def closed(six_photos: Path, provider: Provider, tmp_path: Path) -> Iterator[App]:
    """Return an app that lets Ann in, and nobody else."""
    secrets = tmp_path / "secrets.toml"
    shutil.copytree(six_photos, tmp_path / "place")
    running = App(Workspace(tmp_path / "place"), "--secrets.files", str(secrets))
    secrets.write_text(
        "[auth]\n"
        f'redirect_uri = "{running.url}/oauth2callback"\n'
        f'cookie_secret = "{os.urandom(32).hex()}"\n'
        f'client_id = "{CLIENT}"\n'
        'client_secret = "none"\n'
        f'server_metadata_url = "{provider.address}/.well-known/openid-configuration"\n'
        "[people]\n"
        'allowed = ["Ann@Example.org"]\n'
    )
    secrets.chmod(0o600)
    running.start()
    yield running
    running.stop()


def test_only_who_is_on_the_list_comes_in(closed: App, provider: Provider, page: Page) -> None:
    said: list[str] = []
    page.on("response", lambda answer: said.append(f"{answer.status} {answer.url}"))
    page.goto(f"{closed.url}/label")
    expect(page.get_by_text("Log in to go on")).to_be_visible()
    assert page.get_by_text("Check labels").count() == 0
    assert "403" not in " ".join(said)  # fonts and scripts come without a login
    for method, path in (("GET", "metrics"), ("PUT", "upload_file/a/b"), ("GET", "../media/a.png")):
        refused = httpx.request(method, f"{closed.url}/_stcore/{path}")
        assert refused.status_code == 403
        assert "logged in" in refused.text

    provider.person = {"email": "eve@example.org", "name": "Ann", "email_verified": True}
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("not among the people")).to_be_visible()
    expect(page.get_by_text("eve@example.org")).to_be_visible()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()

    provider.person = ANN
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Teach"))
    page.goto(f"{closed.url}/label")
    expect(page.get_by_label("You are")).to_have_value("ann@example.org")
    page.get_by_role("button", name="sad", exact=True).filter(visible=True).first.click()
    page.get_by_text("Saved").first.wait_for()
    with DatasetStore.open(closed.workspace) as store:
        assert labels.recent_changes(store, who="ann@example.org", limit=5)
        assert store.count(PictureQuery()) == 6


def test_who_is_taken_off_the_list_does_nothing_more_on_an_open_page(
    closed: App, provider: Provider, page: Page, tmp_path: Path
) -> None:
    run = finished_run(closed.workspace)
    provider.person = ANN
    page.goto(closed.url)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("Teach"))
    page.goto(f"{closed.url}/train")
    page.get_by_text("Rename, star, resume or delete a training").click()
    page.get_by_role("button", name="Give it a star").wait_for()
    secrets = tmp_path / "secrets.toml"
    secrets.write_text(secrets.read_text().replace("Ann@Example.org", "ben@example.org"))
    page.wait_for_timeout(3000)
    page.get_by_role("button", name="Give it a star").click()
    expect(page.get_by_text("not among the people")).to_be_visible(timeout=30_000)
    assert not RunDirectory(run.path).starred
