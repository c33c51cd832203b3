"""Folders on this computer, listed without following links out of them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from core.dataset.entries import Entry, FileBytes, Listing, Refusal
from core.dataset.paths import clean_path, is_archive_name, junk_kind, may_be_photo
from core.disk_refusals import why
from core.errors import ImportRefused
from core.limits import IMPORT_PHOTOS


def list_folder(folder: Path, prefix: str = "", leave_out: Path | None = None) -> Listing:
    """List the files of a folder and of all folders in it, by path.

    Parameters
    ----------
    folder : Path
        Where to look.
    prefix : str, optional
        Put before each path, with ``/`` after it.
    leave_out : Path, optional
        A folder not to look into: our own data.

    Raises
    ------
    ImportRefused
        If it holds more than 100,000 photos.
    """
    listing = Listing()
    photos = 0
    for path in _walk(folder, listing, leave_out):
        inside = clean_path(path.relative_to(folder).as_posix())
        place_file(listing, path, f"{prefix}/{inside}" if prefix else inside)
        photos += may_be_photo(inside)
        if photos > IMPORT_PHOTOS:
            raise ImportRefused(
                f"{folder} holds more than {IMPORT_PHOTOS:,} files.",
                advice="Add the folders in it one by one.",
            )
    return listing


def place_file(listing: Listing, path: Path, name: str) -> None:
    """Add one file of this computer to a listing, under a name."""
    junk = junk_kind(name)
    if junk is not None:
        listing.skipped[junk] += 1
    elif path.is_symlink():
        reason = "It is a link to another file; links are not followed."
        listing.refused.append(Refusal(name, reason))
    elif is_archive_name(name):
        listing.refused.append(
            Refusal(name, "Archives inside folders are not opened; add it by itself.")
        )
    else:
        _place_entry(listing, path, name)


def _place_entry(listing: Listing, path: Path, name: str) -> None:
    try:
        facts = path.stat()
    except OSError as error:
        listing.refused.append(Refusal(name, f"The file cannot be read: {why(error)}."))
        return
    if not stat.S_ISREG(facts.st_mode):
        listing.refused.append(Refusal(name, "It is not a file but a device or a pipe."))
        return
    listing.entries.append(Entry(name, FileBytes(path), facts.st_size, facts.st_mtime_ns))


def _walk(folder: Path, listing: Listing, leave_out: Path | None) -> Iterator[Path]:
    def note(error: OSError) -> None:
        where = Path(error.filename or folder).name
        listing.refused.append(Refusal(where, f"The folder cannot be opened: {why(error)}."))

    for here, folders, files in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if Path(here, name) != leave_out)
        yield from (Path(here, name) for name in sorted(files))
