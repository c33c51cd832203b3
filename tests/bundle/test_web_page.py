"""The web page of a bundle answers in a browser what the app answers, and asks nobody."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from core import inference
from core.bundle.answering import model_facts
from core.bundle.web_page import web_page
from core.bundle.web_runtime import WEB_RUNTIME, web_runtime
from core.dataset.starter import draw_face
from core.inference import Prediction
from core.model_card.card import model_card
from core.model_card.not_for import NOT_FOR
from core.runs.run_directory import RunDirectory
from core.verdict import Answer, Verdict
from core.workspace import PROJECT, Workspace
from tests.bundle.test_bundle import PHOTOS
from tests.bundle.web_driver import answers, open_page
from tests.chromium import QUIET, find_chromium

pytestmark = pytest.mark.browser

WORDS = PROJECT / "core" / "bundle" / "web" / "words.js"


@pytest.fixture(scope="module")
def index(unpacked: Path) -> Path:
    """Return the page, or skip where what runs models in a browser cannot be had.

    It comes from the internet alone, so that no machine can be required to have it.
    """
    if not (unpacked / "index.html").is_file():
        pytest.skip(f"needs {WEB_RUNTIME.name}, which is not here and cannot be fetched")
    return unpacked / "index.html"


SLOW_PERMISSION = """
const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
window.given = [];
window.permission = new Promise((allow) => { window.allow = allow; });
navigator.mediaDevices.getUserMedia = async (what) => {
  await window.permission;
  const stream = await ask(what);
  window.given.push(...stream.getTracks());
  return stream;
};
"""
"""The browser asks whether the page may use the camera, and a person takes their time."""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a window whose camera shows a moving pattern."""
    context = browser.new_context(viewport={"width": 390, "height": 800})
    yield context.new_page()
    context.close()


def test_it_opens_without_a_server_and_asks_nobody(page: Page, index: Path, unpacked: Path) -> None:
    asked = open_page(page, index)
    golden = unpacked / "golden"
    told = answers(page, {each.name: each.read_bytes() for each in golden.glob("*.png")})
    for expected in json.loads((golden / "expected.json").read_text())["pictures"]:
        largest = told[expected["file"]][0]
        assert largest["says"] == expected["says"]
        assert largest["probabilities"] == pytest.approx(expected["probabilities"], abs=1e-4)
    assert [url for url in asked if not url.startswith(("file:", "blob:"))] == []
    assert len(told["picture-3.png"]) == 2
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_photos_of_a_set_are_answered_as_in_the_app(
    page: Page, index: Path, faces_run: RunDirectory
) -> None:
    some = [each for each in faces_run.pictures if each.split == "test"][:4]
    files = [faces_run.workspace.picture(each.id, each.suffix) for each in some]
    compare(page, index, faces_run, {each.name: each.read_bytes() for each in files}, 1e-4)


def test_jpegs_on_their_side_grey_and_see_through_are_answered_as_in_the_app(
    page: Page, index: Path, faces_run: RunDirectory
) -> None:
    compare(page, index, faces_run, PHOTOS | {"phone.jpg": large_jpeg()}, 1e-4)


def test_where_a_browser_decodes_only_whole_jpegs_large_ones_are_answered_nearly_so(
    page: Page, index: Path, faces_run: RunDirectory
) -> None:
    page.add_init_script("delete window.ImageDecoder")
    large = {"sideways.jpg": PHOTOS["sideways.jpg"], "phone.jpg": large_jpeg()}
    compare(page, index, faces_run, large, 2e-2)


def large_jpeg() -> bytes:
    """Return a JPEG that the app decodes at a quarter of its size."""
    room = Image.new("RGB", (2000, 2400), (200, 190, 170))
    room.paste(Image.fromarray(draw_face(31, "happy")).resize((1100, 1100)), (430, 600))
    stream = io.BytesIO()
    room.save(stream, "JPEG", quality=85)
    return stream.getvalue()


def compare(
    page: Page, index: Path, run: RunDirectory, photos: dict[str, bytes], most: float
) -> None:
    open_page(page, index)
    told = answers(page, photos)
    in_app = inference.shared().predict(run.path, list(photos.values()))
    for shown, app in zip(told.values(), in_app, strict=True):
        assert isinstance(app, Prediction)
        assert shown[0]["says"] == app.said.headline()
        assert shown[0]["probabilities"] == pytest.approx(app.probabilities, abs=most)
        assert len(shown) == max(1, app.faces or 0)


@pytest.mark.parametrize("kinds", [2, 5, 6, 1500])
def test_an_answer_between_many_kinds_has_the_app_s_words(page: Page, kinds: int) -> None:
    names = [f"kind {number}" for number in range(kinds)]
    shares = np.random.default_rng(kinds).dirichlet(np.ones(kinds)).tolist()
    said = Answer(dict(zip(names, shares, strict=True)), Verdict.NOT_SURE, tuple(names))
    page.add_script_tag(path=WORDS)
    shown = {
        "verdict": "not sure",
        "possible": names,
        "shares": [{"name": name, "value": part} for name, part in said.probabilities.items()],
    }
    assert page.evaluate("headline", shown) == said.headline()


def test_what_is_no_photo_is_refused_in_a_sentence(page: Page, index: Path) -> None:
    open_page(page, index)
    spoilt = PHOTOS["drawn.jpg"][:300]
    small = io.BytesIO()
    Image.fromarray(np.zeros((8, 200, 3), np.uint8)).save(small, "PNG")
    refused = {"notes.txt": b"no photo", "spoilt.jpg": spoilt, "thin.png": small.getvalue()}
    assert answers(page, refused) == {"notes.txt": [], "spoilt.jpg": [], "thin.png": []}
    sentences = page.locator(".refused")
    expect(sentences.nth(2)).to_have_text(
        "This is not a photo. Photos are JPEG, PNG, WebP, HEIC, AVIF, GIF, BMP, TIFF."
    )
    expect(sentences.nth(1)).to_have_text(
        "The picture is damaged or incomplete. Copy it again from where it came from."
    )
    expect(sentences.nth(0)).to_contain_text("only 200 x 8 pixels")


def given(page: Page, photos: dict[str, bytes]) -> None:
    """Choose some photos at once."""
    files = [
        FilePayload(name=name, mimeType="image/jpeg", buffer=data) for name, data in photos.items()
    ]
    page.set_input_files("#files", files)


def test_without_a_face_finder_only_faces_are_answered(
    page: Page, index: Path, unpacked: Path, tmp_path: Path, faces_run: RunDirectory
) -> None:
    shutil.copy(unpacked / "model.onnx", tmp_path)
    runtime = web_runtime(Workspace(PROJECT))
    blind = web_page(tmp_path, model_facts(tmp_path), model_card(faces_run), runtime)
    (tmp_path / "index.html").write_text(blind, "utf-8")
    open_page(page, tmp_path / "index.html")
    expect(page.get_by_role("button", name="Use the camera")).to_be_hidden()
    face = {"tiny.png": PHOTOS["tiny.png"]}
    told = answers(page, {"drawn.jpg": PHOTOS["drawn.jpg"]} | face)
    assert (told["drawn.jpg"], len(told["tiny.png"])) == ([], 1)
    refused = page.locator(".refused")
    expect(refused).to_contain_text("This bundle came without a face finder.")
    page.get_by_label("My photos are cut to the face").check()
    expect(page.locator("#results .answer")).to_have_count(2)  # asked again at once
    expect(refused).to_have_count(0)


def test_a_photo_that_is_not_cut_gets_no_sure_answer(page: Page, index: Path) -> None:
    open_page(page, index)
    page.get_by_label("My photos are cut to the face").check()
    given(page, {"no-face.jpg": PHOTOS["no-face.jpg"], "drawn.jpg": PHOTOS["drawn.jpg"]})
    wide, square = (
        page.locator("#results > .photo").nth(0),
        page.locator("#results > .photo").nth(1),
    )
    expect(square.locator(".answer")).to_be_visible()
    expect(square.locator(".warned")).to_have_count(0)
    expect(wide).to_contain_text("does not seem to be cut to the face: it has 300 x 200 pixels")
    expect(wide.locator("h3")).not_to_contain_text("Looks")


def test_photos_stand_in_the_order_chosen_until_they_are_cleared(page: Page, index: Path) -> None:
    open_page(page, index)
    names = ["tiny.png", "grey.jpg", "drawn.jpg"]
    given(page, {name: PHOTOS[name] for name in names})
    headings = page.locator("#results > .photo h2")
    expect(headings).to_have_text(names)
    given(page, {"no-face.jpg": PHOTOS["no-face.jpg"]})
    expect(headings).to_have_text(["no-face.jpg", *names])
    page.get_by_role("button", name="Clear the photos").click()
    expect(headings).to_have_count(0)
    expect(page.get_by_role("button", name="Clear the photos")).to_be_hidden()


def test_it_says_how_good_it_is_and_what_it_is_not_for(
    page: Page, index: Path, faces_run: RunDirectory
) -> None:
    open_page(page, index)
    for sentence in (*model_card(faces_run).in_short, *NOT_FOR):
        expect(page.locator("footer")).to_contain_text(sentence)
    expect(page.get_by_role("link", name="MODEL_CARD.html")).to_have_attribute(
        "href", "MODEL_CARD.html"
    )


@pytest.fixture(scope="module")
def with_camera(
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Browser]:
    """Return a browser whose camera sees a face."""
    film = tmp_path_factory.mktemp("film") / "face.mjpeg"
    film.write_bytes(camera_film())
    fake = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"]
    with browser.browser_type.launch(
        executable_path=find_chromium(),
        args=[*QUIET, *fake, f"--use-file-for-fake-video-capture={film}"],
    ) as other:
        yield other


def test_the_camera_is_answered_and_stops(with_camera: Browser, index: Path) -> None:
    page = with_camera.new_page()
    open_page(page, index)
    page.get_by_role("button", name="Use the camera").click()
    expect(page.locator("#live-answers .answer h3").first).to_be_visible(timeout=60_000)
    expect(page.locator("#camera-hint")).to_be_visible()
    page.get_by_role("button", name="Stop the camera").click()
    expect(page.locator("#live")).to_be_hidden()
    expect(page.locator("#camera-hint")).to_be_hidden()


@pytest.mark.parametrize("instead", ["a click", "a photo"])
def test_a_camera_allowed_too_late_stays_off(
    with_camera: Browser, index: Path, instead: str
) -> None:
    page = with_camera.new_page()
    page.add_init_script(SLOW_PERMISSION)
    open_page(page, index)
    page.get_by_role("button", name="Use the camera").click()
    if instead == "a click":
        page.get_by_role("button", name="Stop the camera").click()
    else:
        answers(page, {"drawn.jpg": PHOTOS["drawn.jpg"]})
    page.evaluate("window.allow()")
    until_cameras_are(page, ["ended"])
    expect(page.locator("#status")).to_be_empty()


def test_a_camera_asked_for_twice_before_it_is_allowed_runs_once(
    with_camera: Browser, index: Path
) -> None:
    page = with_camera.new_page()
    page.add_init_script(SLOW_PERMISSION)
    open_page(page, index)
    for name in ("Use the camera", "Stop the camera", "Use the camera"):
        page.get_by_role("button", name=name).click()
    page.evaluate("window.allow()")
    expect(page.locator("#live-answers .answer h3").first).to_be_visible(timeout=60_000)
    until_cameras_are(page, ["ended", "live"])
    page.get_by_role("button", name="Stop the camera").click()
    until_cameras_are(page, ["ended", "ended"])


def until_cameras_are(page: Page, states: list[str]) -> None:
    """Wait until the page was given as many cameras, and each is on or off."""
    for _ in range(100):  # by hand: the page allows nobody to poll inside it
        found = page.evaluate("window.given.map((each) => each.readyState)")
        if sorted(found) == states:
            return
        page.wait_for_timeout(100)
    assert sorted(found) == states


def camera_film() -> bytes:
    """Return a face as the pictures of a film."""
    frame = Image.new("RGB", (640, 480), (120, 130, 140))
    frame.paste(Image.fromarray(draw_face(33, "happy")).resize((320, 320)), (160, 80))
    stream = io.BytesIO()
    frame.save(stream, "JPEG", quality=90)
    return stream.getvalue() * 10
