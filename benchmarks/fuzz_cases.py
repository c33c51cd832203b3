"""One hostile file or name at a time, brought in as an import does it, and judged."""

from __future__ import annotations

import os
import re
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import mutations
from benchmarks.fuzz_names import round_trip
from core.dataset.decoding import open_upright
from core.dataset.images import make_thumbnail, read_picture
from core.dataset.kept_form import kept_form
from core.dataset.sources import list_source
from core.errors import CoreError
from core.group_table import read_groups

_HANG_SECONDS = 10.0
_LONGEST = 700
_FOR_ENGINEERS = re.compile(r"Traceback|Error\(|Exception|Errno|<class |0x[0-9a-f]{6}")


@dataclass
class Tally:
    """What came of some cases.

    Parameters
    ----------
    cases, read, refused : int
        How many there were, gave a result, and were refused in a sentence.
    escapes : list of (int, str)
        Seeds that ended otherwise, and how.
    hangs : int
        Cases over ten seconds.
    slowest : float
        Seconds of the slowest.
    """

    cases: int = 0
    read: int = 0
    refused: int = 0
    escapes: list[tuple[int, str]] = field(default_factory=list)
    hangs: int = 0
    slowest: float = 0.0

    def merge(self, other: Tally) -> None:
        """Add another tally to this one."""
        self.cases += other.cases
        self.read += other.read
        self.refused += other.refused
        self.escapes += other.escapes
        self.hangs += other.hangs
        self.slowest = max(self.slowest, other.slowest)


def examine(kind: str, seeds: range) -> Tally:
    """Bring in the cases of some seeds, and say what came of them."""
    warnings.simplefilter("ignore")
    if kind == "names":
        return _names(seeds)
    tally = Tally()
    with tempfile.TemporaryDirectory(dir=_quick_folder()) as folder:
        for seed in seeds:
            _one(tally, seed, lambda at: _JOBS[kind](Path(folder), at))
    return tally


def made(kind: str, seed: int) -> bytes:
    """Return the input of a seed, to be looked at or kept as a regression."""
    if kind == "names":
        return mutations.name(seed).encode("utf-8", "surrogatepass")
    if kind == "lists":
        return mutations.listed(seed)[1]
    return mutations.image(seed) if kind == "images" else mutations.zipped(seed)


def _one(tally: Tally, seed: int, job: Callable[[int], None], cases: int = 1) -> None:
    began = time.monotonic()
    tally.cases += cases
    try:
        job(seed)
        tally.read += cases
    except CoreError as told:
        tally.refused += cases
        if not _is_plain(str(told)):
            tally.escapes.append((seed, f"no plain sentence: {str(told)[:200]!r}"))
    except Exception as error:  # noqa: BLE001 - that is what is counted here
        tally.escapes.append((seed, f"{type(error).__name__}: {str(error)[:200]}"))
    passed = (time.monotonic() - began) / cases
    tally.slowest = max(tally.slowest, passed)
    tally.hangs += passed > _HANG_SECONDS


def _is_plain(sentence: str) -> bool:
    whole = sentence.endswith((".", "!", "?")) and len(sentence) <= _LONGEST
    return whole and not _FOR_ENGINEERS.search(sentence)


def _image(folder: Path, seed: int) -> None:
    del folder
    data = mutations.image(seed)
    picture = read_picture(data)
    kept, suffix = kept_form(data, picture)
    make_thumbnail(picture.pixels)
    if open_upright(kept).image.getexif() or suffix not in (".png", ".jpg"):
        raise AssertionError("what is kept is not clean")


def _zip(folder: Path, seed: int) -> None:
    path = folder / "a.zip"
    path.write_bytes(mutations.zipped(seed))
    _brought(path, folder)


def _list(folder: Path, seed: int) -> None:
    name, data = mutations.listed(seed)
    if name.startswith("groups"):
        read_groups(data, name)
        return
    path = folder / name
    path.write_bytes(data)
    try:
        _brought(path, folder)
    finally:
        path.unlink()


def _brought(path: Path, folder: Path) -> None:
    """List a source and read all in it, as an import does."""
    items, listing = list_source([path], folder / "scratch")
    sentences = [each.reason for each in listing.refused] + listing.notes
    for item in items:
        try:
            read_picture(item.loader.read())
        except CoreError as told:
            sentences.append(str(told))
    for sentence in sentences:
        if not _is_plain(sentence):
            raise AssertionError(f"no plain sentence: {sentence[:200]!r}")


def _names(seeds: range) -> Tally:
    """Bring in all names at once; where that fails, one by one."""
    tally = Tally()
    with tempfile.TemporaryDirectory(dir=_quick_folder()) as folder:
        _one(tally, seeds.start, lambda _: round_trip(Path(folder), seeds), len(seeds))
    if (tally.escapes or tally.refused) and len(seeds) > 1:
        alone = Tally()
        for seed in seeds:
            alone.merge(_names(range(seed, seed + 1)))
        return alone
    return tally


def _quick_folder() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - of our own inside


_JOBS: dict[str, Callable[[Path, int], None]] = {"images": _image, "zips": _zip, "lists": _list}
