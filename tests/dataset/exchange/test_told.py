"""What the list of a set says about a photo, whoever edited it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.dataset.exchange.told import read_told


@pytest.mark.parametrize(
    "when",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1969-12-31T23:59:59Z",
        "yesterday",
        "",
    ],
)
def test_a_time_that_cannot_be_is_left_out(when: str) -> None:
    assert read_told({"when": when}).at is None


def test_a_time_that_is_still_to_come_is_left_out() -> None:
    later = datetime.now(UTC) + timedelta(days=2)
    assert read_told({"when": later.isoformat()}).at is None


@pytest.mark.parametrize(
    ("when", "at"), [("1970-01-01", 0), ("2024-02-29T12:00:00.250+02:00", 1_709_200_800_250)]
)
def test_a_time_is_read_to_the_millisecond(when: str, at: int) -> None:
    assert read_told({"when": when}).at == at
