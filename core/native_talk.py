"""Load TensorFlow without what its native code says about graphics cards.

While it is being imported it writes to standard error, past ``TF_CPP_MIN_LOG_LEVEL`` (its issue
100442), that there is no graphics card. To a person that looks like something went wrong.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

_STANDARD_ERROR = 2
_SMALL_TALK = re.compile(rb"(I\d{4} |WARNING: All log messages before absl::InitializeLog)")


@contextmanager
def without_small_talk() -> Iterator[None]:
    """Hold back what is written to standard error inside the block; afterwards pass on the rest.

    Left out are the lines that TensorFlow itself marks as information.
    """
    sys.stderr.flush()
    with tempfile.TemporaryFile() as said:
        kept = os.dup(_STANDARD_ERROR)
        os.dup2(said.fileno(), _STANDARD_ERROR)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(kept, _STANDARD_ERROR)
            os.close(kept)
            _pass_on(said)


def _pass_on(said: IO[bytes]) -> None:
    said.seek(0)
    for line in said:
        if not _SMALL_TALK.match(line):
            os.write(_STANDARD_ERROR, line)
