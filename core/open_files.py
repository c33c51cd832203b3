"""How many files and connections a server may have open at once."""

from __future__ import annotations

import sys
from contextlib import suppress

if sys.platform != "win32":
    import resource

_MANY = 65_536


def allow_many() -> None:
    """Let this process have as many open as the system allows anybody, 65,536 at most.

    Systems begin with 256 or 1,024, for the sake of old programs. A server that has used them up
    can answer nobody, as long as whoever holds its connections likes.
    """
    if sys.platform == "win32":
        return
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wished = _MANY if most == resource.RLIM_INFINITY else min(_MANY, most)
    if now != resource.RLIM_INFINITY and now < wished:
        with suppress(OSError, ValueError):  # macOS names more than it gives
            resource.setrlimit(resource.RLIMIT_NOFILE, (wished, most))
