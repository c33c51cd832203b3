"""Work in a process under limits: a deadly piece among quick ones costs that piece alone."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from core import limited
from core.limited import Died, LimitedProcess
from tests.dataset.making import wait_until


def double(number: int) -> int:
    """Return twice a number; 13 ends the process, 17 never ends."""
    if number == 13:
        os.abort()
    while number == 17:
        pass
    return 2 * number


@pytest.fixture
def process() -> Iterator[LimitedProcess]:
    made = LimitedProcess()
    yield made
    made.close()


def test_only_the_deadly_piece_is_lost(process: LimitedProcess) -> None:
    answers = process.run(double, [1, 2, 3, 13, 5, 13, 13, 8])
    assert [each if isinstance(each, int) else "died" for each in answers] == [
        *(2, 4, 6, "died", 10, "died", "died", 16)
    ]


def test_the_piece_that_is_too_slow_is_told_from_those_before_it(
    process: LimitedProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited, "_TOGETHER", limited._Way(False, 3, 60.0))
    answers = process.run(double, [1, 2, 17, 4])
    assert answers[:2] == [2, 4]
    assert answers[3] == 8
    assert isinstance(answers[2], Died)
    assert "seconds" in answers[2].reason


def test_a_process_that_was_killed_from_outside_is_replaced(process: LimitedProcess) -> None:
    assert process.run(double, [1]) == [2]
    first = process.process_id
    assert first is not None
    os.kill(first, 9)
    wait_until(lambda: os.waitid(os.P_PID, first, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None)
    assert process.run(double, [1, 2]) == [2, 4]  # no piece is to blame
    assert process.process_id != first
