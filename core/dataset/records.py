"""Facts about the dataset, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Sort = Literal["newest", "oldest", "name", "largest", "smallest", "recently changed"]

_MANNER = {"undo": "undone: ", "redo": "done again: "}

Faces = Literal["none", "one", "several"]

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
        Pictures in use per class, in class order.
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


@dataclass(frozen=True)
class LabelEvent:
    """One entry of the journal: what happened to one picture.

    Parameters
    ----------
    id : int
        Position in the journal, growing.
    op_id : str
        The change it belongs to.
    picture_id : str
        The picture.
    kind : str
        "import", "label", "suggest", "bin", "restore", "undo" or "redo".
    old, new : str or None
        Class before and after.
    old_binned, new_binned : bool
        Whether it lay in the bin before and after.
    who : str
        Who did it.
    why : str
        What made them: "hand", "import" or a word of the caller.
    at : datetime
        When, UTC.
    """

    id: int
    op_id: str
    picture_id: str
    kind: str
    old: str | None
    new: str | None
    old_binned: bool
    new_binned: bool
    who: str
    why: str
    at: datetime

    def sentence(self) -> str:
        """Return what happened to the picture, without its full stop."""
        if self.old_binned != self.new_binned:
            place = "moved to the bin" if self.new_binned else "taken back from the bin"
        elif self.new is None:
            place = f"label {self.old} removed"
        elif self.old is None:
            place = f"labelled {self.new}"
        else:
            place = f"changed from {self.old} to {self.new}"
        return f"{_MANNER.get(self.kind, '')}{place} by {self.who}"


@dataclass(frozen=True)
class Change:
    """One step a person took, on one picture or many; what undo takes back.

    Parameters
    ----------
    op_id : str
        Its id.
    kind : str
        "label", "suggest" (labels as the computer suggested them), "bin", "restore", "undo" or
        "redo".
    count : int
        Pictures that became different by it.
    label : str or None
        The class that was given, for the kind "label".
    at : datetime
        When, UTC.
    who : str
        Who did it.
    picture_ids : tuple of str
        The pictures that became different.
    target_kind : str or None
        For "undo" and "redo": what kind of change was taken back or done again.
    """

    op_id: str
    kind: str
    count: int
    label: str | None
    at: datetime
    who: str
    picture_ids: tuple[str, ...] = field(default=(), repr=False)
    target_kind: str | None = None

    def sentence(self) -> str:
        """Return what happened as one sentence."""
        photos = "1 photo" if self.count == 1 else f"{self.count:,} photos"
        return {
            "label": f"{photos} labelled {self.label}.",
            "unlabel": f"Label of {photos} removed.",
            "suggest": f"{photos} labelled as the computer suggested.",
            "bin": f"{photos} moved to the bin.",
            "restore": f"{photos} taken back from the bin.",
            "undo": f"Undone: {photos} changed back.",
            "redo": f"Done again: {photos} changed.",
        }[self.kind if self.kind != "label" or self.label else "unlabel"]
