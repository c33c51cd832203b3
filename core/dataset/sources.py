"""Anything a person points at -> the list of photos to bring in, with their labels and splits."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from core.dataset.archives import is_zip, list_zip
from core.dataset.entries import Entry, Listing, Loader, Refusal
from core.dataset.exchange.told import Told
from core.dataset.folder_labels import folder_labels
from core.dataset.folders import list_folder, place_file
from core.dataset.opening import Opener, open_here
from core.dataset.paths import clean_path, is_archive_name, is_document_name
from core.dataset.received import is_received, received_files
from core.dataset.table_use import use_tables
from core.disk_refusals import why
from core.errors import ImportRefused


@dataclass(frozen=True, slots=True)
class Item:
    """One photo to bring in.

    Parameters
    ----------
    key : str
        Tells this file apart from every other of the import, also when it is started again.
    path : str
        Where it lies inside its source.
    loader : Loader
        Where its bytes are.
    size : int
        Its size in bytes.
    label, split : str or None
        What its folders or a table say.
    told : Told or None
        Everything a set that was taken away says about it.
    """

    key: str
    path: str
    loader: Loader
    size: int
    label: str | None
    split: str | None
    told: Told | None = None


def list_source(
    sources: Sequence[Path],
    scratch: Path,
    known: Collection[str] = (),
    leave_out: Path | None = None,
    opener: Opener = open_here,
) -> tuple[list[Item], Listing]:
    """List the photos of one or several sources.

    Parameters
    ----------
    sources : sequence of Path
        Folders, zips, tables and photos, or a folder of received files.
    scratch : Path
        A folder for tables that have to be unpacked.
    known : collection of str, optional
        Classes the dataset has; photos in a single folder of that name get it.
    leave_out : Path, optional
        A folder not to look into.
    opener : Opener, optional
        What opens zips and tables.

    Returns
    -------
    tuple of (list of Item, Listing)
        The photos in order, and what was refused or skipped.

    Raises
    ------
    ImportRefused
        If a source does not exist, the only one cannot be read as a whole, or there are no photos.
        Of several, those that cannot be read are among what was refused.
    """
    files = _expanded(sources)
    containers = [name for path, name in files if path.is_dir() or _opens_as_zip(path)]
    whole = Listing()
    for path, name in files:
        prefix = PurePosixPath(name).stem if len(containers) > 1 else ""
        try:
            _merge(whole, opener(name, list_one, path, name, prefix, leave_out))
        except ImportRefused as error:
            refusal = _by_name(error, path, name)
            if len(files) == 1:
                raise refusal from error
            whole.refused.append(Refusal(name, str(refusal)))
    use_tables(whole, scratch, sources, opener)
    _refuse_documents(whole)
    if not whole.entries and not whole.refused:
        raise ImportRefused(
            "No photos were found there.",
            "Photos are JPEG, PNG, WebP, HEIC, AVIF, GIF, BMP or TIFF.",
        )
    root = PurePosixPath(containers[0]).stem if len(containers) == 1 else ""
    return _items(whole.entries, known, root), whole


def _expanded(sources: Sequence[Path]) -> list[tuple[Path, str]]:
    found: list[tuple[Path, str]] = []
    for source in sources:
        if not source.exists():
            raise ImportRefused(
                f"There is nothing at {source}.", advice="Check the path for typing mistakes."
            )
        found += received_files(source) if is_received(source) else [(source, source.name)]
    return found


def _opens_as_zip(path: Path) -> bool:
    try:
        return is_zip(path)
    except OSError as error:
        raise ImportRefused(f"{path} cannot be opened: {why(error)}.") from error


def list_one(path: Path, name: str, prefix: str, leave_out: Path | None) -> Listing:
    """List what lies in one source: a folder, a zip, or a file by itself.

    Raises
    ------
    ImportRefused
        If it cannot be opened.
    """
    if path.is_dir():
        return list_folder(path, prefix, leave_out)
    if _opens_as_zip(path):
        return list_zip(path, prefix)
    if is_archive_name(name):
        raise ImportRefused(
            f"{name} is not a zip that can be opened.",
            "Photos come as files, folders or zips.",
            "Unpack it and add the folder, or make a zip of it.",
        )
    listing = Listing()
    place_file(listing, path, clean_path(name))
    return listing


def _by_name(error: ImportRefused, path: Path, name: str) -> ImportRefused:
    """Return a refusal that calls a file as the person does, not by the number it is kept under."""
    came, expected, advice = (
        part.replace(path.name, name) for part in (error.came, error.expected, error.advice)
    )
    return ImportRefused(came, expected, advice)


def _merge(whole: Listing, part: Listing) -> None:
    whole.entries += part.entries
    whole.refused += part.refused
    whole.skipped += part.skipped
    whole.notes += part.notes


def _refuse_documents(listing: Listing) -> None:
    refused = [entry for entry in listing.entries if is_document_name(entry.path)]
    listing.refused += [Refusal(entry.path, "This is not a photo.") for entry in refused]
    listing.entries = [entry for entry in listing.entries if not is_document_name(entry.path)]


def _items(entries: Sequence[Entry], known: Collection[str], root: str) -> list[Item]:
    found = folder_labels([entry.path for entry in entries], known, root)
    seen: Counter[str] = Counter()
    items = []
    for entry, (label, split) in zip(entries, found, strict=True):
        file = f"{entry.path}\0{entry.size}\0{entry.stamp}"
        seen[file] += 1
        key = hashlib.sha256(f"{file}\0{seen[file]}".encode()).hexdigest()[:32]
        facts = (entry.label or label, entry.split or split)
        if entry.told is not None:
            facts = (entry.told.label, entry.told.split)
        if entry.disputed:
            facts = (None, facts[1])
        items.append(Item(key, entry.path, entry.loader, entry.size, *facts, told=entry.told))
    return items
