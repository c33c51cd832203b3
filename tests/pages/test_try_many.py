"""Many photos are answered at once, those that cannot be read are listed, and all can be taken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from core.contact_sheet import Tile, contact_sheet
from core.workspace import Workspace
from tests.dataset.making import photo
from tests.pages.conftest import Open
from tests.pages.test_pages import words

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


@pytest.mark.parametrize("number", [1, 30, 31, 95])
def test_a_contact_sheet_has_thirty_pictures_a_page(number: int) -> None:
    made = contact_sheet("All", [Tile(photo(1), ("0.png", "\N{GRINNING FACE}" * 40))] * number)
    assert made.startswith(b"%PDF-")
    assert made.count(b"/Type /Page\n") == -(-number // 30)


def test_a_picture_that_is_missing_leaves_a_grey_square() -> None:
    assert contact_sheet("All", [Tile(b"", ("gone",))]).startswith(b"%PDF-")
