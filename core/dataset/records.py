"""Facts about the dataset, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Sort = Literal["newest", "oldest", "name", "largest", "smallest", "recently changed"]

Faces = Literal["none", "one", "several"]

SKIPPED = "skipped"
UNSURE = "unsure"
MARKS = (SKIPPED, UNSURE)

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class PictureRecord:
    """One picture and what is known about it.

    Parameters
    ----------
    id : str
        SHA-256 of the kept file, 64 hexadecimal digits.
    suffix : str
        Ending of the kept file, ``".png"`` or ``".jpg"``.
    width, height : int
        Size in pixels, upright.
    file_size : int
        Size of the kept file in bytes.
    name : str
        File name it came with, without folders.
    folder : str
        Folders it lay in inside its source, with ``/`` between them; empty at the top.
    source : str
        Name of the import it came with.
    grey : bool
        Whether it has no colour.
    notes : tuple of str
        What happened while it was decoded.
    label : str or None
        Its class, None if not labelled yet.
    label_version : int
        Grows by one with each change of label or bin; guards against overwriting unseen changes.
    split : str or None
        "train", "validation", "test" or None if not drawn yet.
    added_at : datetime
        When it came in, UTC.
    binned : bool
        Whether it lies in the bin.
    face_count : int or None
        Faces found in it, None if nobody has looked.
    face_choice : str or None
        The face its label is about: a number, 0 being the largest, or "all"; None: the largest.
    mark : str or None
        "skipped", "unsure" or nothing.
    """

    id: str
    suffix: str
    width: int
    height: int
    file_size: int
    name: str
    folder: str
    source: str
    grey: bool
    notes: tuple[str, ...]
    label: str | None
    label_version: int
    split: str | None
    added_at: datetime
    binned: bool
    face_count: int | None = None
    face_choice: str | None = None
    mark: str | None = None


@dataclass(frozen=True)
class PictureQuery:
    """Which pictures are asked for, and in which order.

    Parameters
    ----------
    label : str or None, optional
        Only pictures of this class.
    unlabelled : bool, optional
        Only pictures without a class; wins over ``label``.
    split : str or None, optional
        Only pictures of this split.
    text : str, optional
        Only pictures whose file name contains this, in any letter case.
    binned : bool, optional
        Pictures in the bin instead of those in use.
    ids : tuple of str or None, optional
        Only these pictures.
    faces : {"none", "one", "several"} or None, optional
        Only pictures in which that many faces were found.
    labelled : bool, optional
        Only pictures with a class.
    mark : {"none", "skipped", "unsure"} or None, optional
        Only pictures with that mark, or with none.
    source : str or None, optional
        Only pictures that came with this import.
    changed_by : str or None, optional
        Only pictures this person changed.
    sort : str, optional
        "newest", "oldest", "name", "largest", "smallest" (in pixels) or "recently changed".
    """

    label: str | None = None
    unlabelled: bool = False
    split: str | None = None
    text: str = ""
    binned: bool = False
    ids: tuple[str, ...] | None = None
    faces: Faces | None = None
    labelled: bool = False
    mark: str | None = None
    source: str | None = None
    changed_by: str | None = None
    sort: Sort = "newest"


@dataclass(frozen=True)
class DatasetSummary:
    """Counts over the dataset.

    Parameters
    ----------
    total : int
        Pictures in use: all but the bin.
    labelled, unlabelled : int
        How many of them have a class, and have none.
    binned : int
        Pictures in the bin.
    per_class : dict of str to int
        Pictures in use per class, in class order; 0 for a class that was added by hand.
    per_split : dict of str to dict of str to int
        Labelled pictures in use per split and class; only splits that hold any.
    last_event : int
        Number of the newest journal entry, 0 if there is none.
    """

    total: int
    labelled: int
    unlabelled: int
    binned: int
    per_class: dict[str, int]
    per_split: dict[str, dict[str, int]]
    last_event: int
