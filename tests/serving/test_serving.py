"""Photos sent over HTTP get the app's answers; whatever else comes gets one sentence."""

from __future__ import annotations

import socket
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from urllib.parse import urlsplit

import httpx
import numpy as np
import pytest
from PIL import Image

from core.dataset.starter import draw_face
from core.inference import Inference
from core.model_card.not_for import NOT_FOR
from core.serving.app import MOST_AT_ONCE
from core.starter_model import STARTER
from tests.serving.conftest import Server


def jpeg(seed: int = 1, side: int = 128) -> bytes:
    """Return a drawn face."""
    stream = BytesIO()
    face = Image.fromarray(draw_face(seed, "happy")).resize((side, side))
    face.save(stream, "JPEG", quality=95)
    return stream.getvalue()


def endless_png() -> bytes:
    """Return a few bytes that call themselves a photo of 3,600 megapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1_000_000))
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def sent(client: httpx.Client, data: bytes, kind: str = "image/jpeg") -> httpx.Response:
    return client.post("/predict", content=data, headers={"Content-Type": kind})


def sentence(answer: httpx.Response) -> str:
    """Return the one thing that a refusal holds."""
    document = answer.json()
    assert [*document] == ["error"]
    return str(document["error"])


def test_a_photo_gets_the_answer_of_the_app(client: httpx.Client) -> None:
    inference = Inference()
    expected = inference.glance(STARTER, jpeg())
    inference.close()
    as_body = sent(client, jpeg())
    as_form = client.post("/predict", files={"photo": ("secret name.jpg", jpeg(), "image/jpeg")})
    assert as_body.status_code == as_form.status_code == 200
    assert as_body.json() == as_form.json()
    document = as_body.json()
    assert document["says"] == expected.said.headline()
    assert document["notice"] == expected.notice
    assert len(document["answers"]) == max(1, len(expected.faces))
    first = document["answers"][0]
    assert first["probabilities"] == pytest.approx(expected.said.probabilities, abs=1e-6)
    assert first["verdict"] == expected.said.verdict
    assert first["explanation"] == expected.said.explanation()


def test_every_face_of_a_group_has_its_own_box(client: httpx.Client, shared: object) -> None:
    group = np.full((400, 1200, 3), 128, np.uint8)
    for at in range(3):
        face = Image.fromarray(draw_face(at + 1, "happy")).resize((320, 320))
        group[40:360, 40 + 400 * at : 360 + 400 * at] = np.asarray(face)
    stream = BytesIO()
    Image.fromarray(group).save(stream, "PNG")
    answers = sent(client, stream.getvalue(), "image/png").json()["answers"]
    middles = sorted((each["box"]["left"] + each["box"]["right"]) / 2 for each in answers)
    assert middles == pytest.approx([1 / 6, 1 / 2, 5 / 6], abs=0.06)
    assert all(len(each["corners"]) == 4 for each in answers)


def test_it_says_how_good_it_is_and_what_it_is_not_for(client: httpx.Client) -> None:
    told = client.get("/about").json()
    assert "Right: 95.3 % (94.1 to 96.2 %" in told["good"][0]
    assert told["not_for"] == [*NOT_FOR]
    assert told["card"].startswith("python -m core card ")


def test_health_names_the_model(client: httpx.Client) -> None:
    health = client.get("/health").json()
    assert (health["status"], health["classes"]) == ("ready", ["happy", "sad"])


@pytest.mark.parametrize(
    ("data", "kind", "status", "said"),
    [
        (b"", "image/jpeg", 400, "No photo came"),
        (jpeg()[:900], "image/jpeg", 422, "damaged"),
        (b"%PDF-1.7 and so on", "image/jpeg", 422, "PDF"),
        (endless_png(), "image/png", 422, "megapixels"),
        (jpeg(), "text/plain", 415, "text/plain"),
        (jpeg(), "application/x-www-form-urlencoded", 415, "image/jpeg"),
        (jpeg(), "multipart/form-data", 400, "form"),
        (b"no form", "multipart/form-data; boundary=x", 400, "form"),
    ],
    ids=["empty", "cut off", "PDF", "endless", "text", "curl", "no boundary", "no form"],
)
def test_what_is_no_photo_is_refused_in_a_sentence(
    client: httpx.Client, data: bytes, kind: str, status: int, said: str
) -> None:
    answer = sent(client, data, kind)
    assert answer.status_code == status
    assert said in sentence(answer)


def test_a_form_without_the_photo_says_what_is_missing(client: httpx.Client) -> None:
    answer = client.post("/predict", files={"picture": ("a.jpg", jpeg(), "image/jpeg")})
    assert (answer.status_code, "photo" in sentence(answer)) == (400, True)


@pytest.mark.parametrize("as_form", [False, True], ids=["body", "form"])
def test_a_hundred_megabytes_are_refused_and_the_server_goes_on(
    client: httpx.Client, as_form: bool
) -> None:
    huge = bytes(100_000_000)
    if as_form:
        answer = client.post("/predict", files={"photo": ("a.jpg", huge, "image/jpeg")})
    else:
        answer = sent(client, huge)
    assert answer.status_code == 413
    assert "30 MB" in sentence(answer)
    assert sent(client, jpeg()).status_code == 200


def begun(server: Server, data: bytes) -> socket.socket:
    """Return the line of somebody who has sent all of a photo but the last byte."""
    address = urlsplit(server.address)
    line = socket.create_connection((address.hostname, address.port), timeout=120)
    head = f"POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(data)}\r\n"
    line.sendall(f"{head}Content-Type: image/jpeg\r\nConnection: close\r\n\r\n".encode())
    line.sendall(data[:-1])
    return line


def ended(line: socket.socket, data: bytes) -> bytes:
    """Send the last byte and return the whole answer."""
    with line, line.makefile("rb") as answer:
        line.sendall(data[-1:])
        return answer.read()


def test_whoever_comes_while_all_places_are_held_is_told_to_wait(
    server: Server, client: httpx.Client
) -> None:
    lines = [begun(server, jpeg()) for _ in range(MOST_AT_ONCE)]
    answers = (sent(client, jpeg()) for _ in range(40))  # one that comes early may be let in
    turned_away = next((each for each in answers if each.status_code != 200), None)
    assert turned_away is not None
    assert turned_away.status_code == 503
    assert "once" in sentence(turned_away)
    assert all(ended(line, jpeg()).startswith(b"HTTP/1.1 200") for line in lines)
    assert sent(client, jpeg()).status_code == 200


def test_many_at_once_are_answered_or_told_to_wait(server: Server, client: httpx.Client) -> None:
    def one(seed: int) -> tuple[int, str]:
        with server.client() as asking:
            answer = sent(asking, jpeg(seed))
            return answer.status_code, answer.text

    with ThreadPoolExecutor(40) as crowd:
        came = [*crowd.map(one, range(1, 41))]
    assert {status for status, _ in came} <= {200, 503}
    assert sum(status == 200 for status, _ in came) >= MOST_AT_ONCE
    assert all("once" in text for status, text in came if status == 503)
    assert sent(client, jpeg()).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example:8600"},
        {"Host": "["},
        {"Origin": "https://evil.example"},
        {"Origin": "http://["},
    ],
    ids=["other name", "no name", "other page", "no page"],
)
def test_foreign_pages_are_turned_away(client: httpx.Client, headers: dict[str, str]) -> None:
    answer = client.post("/predict", content=jpeg(), headers=headers)
    assert answer.status_code == 403
    assert sentence(answer)


def test_wrong_ways_are_pointed_to_the_right_one(client: httpx.Client) -> None:
    nowhere, wrong = client.get("/models"), client.get("/predict")
    assert (nowhere.status_code, wrong.status_code) == (404, 405)
    assert "/predict" in sentence(nowhere)
    assert "POST" in sentence(wrong)


def test_the_page_needs_nothing_from_elsewhere(client: httpx.Client) -> None:
    page = client.get("/docs")
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "http://" not in page.text
    assert "https://" not in page.text
    described = client.get("/openapi.json").json()["paths"]
    assert "multipart/form-data" in described["/predict"]["post"]["requestBody"]["content"]
    assert {"200", "413", "415", "422", "503"} <= described["/predict"]["post"]["responses"].keys()


def test_no_photo_is_named_in_what_the_server_says(server: Server, client: httpx.Client) -> None:
    client.post("/predict", files={"photo": ("secret name.jpg", b"broken", "image/jpeg")})
    assert "secret" not in server.log.read_text()
