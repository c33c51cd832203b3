"""The live camera: boxes and answers over the picture, and what is said where there is none."""

from __future__ import annotations

import re
import threading
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageOps
from playwright.sync_api import Browser, Page, WebSocketRoute, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from core.workspace import Workspace
from tests.browser.conftest import App
from tests.chromium import QUIET, find_chromium
from tests.dataset.making import wait_until

pytestmark = pytest.mark.browser

GROUP = "happy/brady-bunch-3.jpg"
SEVERAL = re.compile(r"^\d+ faces: |Face 1: .*Face 2: ")
FAKE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
LIVE = """
() => {
  const all = [...document.querySelectorAll("*")];
  const host = all.find((each) => each.shadowRoot?.querySelector(".webcam"));
  return host?.shadowRoot.querySelector(".webcam").webcam;
}
"""


@pytest.fixture
def film(shared: Path, tmp_path: Path) -> Path:
    """Return a film for the fake camera: a photo with several faces, standing still."""
    with zipfile.ZipFile(shared / "data" / "web-photos-happy-sad.zip") as archive:
        [name] = [each for each in archive.namelist() if each.endswith(GROUP)]
        photo = ImageOps.pad(
            Image.open(BytesIO(archive.read(name))).convert("RGB"), (640, 480), color="white"
        )
    frame = BytesIO()
    photo.save(frame, "JPEG")
    file = tmp_path / "film.mjpeg"
    file.write_bytes(frame.getvalue() * 30)
    return file


@pytest.fixture
def camera(browser: Browser, film: Path) -> Iterator[Page]:
    """Return a page of a browser whose camera shows the film."""
    film_of = f"--use-file-for-fake-video-capture={film}"
    with browser.browser_type.launch(
        executable_path=find_chromium(), args=[*QUIET, *FAKE, film_of]
    ) as seeing:
        page = seeing.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        yield page


def test_every_face_gets_a_box_and_an_answer_and_nothing_is_kept(app: App, camera: Page) -> None:
    _live(camera, app)
    camera.get_by_role("button", name="Start the camera").click()
    expect(camera.get_by_text(SEVERAL)).to_be_visible()
    expect(camera.get_by_text(re.compile(r"\d+ pictures? a second"))).to_be_visible()
    assert _drawn(camera), "nothing is drawn over the picture"
    camera.get_by_role("button", name="Stop the camera").click()
    expect(camera.get_by_role("button", name="Start the camera")).to_be_visible()
    assert camera.evaluate(f"() => ({LIVE})().stream") is None
    assert _kept(app.workspace) == []


def test_leaving_ends_the_camera(app: App, camera: Page) -> None:
    _live(camera, app)
    camera.get_by_role("button", name="Start the camera").click()
    expect(camera.get_by_text(SEVERAL)).to_be_visible()
    camera.evaluate(f"() => {{ window.was = ({LIVE})(); }}")
    camera.get_by_text("many photos").click()
    expect(camera.get_by_text("Choose photos, or a zip of photos")).to_be_visible()
    wait_until(lambda: camera.evaluate("window.was.stream === null"))


def test_a_choice_that_a_frame_overtook_is_made_up_for(app: App, camera: Page) -> None:
    lost: list[BackMsg] = []
    armed = threading.Event()

    def through(line: WebSocketRoute) -> None:
        server = line.connect_to_server()

        def pass_on(message: str | bytes) -> None:
            told = BackMsg.FromString(message) if isinstance(message, bytes) else None
            if told and armed.is_set() and not lost and not told.rerun_script.fragment_id:
                lost.append(told)
            else:
                server.send(message)

        line.on_message(pass_on)

    camera.route_web_socket(re.compile("_stcore/stream"), through)
    _live(camera, app)
    camera.get_by_role("button", name="Start the camera").click()
    expect(camera.get_by_text(SEVERAL)).to_be_visible()
    armed.set()
    camera.get_by_text("many photos").click()
    expect(camera.get_by_text("Choose photos, or a zip of photos")).to_be_visible()
    assert lost, "nothing was lost"


def test_a_camera_that_is_blocked_or_missing_is_told_in_words(
    app: App, page: Page, browser: Browser
) -> None:
    _live(page, app)
    page.get_by_role("button", name="Start the camera").click()
    expect(page.get_by_role("alert").filter(has_text="camera")).to_contain_text(
        re.compile("No camera was found|The camera is blocked")
    )
    context = browser.new_context(permissions=["camera"])
    allowed = context.new_page()
    _live(allowed, app)
    allowed.get_by_role("button", name="Start the camera").click()
    expect(allowed.get_by_role("alert").filter(has_text="No camera was found")).to_be_visible()
    context.close()


def test_a_page_that_is_not_safe_says_where_to_open_it(app: App, page: Page) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'mediaDevices', { value: undefined })")
    _live(page, app)
    page.get_by_role("button", name="Start the camera").click()
    expect(page.get_by_role("alert").filter(has_text="https")).to_be_visible()


def _live(page: Page, app: App) -> None:
    page.goto(f"{app.url}/try_it")
    page.get_by_text("the camera, live").click()


def _drawn(page: Page) -> bool:
    """Return whether some pixels over the picture are painted."""
    script = (
        "webcam => { const c = webcam.over; const all = c.getContext('2d')"
        ".getImageData(0, 0, c.width, c.height).data; return all.some((v) => v > 0); }"
    )
    return bool(page.evaluate(f"() => ({script})(({LIVE})())"))


def _kept(workspace: Workspace) -> list[Path]:
    kinds = {".jpg", ".jpeg", ".png", ".webp"}
    return [file for file in workspace.root.rglob("*") if file.suffix.lower() in kinds]
