"""Files that came through the browser, kept under numbers with a list of their names."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import BinaryIO

from core.files import read_json, write_json

_MANIFEST = "manifest.json"


def keep_received(folder: Path, files: Iterable[tuple[str, BinaryIO]]) -> None:
    """Write files into a folder of their own, and last the list of the names they came under.

    Parameters
    ----------
    folder : Path
        A folder that does not exist yet.
    files : iterable of (str, binary stream)
        Name, with folders where the browser tells them, and content.
    """
    folder.mkdir(parents=True)
    names = {}
    for number, (name, stream) in enumerate(files):
        stored = f"{number:06d}"
        stream.seek(0)
        with (folder / stored).open("wb") as target:
            shutil.copyfileobj(stream, target, 1 << 20)
        names[stored] = name
    write_json(folder / _MANIFEST, names)


def is_received(folder: Path) -> bool:
    """Return whether a folder holds files that came through the browser."""
    return (folder / _MANIFEST).is_file()


def received_files(folder: Path) -> list[tuple[Path, str]]:
    """Return where each received file lies and the name it came under."""
    names: dict[str, str] = read_json(folder / _MANIFEST)
    return [(folder / stored, name) for stored, name in names.items()]
