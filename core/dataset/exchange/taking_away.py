"""A whole set written as one zip, photo by photo, in place of an earlier one or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from core.dataset.entries import Refusal
from core.dataset.exchange.away_photos import away_set
from core.dataset.exchange.away_set import AwayPhoto, AwaySet
from core.dataset.exchange.layouts import (
    FORMATS,
    README,
    Layout,
    Placed,
    entry,
    write_lists,
    write_text,
)
from core.dataset.exchange.wording import contents
from core.dataset.store import DatasetStore
from core.disk_refusals import what_helps, why
from core.errors import CoreError, WorkspaceProblem
from core.files import read_kept, sha256_bytes, sync_folder
from core.workspace import Workspace

OnProgress = Callable[[int, int], None]

_TOLD_EVERY = 0.25
_PER_PHOTO = 2000
_SPARE_BYTES = 50_000_000


@dataclass(frozen=True)
class TakenAway:
    """What a zip that was written holds.

    Parameters
    ----------
    kind : str
        One of `core.dataset.exchange.layouts.FORMATS`.
    photos : int
        Photos in it.
    per_class : dict of str to int
        Those with a label, in class order.
    unlabelled : int
        Those without.
    skipped, unsure : int
        Those that were skipped or marked not sure, with a label or without.
    binned : int
        Photos in the bin, which were left out.
    left_out : list of Refusal
        Photos whose file is gone, damaged or cannot be read.
    path : Path
        The zip.
    size : int
        Its bytes.
    seconds : float
        How long it took.
    """

    kind: str
    photos: int
    per_class: dict[str, int]
    unlabelled: int
    skipped: int
    unsure: int
    binned: int
    left_out: list[Refusal] = field(default_factory=list)
    path: Path = Path()
    size: int = 0
    seconds: float = 0.0


def take_away(
    workspace: Workspace,
    store: DatasetStore,
    kind: str,
    target: Path,
    on_progress: OnProgress | None = None,
) -> TakenAway:
    """Write all photos in use, and what `Told` says about each, as one zip.

    Parameters
    ----------
    workspace : Workspace
        Whose photos.
    store : DatasetStore
        Its dataset.
    kind : str
        One of `core.dataset.exchange.layouts.FORMATS`.
    target : Path
        The zip; one of that name is replaced when the new one is whole.
    on_progress : callable, optional
        Called with how many photos are written, of how many, about four times a second.

    Returns
    -------
    TakenAway
        What is in it, and what is not.

    Raises
    ------
    CoreError
        If there is no such format, or there are no photos.
    WorkspaceProblem
        If the disk has no room for it, or refuses.
    """
    began = time.monotonic()
    if kind not in FORMATS:
        raise CoreError(
            f"There is no format called {kind[:40]!r}.", f"It is one of: {', '.join(FORMATS)}."
        )
    whole = away_set(store)
    if not whole.photos:
        raise CoreError("There are no photos to take away.", advice="Add some photos first.")
    try:
        _check_space(whole, target.parent)
        with _replacing(target) as stream:
            report = _write(workspace, kind, whole, stream, on_progress)
    except OSError as error:
        raise WorkspaceProblem(
            f"{target} could not be written: {why(error)}.",
            advice=f"{what_helps(error)} or choose another place, then try again.",
        ) from error
    seconds = round(time.monotonic() - began, 3)
    return replace(report, path=target, size=target.stat().st_size, seconds=seconds)


def _check_space(whole: AwaySet, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    needed = sum(photo.file_size + _PER_PHOTO for photo in whole.photos) + _SPARE_BYTES
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise WorkspaceProblem(
            f"The photos need {needed / 1e6:,.0f} MB, but only {free / 1e6:,.0f} MB are free.",
            advice="Free some space on the disk, then try again.",
        )


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """Write beside a file and take its place when everything is on the disk."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w+b") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def _write(
    workspace: Workspace,
    kind: str,
    whole: AwaySet,
    stream: BinaryIO,
    on_progress: OnProgress | None,
) -> TakenAway:
    layout = Layout(kind, whole.classes)
    placed: list[Placed] = []
    left_out: list[Refusal] = []
    told = 0.0
    with zipfile.ZipFile(stream, "w") as archive:
        for number, photo in enumerate(whole.photos, 1):
            data = _read(workspace, photo)
            if isinstance(data, Refusal):
                left_out.append(data)
            else:
                placed.append(layout.place(photo))
                archive.writestr(entry(placed[-1].path), data)
            if on_progress and time.monotonic() - told > _TOLD_EVERY:
                told = time.monotonic()
                on_progress(number, len(whole.photos))
        write_lists(archive, kind, placed, whole.classes)
        report = _report(kind, whole, placed, left_out)
        write_text(archive, README, contents(report))
    return report


def _read(workspace: Workspace, photo: AwayPhoto) -> bytes | Refusal:
    name = photo.told.name or photo.id
    try:
        data = read_kept(workspace.picture(photo.id, photo.suffix))
    except FileNotFoundError:
        return Refusal(name, "Its file is missing from the photos folder.")
    except OSError as error:
        return Refusal(name, f"Its file cannot be read: {why(error)}.")
    if sha256_bytes(data) != photo.id:
        return Refusal(name, "Its file is damaged: it is not what was kept once.")
    return data


def _report(kind: str, whole: AwaySet, placed: list[Placed], left_out: list[Refusal]) -> TakenAway:
    facts = [each.photo.told for each in placed]
    labels = Counter(told.label for told in facts)
    marks = Counter(told.mark for told in facts)
    return TakenAway(
        kind=kind,
        photos=len(placed),
        per_class={name: labels[name] for name in whole.classes if labels[name]},
        unlabelled=labels[None],
        skipped=marks["skipped"],
        unsure=marks["unsure"],
        binned=whole.binned,
        left_out=left_out,
    )
