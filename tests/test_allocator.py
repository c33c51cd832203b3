"""Threads share what one of them freed."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from core.workspace import PROJECT

_THREADS = """
import ctypes, re, tempfile, threading
{first}
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
together = threading.Barrier(12)

def take():
    together.wait()
    for _ in range(200):
        library.malloc(ctypes.c_size_t(5000))
    together.wait()

threads = [threading.Thread(target=take) for _ in range(12)]
for each in threads: each.start()
for each in threads: each.join()
library.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as told:
    stream = ctypes.c_void_p(library.fopen(told.name.encode(), b"w"))
    library.malloc_info(0, stream)
    library.fclose(stream)
    print(len(re.findall("<heap nr", told.read().decode())))
"""


def _arenas(first: str) -> int:
    command = [sys.executable, "-c", _THREADS.format(first=first)]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True)
    return int(done.stdout)


@pytest.mark.skipif(
    not (sys.platform == "linux" and hasattr(ctypes.CDLL(None), "malloc_info")),
    reason="a C library without arenas",
)
def test_many_threads_share_a_few_arenas() -> None:
    assert _arenas("") > 2
    assert _arenas("from core.allocator import share_arenas; share_arenas()") <= 2
