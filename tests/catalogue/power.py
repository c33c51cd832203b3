"""What a disk holds after a power cut, rebuilt from the system calls that wrote to it.

`recorded` runs a program under strace, and `disks` goes through what it did, call by call. Of a
file only that survives what it held when it was last flushed. A name survives in one kind of disk
only once its folder was flushed; in the other kind at once, before what it leads to. Folders
themselves survive.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from core.workspace import PROJECT

_NAMING = "openat,creat,close,rename,renameat,renameat2,link,linkat,unlink,unlinkat"
_WRITING = "write,writev,pwrite64,lseek,ftruncate,dup,dup2,dup3,fsync,fdatasync,sync"
_LONGEST = 10_000_000  # bytes of one call that are recorded: all of them
_CALL = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+|\?)")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')

Files = dict[Path, bytes]


def recorded(strace: str, command: Sequence[str], record: Path) -> None:
    """Run a program and write down every call with which it changes a disk.

    Raises
    ------
    CalledProcessError
        If it fails.
    """
    options = ["-qq", "-xx", "-s", str(_LONGEST), "-e", f"trace={_NAMING},{_WRITING}"]
    subprocess.run(
        [strace, *options, "-o", str(record), *command],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        timeout=200,
    )


@dataclass
class _File:
    data: bytearray = field(default_factory=bytearray)
    flushed: bytes = b""

    def write(self, at: int, data: bytes) -> None:
        self.data.extend(bytes(max(0, at - len(self.data))))
        self.data[at : at + len(data)] = data

    def flush(self) -> None:
        self.flushed = bytes(self.data)


@dataclass
class _Open:
    path: Path
    file: _File | None
    appends: bool
    at: int = 0

    def change(self, call: str, plain: list[str], data: bytes) -> None:
        if self.file is None:
            return
        if call == "ftruncate":
            self.file.write(int(plain[1]), b"")
            del self.file.data[int(plain[1]) :]
        elif call == "pwrite64":
            self.file.write(int(plain[-1]), data)
        else:
            self.at = len(self.file.data) if self.appends else self.at
            self.file.write(self.at, data)
            self.at += len(data)


class _Disk:
    """A folder with all in it, as programs see it and as the disk has it."""

    def __init__(self, root: Path, files: Files) -> None:
        self._root = root
        self.names = {path: _File(bytearray(data), data) for path, data in files.items()}
        self.flushed = dict(self.names)
        self._open: dict[int, _Open] = {}
        self.said = b""

    def survivors(self, *, names_lead: bool) -> Files:
        """Return what is there after the power went."""
        names = self.names if names_lead else self.flushed
        return {path: file.flushed for path, file in names.items()}

    def take(self, call: str, given: str, result: int) -> None:
        """Do what a call did."""
        texts = [_bytes(each) for each in _TEXT.finditer(given)]
        plain = [each.strip() for each in _TEXT.sub("", given).split(",")]
        if call in ("openat", "creat"):
            self._opened(self._path(plain[0], texts[0]), given, result)
        elif call.startswith(("rename", "link", "unlink")):
            self._named(call, plain, texts)
        elif call == "sync":
            for file in self.names.values():
                file.flush()
            self.flushed = dict(self.names)
        else:
            self._on_open(call, int(plain[0]), plain, texts, result)

    def _path(self, folder: str, name: bytes) -> Path:
        known = self._open.get(int(folder)) if folder.isdigit() else None
        return (known.path if known else PROJECT) / os.fsdecode(name)

    def _opened(self, path: Path, given: str, descriptor: int) -> None:
        self._open.pop(descriptor, None)
        if not path.is_relative_to(self._root):
            return
        if "O_CREAT" in given and path not in self.names:
            self.names[path] = _File()
        file = self.names.get(path)
        if file is not None and "O_TRUNC" in given:
            file.data.clear()
        self._open[descriptor] = _Open(path, file, "O_APPEND" in given)

    def _named(self, call: str, plain: list[str], texts: list[bytes]) -> None:
        folders = [each for each in plain if each == "AT_FDCWD" or each.isdigit()]
        folders = folders if "at" in call else ["AT_FDCWD", "AT_FDCWD"]
        source, *targets = map(self._path, folders, texts)
        if call.startswith("unlink"):
            self.names.pop(source, None)
        elif source in self.names:
            file = self.names[source] if "link" in call else self.names.pop(source)
            self.names[targets[0]] = file
        elif targets and any(source in each.parents for each in self.names):
            raise NotImplementedError(f"a folder is renamed: {source}")

    def _on_open(
        self, call: str, descriptor: int, plain: list[str], texts: list[bytes], result: int
    ) -> None:
        if call == "write" and descriptor == 1:
            self.said += texts[0]
        here = self._open.get(descriptor)
        if here is None:
            return
        if call == "close":
            del self._open[descriptor]
        elif call.startswith("dup"):
            self._open[result] = here
        elif call == "lseek":
            here.at = result
        elif call in ("fsync", "fdatasync"):
            self._flush(here)
        else:
            here.change(call, plain, b"".join(texts)[:result])

    def _flush(self, here: _Open) -> None:
        if here.file is not None:
            here.file.flush()
            return
        others = {path: each for path, each in self.flushed.items() if path.parent != here.path}
        own = {path: each for path, each in self.names.items() if path.parent == here.path}
        self.flushed = others | own


def _bytes(found: re.Match[str]) -> bytes:
    if found[2]:
        raise ValueError("the record was cut short")
    return bytes.fromhex(found[1].replace("\\x", ""))


def files_in(root: Path) -> Files:
    """Return all that is in a folder."""
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def disks(
    root: Path, files: Files, record: Path, *, names_lead: bool
) -> Iterator[tuple[Files, bytes]]:
    """Yield every disk that a power cut can leave, and what the program had said by then.

    Parameters
    ----------
    root : Path
        The folder that is looked at.
    files : dict
        What was in it before the program ran, by `files_in`.
    record : Path
        By `recorded`.
    names_lead : bool
        Whether names reach the disk at once, before what they lead to; or only with their folder.
    """
    disk = _Disk(root, files)
    before: tuple[Files, bytes] = ({}, b"")
    for line in record.read_text("ascii").splitlines():
        call = _CALL.match(line)
        if call is None or call[3].startswith(("-", "?")):
            continue
        disk.take(call[1], call[2], int(call[3]))
        now = disk.survivors(names_lead=names_lead), disk.said
        if now != before:
            yield now
        before = now


def put_back(files: Files, root: Path, folder: Path) -> None:
    """Write what survived into a new folder, in place of the root it was recorded in."""
    for path, data in files.items():
        target = folder / path.relative_to(root)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
