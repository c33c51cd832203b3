"""Cases 47 to 61: what comes over the network, or stands in a name that a page shows."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile

import httpx
import pytest
from playwright.sync_api import Browser, Request, Route, expect
from streamlit.testing.v1 import AppTest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect

from core.dataset import labels
from core.dataset.importing import run_import
from core.dataset.records import SKIPPED, UNSURE, PictureQuery
from core.dataset.store import DatasetStore
from core.errors import CoreError
from core.workspace import PROJECT, Workspace
from tests.architecture import test_dangers
from tests.architecture.sources import called, imports
from tests.browser.conftest import App
from tests.catalogue.aftermath import is_plain
from tests.catalogue.conftest import MOST_UPLOADED
from tests.catalogue.visitor import Visitor
from tests.commands.conftest import Ask
from tests.dataset.making import photo, zip_of
from ui.labeller.desk import Desk

SCRIPT = "<img src=x onerror=alert(1)>"
MARKDOWN = "![a](http://127.0.0.1:9)"
NAMED = "[x](javascript:alert(1)) :red[b] $$c$$"
FORMULAS = ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx"]
"""Labels that a page, and a spreadsheet, could take for something to do."""


class Seen:
    """What a browser met while it walked through the pages."""

    def __init__(self) -> None:
        self.dialogs: list[str] = []
        self.asked: list[str] = []
        self.wrong: list[str] = []
        self.pictures = 0


@pytest.fixture(scope="module")
def walked(six_photos: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Return what a browser meets on pages full of labels and names that want to do something."""
    home = Workspace(tmp_path_factory.mktemp("walked"))
    names = {f"{each.replace('/', '')}.png": photo(len(each)) for each in (SCRIPT, NAMED)}
    run_import(home, zip_of(home.root / "a.zip", names), workers=0)
    with DatasetStore.open(home) as store:
        [*ids] = store.picture_ids()
        labels.set_label(store, ids[:1], SCRIPT)
        labels.set_label(store, ids[1:], MARKDOWN)
    seen, running = Seen(), App(home)
    running.start()
    context = browser.new_context()
    page = context.new_page()
    page.on("dialog", lambda box: (seen.dialogs.append(box.message), box.dismiss()))
    page.on("console", lambda line: seen.wrong.append(line.text) if "policy" in line.text else None)

    def spy(route: Route, request: Request) -> None:
        seen.asked.append(request.url)
        route.continue_()

    context.route("**/*", spy)
    for address in ("/label", "/photos"):
        page.goto(running.url + address)
        for begins in (SCRIPT[:16], MARKDOWN[:18]):
            expect(page.get_by_text(begins).filter(visible=True).first).to_be_visible(
                timeout=20_000
            )
        seen.pictures += page.locator("img[src='x'], img[src*='127.0.0.1:9'], .katex").count()
    context.close()
    running.stop()
    return seen


def test_case_47_a_label_that_is_a_web_page(walked: Seen) -> None:
    assert (walked.dialogs, walked.pictures, walked.wrong) == ([], 0, [])


def test_case_48_a_label_that_is_markdown(walked: Seen) -> None:
    assert walked.asked
    assert walked.pictures == 0
    assert [url for url in walked.asked if ":9/" in url or url.startswith("javascript")] == []


def more(place: Workspace, *names: str) -> list[str]:
    """Bring photos in that may be changed, and return their ids."""
    files = {name: photo(500 + number) for number, name in enumerate(names)}
    run_import(place, zip_of(place.root / "more.zip", files), workers=0)
    (place.root / "more.zip").unlink()
    with DatasetStore.open(place) as store:
        return store.picture_ids(PictureQuery(unlabelled=True))


def test_case_49_a_label_that_is_a_formula(place: Workspace, tmp_path: Path, ask: Ask) -> None:
    added = more(place, "=1.png", "@2.png", "+3.png", "-4.png", "5.png")
    with DatasetStore.open(place) as store:
        for picture, label in zip(added, FORMULAS, strict=True):
            labels.set_label(store, [picture], label)
    zipped = tmp_path / "out.zip"
    assert ask(place.root, "take-away", "csv", zipped).status == 0
    with ZipFile(zipped) as archive:
        [name] = [each for each in archive.namelist() if each.endswith(".csv")]
        table = archive.read(name).decode()
    assert "HYPERLINK" in table
    assert not re.search(r'(?m)(^|,)"?[=+\-@\t]', table)
    assert "disableDataExport = true" in (PROJECT / ".streamlit" / "config.toml").read_text()


@pytest.mark.parametrize("label", ["'; DROP TABLE pictures; --", "%_", "a\0b", "a\ud800b"])
def test_case_50_a_label_that_is_a_query(place: Workspace, ask: Ask, label: str) -> None:
    [added] = more(place, "a.png")
    with DatasetStore.open(place) as store:
        try:
            labels.set_label(store, [added], label)
        except CoreError as refused:
            is_plain(str(refused))
        else:
            kept = store.picture(added).label or ""
            assert store.picture_ids(PictureQuery(label=kept)) == [added]
        assert store.count(PictureQuery(text=label)) == 0
    assert ask(place.root, "photos").document["total"] == 7


@pytest.mark.parametrize(
    "run_id", ["../../etc/passwd", "%252e%252e", "\\..\\", "x" * 10_000, "../elsewhere"]
)
def test_case_51_a_training_that_is_a_path(place: Workspace, ask: Ask, run_id: str) -> None:
    decoy = place.root / "elsewhere" / "spec.json"
    decoy.parent.mkdir()
    decoy.write_text("{}")
    for command in ("report", "resume", "delete", "undelete"):
        told = ask(place.root, command, run_id, as_json=False)
        assert told.status == 1
        is_plain(told.err.strip(), "There is no training")
    assert decoy.is_file()


def test_case_51_an_address_that_is_a_path(app: App) -> None:
    up = ("../../../../../../../../etc/passwd", "%2e%2e/" * 8 + "etc/passwd", "..%5c" * 8 + "x")
    for path in (f"/{place}/{way}" for place in ("media", "static", "component/a.b") for way in up):
        answer = asked(app, path)
        assert b"root:" not in answer
        assert answer.split(b"\r\n")[0].split()[1] in (b"200", b"400", b"403", b"404")


def asked(app: App, path: str) -> bytes:
    """Return the answer to a request that no library would make, with its headers."""
    headers = f"Host: 127.0.0.1:{app.port}\r\nConnection: close\r\n"
    with socket.create_connection(("127.0.0.1", app.port), timeout=60) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\n{headers}\r\n".encode())
        answer = bytearray()
        with suppress(ConnectionResetError):  # the rest of a request that it did not read
            while part := line.recv(65_536):
                answer += part
        return bytes(answer)


def test_case_52_an_address_that_is_too_long(app: App) -> None:
    fields = "&".join(f"{number}=1" for number in range(1001))
    assert b" 200 " in asked(app, f"/?{fields}").split(b"\r\n")[0]
    assert b" 500 " not in asked(app, f"/?{'x' * 600_000}").split(b"\r\n")[0]
    with Visitor(app.url, query="x" * 600_000) as visitor:
        visitor.draw(fields)
        assert any(each.HasField("delta") for each in visitor.draw())


def refused_line(app: App, **headers: str) -> int:
    """Ask for a WebSocket with headers of one's own and return the status of the refusal."""
    with (
        pytest.raises(InvalidStatus) as refused,
        connect(
            f"{app.url.replace('http', 'ws', 1)}/_stcore/stream",
            additional_headers=headers,
            subprotocols=["streamlit"],  # type: ignore[list-item]
        ),
    ):
        pass
    return refused.value.response.status_code


def test_case_53_a_foreign_web_page(app: App) -> None:
    foreign = {"Origin": "http://evil.example"}
    assert refused_line(app, **foreign) == 403
    for other in (f"ftp://{app.url.rpartition('/')[2]}", "null", "file://", "http://[", ""):
        assert refused_line(app, Origin=other) == 403
    for path in ("/", "/_stcore/health", "/media/x.png"):
        answer = httpx.get(app.url + path, headers=foreign)
        assert answer.status_code == 403
        is_plain(answer.text, "web page")


def test_case_53_text_where_pages_send_bytes(app: App) -> None:
    address = f"{app.url.replace('http', 'ws', 1)}/_stcore/stream"
    with connect(address, subprotocols=["streamlit"]) as line:  # type: ignore[list-item]
        line.send("hello")
        with pytest.raises(ConnectionClosedError) as closed:
            list(line)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1003
    with Visitor(app.url) as visitor:
        assert any(each.HasField("delta") for each in visitor.draw())


def test_case_54_a_foreign_name(app: App) -> None:
    for path in ("/", "/_stcore/health", "/_stcore/host-config"):
        answer = httpx.get(app.url + path, headers={"Host": "evil.example"})
        assert answer.status_code == 403
        is_plain(answer.text, "evil.example")


def test_case_55_an_upload_without_its_token(app: App) -> None:
    with Visitor(app.url) as visitor:
        address = f"/_stcore/upload_file/{visitor.session}/a"
        assert visitor.put(b"a", "a", token="").status_code == 403
        assert visitor.http.delete(address).status_code == 403
        assert visitor.put(b"a", "a").status_code == 204
        taken_back = visitor.http.delete(address, headers={"X-Xsrftoken": visitor.token})
        assert taken_back.status_code == 204


def memory(app: App) -> int:
    """Return the megabytes the app's process holds, 0 where the system does not show it."""
    assert app.process
    status = Path(f"/proc/{app.process.pid}/status")
    found = re.search(r"VmRSS:\s+(\d+)", status.read_text()) if status.exists() else None
    return int(found[1]) >> 10 if found else 0


def test_case_56_more_uploads_than_fit(app: App) -> None:
    size, before = 20 << 20, memory(app)
    with Visitor(app.url) as visitor:
        answers = [visitor.put(bytes(size), f"invented-{number}") for number in range(30)]
        taken = [each for each in answers if each.status_code == 204]
        refused = [each for each in answers if each.status_code == 413]
        assert (len(taken), len(refused)) == (1, 29)  # the form around a file counts too
        is_plain(refused[0].text, str(MOST_UPLOADED))
        assert memory(app) - before < 4 * MOST_UPLOADED
        in_chunks = visitor.put(bytes(size), "chunks", **{"Transfer-Encoding": "chunked"})
        assert in_chunks.status_code == 411
        session, visitor.session = visitor.session, "0" * 32
        stranger = visitor.put(bytes(size), "invented")
        assert stranger.status_code == 404
        is_plain(stranger.text, "page")
        visitor.session = session


def test_case_58_headers_on_every_answer(app: App) -> None:
    with Visitor(app.url) as visitor:
        drawn = b"".join(bytes_of(each) for each in visitor.draw(page="photos"))
        media = re.findall(rb"/media/[0-9a-f]+\.\w+", drawn)
        paths = ["/", "/photos", "/_stcore/health", "/_stcore/host-config", "/_stcore/metrics"]
        paths += ["/favicon.png", "/static/nothing.js", "/media/nothing.png", media[0].decode()]
        for path in paths:
            headers = visitor.http.get(path).headers
            assert headers["X-Content-Type-Options"] == "nosniff", path
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
            assert headers["Referrer-Policy"] == "no-referrer"
        policy = headers["Content-Security-Policy"]
        assert "script-src 'self' blob: 'unsafe-eval' 'sha256-" in policy


def bytes_of(message: object) -> bytes:
    return bytes(message.SerializeToString())  # type: ignore[attr-defined]


def test_case_59_two_people_at_once(place: Workspace) -> None:
    with DatasetStore.open(place) as store:
        desks = {who: Desk(store) for who in ("Ann", "Ben")}
        pictures = dict(zip(desks, store.picture_ids()[:2], strict=True))
        known = ""
        for turn in range(100):
            who = "Ann" if turn % 2 else "Ben"
            version = store.picture(pictures[who]).label_version
            op = {"op": f"{who}-{turn}", "kind": "mark", "photos": {pictures[who]: version}}
            op["value"] = UNSURE if turn // 2 % 2 else SKIPPED
            heard = {"n": turn, "ops": [op], "set": known}
            reply = desks[who].reply(heard, PictureQuery(), who, None)
            known = reply["set"]
            assert [(each["op"], each["saved"]) for each in reply["answers"]] == [(op["op"], True)]
            assert all(each["op"].startswith(who) for each in reply["recent"])
        labels.undo(store, who="Ben")
        marks = {who: store.picture(picture).mark for who, picture in pictures.items()}
        assert marks == {"Ann": UNSURE, "Ben": SKIPPED}
        for who, picture in pictures.items():
            assert {event.who for event in labels.history(store, picture)} - {"import"} == {who}


def test_case_59_a_name_given_in_one_tab(place: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MIEN_WORKSPACE", str(place.root))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    script = str(PROJECT / "streamlit_app.py")
    ann, ben = (AppTest.from_file(script, default_timeout=60).run() for _ in "ab")
    for app in (ann, ben):
        app.switch_page("app_pages/label.py").run()
    ann.text_input(key="who").set_value("Ann").run()
    ben.run()
    assert (ann.text_input(key="who").value, ben.text_input(key="who").value) == ("Ann", "me")


TOLD = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{36}|sk-[A-Za-z0-9]{32}"
    r"|(?i:cookie_secret|client_secret|password)\s*=\s*\"(?!your|xxx|\{|\.\.\.)[^\"\s]{12,}\""
)


def test_case_60_secrets_told(app: App, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607
        cwd=PROJECT,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        assert not name.endswith("secrets.toml")
        text = (PROJECT / name).read_bytes().decode("utf-8", "replace")
        assert not TOLD.search(text), name
    assert ".streamlit/secrets.toml" in (PROJECT / ".gitignore").read_text().split()
    secrets = tmp_path / "secrets.toml"
    secrets.write_text('[auth]\ncookie_secret = "hunter2"\n[people]\nallowed = ["ann@x.org"]\n')
    secrets.chmod(0o644)
    told = begun_with(secrets, app.workspace)
    is_plain(told.splitlines()[-1].rpartition("Type:")[0], "secrets")
    assert "chmod 600" in told
    assert "hunter2" not in told


def begun_with(secrets: Path, workspace: Workspace) -> str:
    """Return what an app says that is started with a file of secrets and has to end at once."""
    from tests.catalogue.test_place import started

    done = started(workspace, "--secrets.files", str(secrets))
    assert done.returncode == 1
    return done.stderr


DANGERS = {
    "unsafe_allow_html": "st.markdown('x', unsafe_allow_html=True)",
    "shell": "run('x', shell=True)",
    "allow_pickle": "load('x', allow_pickle=True)",
    "extractall": "archive.extractall()",
    "eval": "eval('x')",
    "pickle": "import pickle",
    "joblib": "from joblib import load",
    "sql": "connection.execute(text(f'DELETE FROM {name}'))",
}


@pytest.mark.parametrize("name", DANGERS)
def test_case_61_a_danger_in_the_source(name: str, tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(DANGERS[name])
    found = {
        *(call for call in called(planted) if call in test_dangers.FORBIDDEN_CALLS),
        *(argument for argument, _ in test_dangers.keywords(planted)),
        *(each.partition(".")[0] for each in imports(planted)),
        *(["sql"] if test_dangers.made_up_queries(planted) else []),
    }
    assert name in found
