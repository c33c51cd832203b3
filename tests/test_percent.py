"""Shares become numbers that call nothing perfect or hopeless that is not."""

from __future__ import annotations

import pytest

from core.percent import percent


@pytest.mark.parametrize(
    ("share", "decimals", "expected"),
    [
        (0, 0, 0),
        (1, 0, 100),
        (0.0004, 0, 1),
        (0.9996, 0, 99),
        (0.5, 0, 50),
        (0.9999, 1, 99.9),
        (0.00001, 1, 0.1),
        (0.9521, 1, 95.2),
        (1, 1, 100),
    ],
)
def test_only_what_is_exact_is_called_all_or_nothing(
    share: float, decimals: int, expected: float
) -> None:
    assert percent(share, decimals) == expected
