"""What a person is told to do fits what the system refused."""

from __future__ import annotations

import errno
import os

import pytest

from core.disk_refusals import advice, what_helps, why

FITTING = {
    "Free some space on the disk": (errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
    "Check that the folder may be written to": (errno.EACCES, errno.EPERM, errno.EROFS),
    "Check that the disk is well": (errno.EIO, errno.ENODEV, errno.EINVAL),
}
CASES = [(code, words) for words, codes in FITTING.items() for code in codes]


@pytest.mark.parametrize(("code", "words"), CASES, ids=lambda each: str(each).replace(" ", "-"))
def test_the_advice_fits_the_refusal(code: int, words: str) -> None:
    refusal = OSError(code, os.strerror(code), "somewhere")
    assert what_helps(refusal) == words
    assert advice(refusal) == f"{words}, then try again."
    assert advice(refusal, "go on") == f"{words}, then go on."
    assert why(refusal) == os.strerror(code)


def test_a_refusal_without_words_of_the_system_has_its_own() -> None:
    assert why(OSError("The drive is gone.")) == "The drive is gone"
    assert why(PermissionError()) == "PermissionError"
    assert advice(OSError("The drive is gone.")) == "Check that the disk is well, then try again."
