"""Many photos are answered at once, those that cannot be read are listed, and all can be taken."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable

import pytest
from PIL.PdfParser import PdfParser

from core.contact_sheet import Tile, contact_sheet, writable
from core.inference_answers import Prediction
from core.verdict import Answer, Verdict
from core.workspace import PROJECT, Workspace
from tests.dataset.making import photo
from tests.pages.conftest import Open
from tests.pages.test_pages import words
from ui import state, try_many

OnWorkspace = Callable[[Workspace], Open]


def a_zip() -> bytes:
    """Return a zip of three photos and a file that is none."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number in range(3):
            archive.writestr(f"a/{number}.png", photo(number))
        archive.writestr("a/broken.jpg", b"no photo")
    return stream.getvalue()


def test_every_photo_is_answered_and_what_cannot_be_read_is_listed(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(filled)("app_pages/try_it.py")
    app.segmented_control(key="try-way").set_value("many photos").run()
    app.file_uploader(key="try-many-files").upload("all.zip", a_zip(), "application/zip")
    app.run(timeout=120)
    assert not app.exception
    assert "**4 photos**" in words(app)
    [refused] = [each for each in app.expander if "could not be looked at" in each.label]
    assert refused.label.startswith("1 file ")
    assert refused.dataframe[0].value["file"].tolist() == ["a/broken.jpg"]
    app.selectbox(key="try-many-order").set_value("surest first").run()
    assert not app.exception


def test_a_tab_remembers_the_files_that_lie_there_and_no_others(
    filled: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(filled)("app_pages/try_it.py")
    app.segmented_control(key="try-way").set_value("many photos").run()
    for name in ("one.png", "two.png"):
        files = app.file_uploader(key="try-many-files")
        files.set_value([(name, photo(1), "image/png")]).run(timeout=120)
        assert not app.exception
        _, found = app.session_state[state.MANY]
        assert [each.file for each in found] == [name]
    app.file_uploader(key="try-many-files").set_value([]).run()
    assert state.MANY not in app.session_state
    files = app.file_uploader(key="try-many-files")
    files.set_value([("three.png", photo(3), "image/png")]).run(timeout=120)
    assert state.MANY in app.session_state
    app.segmented_control(key="try-way").set_value("a file").run()
    assert state.MANY not in app.session_state


def answered(verdict: Verdict, happy: float) -> try_many.Answered:
    """Return an answer to a file called like the verdict."""
    said = Answer({"happy": happy, "sad": 1 - happy}, verdict, ("happy", "sad"))
    return try_many.Answered(f"{verdict.name}.png", Prediction(said, faces=1, square=photo(1)))


FOUND = [
    answered(Verdict.NO_FACE, 0.99),
    answered(Verdict.LOOKS, 0.9),
    answered(Verdict.STRANGE, 0.97),
    answered(Verdict.NOT_SURE, 0.45),
    try_many.Answered("broken.jpg", "No photo."),
]


def test_the_list_tells_no_share_where_none_may_be_told() -> None:
    text = try_many._table(FOUND).decode("utf-8-sig")
    rows = {row["file"]: row for row in csv.DictReader(io.StringIO(text))}
    assert {name: (row["leans to"], row["share"]) for name, row in rows.items()} == {
        "NO_FACE.png": ("", ""),
        "LOOKS.png": ("happy", "0.9000"),
        "STRANGE.png": ("", ""),
        "NOT_SURE.png": ("sad", "0.5500"),
        "broken.jpg": ("", ""),
    }
    assert rows["broken.jpg"]["refused"] == "No photo."
    assert rows["NO_FACE.png"]["says"] == "No face found"


@pytest.mark.parametrize("order", ["surest first", "least sure first"])
def test_what_is_not_told_is_not_ranked_by(order: str) -> None:
    ranked = [each.file for each in try_many._ranked(FOUND[:4], order)]
    told = ["LOOKS.png", "NOT_SURE.png"]
    assert ranked[:2] == (told if order == "surest first" else told[::-1])


@pytest.mark.parametrize("each", FOUND, ids=lambda each: each.file)
def test_pictures_stand_without_a_share_where_none_may_be_told(each: try_many.Answered) -> None:
    assert ("%" in try_many._share(each)) == (each.file in ("LOOKS.png", "NOT_SURE.png"))


@pytest.mark.parametrize("number", [1, 30, 31, 95])
def test_a_contact_sheet_has_thirty_pictures_a_page(number: int) -> None:
    made = contact_sheet("All", [Tile(photo(1), ("0.png", "\N{GRINNING FACE}" * 40))] * number)
    assert made.startswith(b"%PDF-")
    assert len(PdfParser(buf=made).pages) == -(-number // 30)


_MEASURED = """
import resource, sys
from core.contact_sheet import Tile, contact_sheet

contact_sheet("Warm", [Tile(b"", ("a",))] * 31)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
contact_sheet("All", [Tile(b"", ("a",))] * 1200)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(grown // (1024 * 1024 if sys.platform == "darwin" else 1024))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no getrusage")
def test_a_sheet_of_many_pages_holds_few_of_them_at_once() -> None:
    command = [sys.executable, "-c", _MEASURED]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    assert int(done.stdout) < 60, "40 pages of 6.5 MB were held at once"


def test_letters_the_sheet_lacks_are_replaced() -> None:
    assert writable("plain name-1 (2).jpg") == "plain name-1 (2).jpg"
    assert writable("M\N{LATIN SMALL LETTER U WITH DIAERESIS}de") == "Mude"
    assert writable("e\N{COMBINING ACUTE ACCENT}te") == "ete"
    assert writable("\N{CYRILLIC SMALL LETTER DE}\N{GRINNING FACE}\n") == "???"


def test_a_picture_that_is_missing_leaves_a_grey_square() -> None:
    assert contact_sheet("All", [Tile(b"", ("gone",))]).startswith(b"%PDF-")
