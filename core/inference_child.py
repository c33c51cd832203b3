"""``python -m core.inference_child``: the process that holds trained models.

`core.inference_process` starts it, writes requests to its standard input and reads replies from
its standard output. It ends when its standard input does, so it cannot outlive its parent, however
that dies, not even while it is still loading.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from queue import SimpleQueue
from typing import IO, Any

from core.inference_messages import read_message, write_message
from core.native_talk import without_small_talk


def main() -> None:
    """Answer requests until the parent closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent
    requests: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_receive, args=(sys.stdin.buffer, requests), daemon=True).start()
    with os.fdopen(os.dup(sys.stdout.fileno()), "wb") as replies:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no reply
        with without_small_talk():
            from core.inference_jobs import answer  # noqa: PLC0415  takes seconds

        while True:
            write_message(replies, answer(requests.get()))


def _receive(stream: IO[bytes], requests: SimpleQueue[Any]) -> None:
    """Queue every request; end the whole process at once when the parent is gone."""
    try:
        while True:
            requests.put(read_message(stream))
    except EOFError:
        os._exit(0)


if __name__ == "__main__":
    main()
