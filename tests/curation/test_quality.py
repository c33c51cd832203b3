"""What makes a photo hard to learn from."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from core.curation.quality import (
    Measures,
    face_finding,
    findings,
    grey_among_colour,
    measure,
)
from tests.curation.pictures import scene

GOOD = Measures(0.5, 120.0)


def test_a_blurred_photo_is_blurry_and_the_sharp_one_is_not() -> None:
    sharp = scene(0, 200)
    blurred = sharp.filter(ImageFilter.GaussianBlur(4))
    assert findings(measure(np.asarray(sharp)), 200, 200) == []
    (found,) = findings(measure(np.asarray(blurred)), 200, 200)
    assert found.kind == "blurry"


def test_contrast_does_not_count_as_sharpness() -> None:
    sharp = np.asarray(scene(0, 200))
    pale = (sharp * 0.3 + 80).astype(np.uint8)
    assert measure(pale).sharpness == pytest.approx(measure(sharp).sharpness, rel=0.1)


def test_brightness_is_the_mean() -> None:
    assert measure(np.full((9, 9), 77, np.uint8)) == Measures(1.0, 77.0)


@pytest.mark.parametrize(
    ("measures", "width", "height", "kinds"),
    [
        (GOOD, 200, 200, []),
        (Measures(0.5, 20.0), 200, 200, ["dark"]),
        (Measures(0.5, 240.0), 200, 200, ["bright"]),
        (GOOD, 200, 39, ["tiny", "odd shape"]),
        (GOOD, 48, 48, []),
        (GOOD, 100, 221, ["odd shape"]),
        (Measures(0.01, 240.0), 30, 30, ["blurry", "bright", "tiny"]),
    ],
)
def test_each_finding_says_what_was_measured(
    measures: Measures, width: int, height: int, kinds: list[str]
) -> None:
    found = findings(measures, width, height)
    assert [each.kind for each in found] == kinds
    assert all(each.sentence.endswith(".") for each in found)


def test_the_value_stands_in_the_sentence() -> None:
    (found,) = findings(Measures(0.5, 20.4), 200, 200)
    assert (found.value, found.sentence) == (20.4, "Dark: its mean brightness is 20 of 255.")


def test_only_one_face_is_right_and_nobody_having_looked_is_no_fault() -> None:
    assert [face_finding(count) for count in (None, 1)] == [None, None]
    none, several = face_finding(0), face_finding(3)
    assert none is not None
    assert several is not None
    assert (none.kind, several.sentence) == ("no face", "3 faces were found.")


@pytest.mark.parametrize(("grey", "sticks_out"), [(0, False), (5, True), (25, False), (100, False)])
def test_grey_photos_stick_out_where_they_are_few(grey: int, sticks_out: bool) -> None:
    assert grey_among_colour(grey, 100) == sticks_out


def test_a_tiny_photo_can_be_measured() -> None:
    assert measure(np.asarray(Image.new("L", (16, 16), 9))).brightness == 9
