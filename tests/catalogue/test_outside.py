"""Cases 21, 62 and 90: what must not leave, and a database server that goes away."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, PngImagePlugin, TiffImagePlugin
from sqlalchemy import Connection, Engine, event

from core import kept_looks
from core.commands.app import main
from core.dataset.exchange.layouts import FORMATS
from core.dataset.importing import imports, receive, run_import
from core.dataset.labels import history, set_label
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.errors import ImportRefused, WorkspaceProblem
from core.learning.pixel_cache import Frame, PixelCache
from core.training_plan import start_training
from core.workspace import PROJECT, Workspace
from tests.catalogue.aftermath import Labels, drawn, hold, is_plain, labels_of, said
from tests.chromium import find_chromium
from tests.conftest import TINY, missing
from tests.dataset.making import happy_and_sad, pixels, zip_of
from tests.offline import command_offline
from tests.postgres_server import PostgresServer

_MARK = "CAMERA-7431"
_LATITUDE = (7431913, 1000003)
_GPS, _LATITUDE_TAG, _SERIAL, _COMMENT, _MAKER = 0x8825, 2, 0xA431, 0x9286, 0x010F


def test_case_21_nothing_a_camera_wrote_is_in_what_is_kept_or_taken_away(
    place: Workspace, tmp_path: Path
) -> None:
    photos = {f"happy/{n}.jpg": _told_everything(n) for n in range(8)}
    photos |= {f"sad/{n}.png": _told_everything_png(n + 50) for n in range(8)}
    assert all(_found(data) for data in photos.values())
    assert run_import(place, zip_of(tmp_path / "in.zip", photos), workers=0).added == 16
    with DatasetStore.open(place) as store:
        records = store.pictures(limit=100)
        kept_looks.looks(place, records)
        PixelCache(place, 32).add([Frame(each.id, each.suffix) for each in records])
        start_training(place, store, TINY, launch=False)
    out = tmp_path / "out"
    for kind in FORMATS:
        assert _asked(place, "take-away", kind, out / f"{kind}.zip") == 0
    assert _asked(place, "backup", out / "backup.zip") == 0
    kept = {path.as_posix(): path.read_bytes() for path in place.root.rglob("*") if path.is_file()}
    taken = {f"{path}!{name}": data for path in out.iterdir() for name, data in _unzipped(path)}
    assert len(taken) > 16 * len(FORMATS)
    assert [path for path, data in (kept | taken).items() if _found(data)] == []


def test_case_21_nothing_of_an_import_that_failed_or_was_discarded_stays(
    place: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIEN_WORKSPACE", str(place.root))
    photo = _told_everything(3)
    with _no_file_above(len(photo)), pytest.raises(WorkspaceProblem) as refused:
        receive(place, [("whole.jpg", BytesIO(photo)), ("half.jpg", BytesIO(photo * 2))])
    is_plain(str(refused.value), "could not be kept", "Free some space")
    assert [path for path in place.data.rglob("*") if path.is_file() and _kept_in(path)] == []
    torn = zip_of(tmp_path / "torn.zip", {"a.jpg": photo}).read_bytes()[:-30]
    for _ in range(2):
        with pytest.raises(ImportRefused):
            run_import(place, receive(place, [("torn.zip", BytesIO(torn))]), workers=0)
    left_behind = [path for path in place.data.rglob("*") if path.is_file() and _kept_in(path)]
    assert len(left_behind) == 2
    app = drawn(place, "photos")
    for number, job in enumerate(imports(place)[:2], start=1):
        app.button(key=f"discard-{job.id}").click().run()
        assert any("Discarded: " in each for each in said(app))
        assert len([path for path in left_behind if path.exists()]) == 2 - number
    assert [each.status for each in imports(place)] == ["finished"]


@contextmanager
def _no_file_above(size: int) -> Iterator[None]:
    """Let the system refuse to write larger files, as a full disk refuses."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def _kept_in(path: Path) -> bool:
    return _found(path.read_bytes())


def test_case_62_the_whole_road_without_a_network(trained: Workspace, tmp_path: Path) -> None:
    if find_chromium() is None:
        missing("needs Chromium, which this machine does not have")
    road = [sys.executable, "-m", "tests.catalogue.short_road", str(trained.root)]
    note = tmp_path / "names.json"
    command = command_offline(note, road)
    if command is None:
        missing("needs unshare and user namespaces, which this machine does not have")
    done = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, check=False, timeout=200
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == []
    assert json.loads(note.read_text("utf-8")) == []


@pytest.fixture
def on_server(
    postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Workspace, str]]:
    """Return a workspace of six photos on a database server, and the name of its database."""
    name = postgres.new_database()
    monkeypatch.setenv("DATABASE_URL", postgres.url(name))
    made = Workspace(tmp_path / "place")
    run_import(made, happy_and_sad(tmp_path / "six.zip"), workers=0)
    before = labels_of(made)
    yield made, name
    hold(made, before)
    postgres.drop(name)


def test_case_90_a_database_server_that_restarts(
    on_server: tuple[Workspace, str],
    postgres: PostgresServer,
    capfd: pytest.CaptureFixture[str],
) -> None:
    place, database = on_server
    first = _a_happy_one(labels_of(place))
    with _cut_at_first_save(postgres, database) as cuts:
        assert _asked(place, "label", first, "--to", "sad") == 0  # taken once more by its id
    assert cuts
    with DatasetStore.open(place) as store:
        assert [each.kind for each in history(store, first)] == ["import", "label"]
        postgres.stop()
        capfd.readouterr()
        assert _asked(place, "label", first, "--to", "happy") == 1
        is_plain(capfd.readouterr().err.strip(), "database", "try again")
        postgres.start()
        assert len(store.picture_ids(PictureQuery(label="sad"))) == 4  # the same store goes on
        set_label(store, [first], "happy")


def _a_happy_one(labels: Labels) -> str:
    return next(each for each, label in labels.items() if label == "happy")


@contextmanager
def _cut_at_first_save(server: PostgresServer, database: str) -> Iterator[list[int]]:
    """Cut every connection when a save is about to be committed; note how many there were."""
    cuts: list[int] = []

    def cut(connection: Connection) -> None:
        if connection.get_execution_options().get("writes") and not cuts:
            cuts.append(server.cut(database))

    event.listen(Engine, "commit", cut)
    try:
        yield cuts
    finally:
        event.remove(Engine, "commit", cut)


def _asked(place: Workspace, *words: object) -> int:
    return main([*map(str, words), "--workspace", str(place.root)])


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[_MAKER] = _MARK
    inner = exif.get_ifd(0x8769)
    inner[_SERIAL], inner[_COMMENT] = _MARK, b"ASCII\0\0\0" + _MARK.encode()
    exif.get_ifd(_GPS)[_LATITUDE_TAG] = tuple(
        TiffImagePlugin.IFDRational(*_LATITUDE) for _ in range(3)
    )
    return exif


def _told_everything(seed: int) -> bytes:
    """Return a JPEG with all that a camera and a program may write into one."""
    thumbnail = BytesIO()
    Image.fromarray(pixels(seed, 16, 16)).save(thumbnail, "JPEG", comment=_MARK)
    xmp = f"<x:xmpmeta>{_MARK}</x:xmpmeta>".encode()
    stream = BytesIO()
    Image.fromarray(pixels(seed, 300, 320)).save(
        stream, "JPEG", exif=_exif(), xmp=xmp, comment=_MARK
    )
    data = stream.getvalue()
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", 16) + b"\x1c\x02\x78\0\x0b"
    extra = [(0xED, iptc + _MARK.encode()), (0xE4, thumbnail.getvalue())]
    blocks = [struct.pack(">BBH", 0xFF, mark, len(block) + 2) + block for mark, block in extra]
    return data[:2] + b"".join(blocks) + data[2:] + _MARK.encode()


def _told_everything_png(seed: int) -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", _MARK)
    notes.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{_MARK}</x:xmpmeta>")
    stream = BytesIO()
    Image.fromarray(pixels(seed, 90, 120)).save(stream, "PNG", pnginfo=notes, exif=_exif())
    return stream.getvalue()


def _found(data: bytes) -> bool:
    """Return whether any of it is in some bytes, in either byte order."""
    orders = [struct.pack(f"{order}II", *_LATITUDE) for order in "<>"]
    return any(sign in data for sign in (_MARK.encode(), *orders))


def _unzipped(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield name, archive.read(name)
