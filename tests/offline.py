"""Run a command on a machine without a network, and note which names it asks for.

``unshare --user --map-root-user --net --mount python -m tests.offline NOTE COMMAND...`` gives the
command the loopback device alone. Whatever asks for the address of a name, be it in vain, is heard
by the one name server there is, and stands in the file ``NOTE``: a JSON list.
"""

from __future__ import annotations

import json
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

_SET_FLAGS, _UP = 0x8914, 0x1
_HEADER = 12
_REFUSED = 0x8005


def command_offline(note: Path, command: Sequence[str]) -> list[str] | None:
    """Return the command line that runs a command so; None where this system cannot."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return None
    apart = [unshare, "--user", "--map-root-user", "--net", "--mount"]
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode != 0:
        return None
    return [*apart, sys.executable, "-m", "tests.offline", str(note), *command]


def _loopback_up() -> None:
    import fcntl  # Windows has none, and reads this file too

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        fcntl.ioctl(asked, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))


def _hear_names(names: set[str]) -> None:
    """Be the name server of this machine from now on, and refuse to know any name."""
    with tempfile.NamedTemporaryFile("w", suffix=".conf", delete=False) as ours:
        ours.write("nameserver 127.0.0.1\noptions attempts:1 timeout:1\n")
    place = Path("/etc/resolv.conf").resolve()
    subprocess.run(["mount", "--bind", ours.name, str(place)], check=True)  # noqa: S607 - Linux
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))

    def hear() -> None:
        while True:
            asked, who = server.recvfrom(4096)
            names.add(_name(asked))
            server.sendto(asked[:2] + struct.pack(">H", _REFUSED) + asked[4:], who)

    threading.Thread(target=hear, daemon=True).start()


def _name(asked: bytes) -> str:
    parts, at = [], _HEADER
    while at < len(asked) and asked[at]:
        parts.append(asked[at + 1 : at + 1 + asked[at]].decode("ascii", "replace"))
        at += 1 + asked[at]
    return ".".join(parts)


def main(arguments: Sequence[str]) -> int:
    """Run the command and return its exit status."""
    note, *command = arguments
    names: set[str] = set()
    _loopback_up()
    _hear_names(names)
    try:
        return subprocess.run(command, check=False).returncode
    finally:
        Path(note).write_text(json.dumps(sorted(names)), "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
