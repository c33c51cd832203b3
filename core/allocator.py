"""How the C library hands out memory to the threads of the app."""

from __future__ import annotations

import ctypes
import sys

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
_MOST = 2


def share_arenas(most: int = _MOST) -> None:
    """Let the threads of this process share a few arenas, where glibc would give each its own.

    Every drawing of a page is a thread of its own. With up to eight arenas for each processor, what
    one thread freed is of no use to the next, and the app grows for hours though it keeps nothing;
    see mallopt(3). Other systems share anyway.

    Parameters
    ----------
    most : int, optional
        How many arenas, 1 or more.
    """
    if sys.platform != "linux":
        return
    set_option = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none, and needs none
    if set_option is not None:
        set_option(_ARENA_MAX, most)
