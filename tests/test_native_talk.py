"""What native code says while it loads is told from what matters."""

from __future__ import annotations

import os

import pytest

from core.native_talk import without_small_talk


def test_warnings_pass_and_information_does_not(capfd: pytest.CaptureFixture[str]) -> None:
    with without_small_talk():
        os.write(2, b"I0000 00:00:1 5 cudart_stub.cc:31] Could not find cuda drivers.\n")
        os.write(2, b"E0000 00:00:1 5 something.cc:1] It broke.\n")
    os.write(2, b"I0000 afterwards\n")
    assert capfd.readouterr().err.splitlines() == [
        "E0000 00:00:1 5 something.cc:1] It broke.",
        "I0000 afterwards",
    ]
