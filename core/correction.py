"""A photo that was only tried, put into the set with the label a person says is right."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import BytesIO, StringIO

from core.dataset import labels
from core.dataset.exchange.cells import guarded
from core.dataset.exchange.told import FIELDS, Told
from core.dataset.face_choice import choose_faces
from core.dataset.face_marks import faces_of
from core.dataset.import_log import ADDED, imported_files
from core.dataset.importing import receive, run_import
from core.dataset.naming import tidy_text
from core.dataset.store import DatasetStore
from core.errors import ImportRefused
from core.face_progress import start_search
from core.workspace import Workspace

_SOURCE = "Tried photos"
_PHOTO = "photo"


@dataclass(frozen=True)
class Correction:
    """What became of a photo that was put right.

    Parameters
    ----------
    picture : str
        Its id.
    new : bool
        Whether it was not in the set before.
    before : str or None
        The label it had, where it was in the set with one.
    label : str
        The label it has now.
    binned : bool
        Whether it lies in the bin, and so is not learned from.
    """

    picture: str
    new: bool
    before: str | None
    label: str
    binned: bool

    def sentence(self) -> str:
        """Say what became of it."""
        if self.new:
            return f"It is in your set now, labelled {self.label}."
        if self.binned:
            return f"It was in the bin already, and stays there; it is labelled {self.label} now."
        if self.before is None:
            return f"It was in your set already; it is now labelled {self.label}."
        if self.before == self.label:
            return f"It was in your set already, labelled {self.label}."
        return (
            f"It was in your set already, labelled {self.before}; now it is labelled {self.label}."
        )


def put_right(
    workspace: Workspace,
    store: DatasetStore,
    data: bytes,
    label: str,
    *,
    name: str = "photo",
    face: int | None = None,
    who: str = "me",
) -> Correction:
    """Put a photo into the set with its right label; what the set knew of it is corrected.

    Parameters
    ----------
    workspace : Workspace
        Where the photos lie.
    store : DatasetStore
        Its dataset.
    data : bytes
        The file as it came. It is decoded in this process: only for files that another process has
        read without harm before.
    label : str
        What it shows.
    name : str, optional
        What the file was called.
    face : int, optional
        Which of several faces the label is about, 0 being the largest; it becomes the one that
        the set's label is about.
    who : str, optional
        Who says so.

    Returns
    -------
    Correction

    Raises
    ------
    ImportRefused
        If the photo cannot be read.
    CoreError
        If the disk is full, or the label impossible.
    """
    called = tidy_text(name).replace("/", " ").strip() or _PHOTO
    told = Told(label=label, face=None if face is None else str(face), name=called)
    files = [(_PHOTO, BytesIO(data)), ("right.csv", BytesIO(_table(told)))]
    report = run_import(workspace, receive(workspace, files), name=_SOURCE, workers=1)
    if report.refused:
        raise ImportRefused(report.refused[0].reason)
    with store.reading() as connection:
        [came] = imported_files(connection, report.id)
    start_search(workspace)
    added = came.outcome == ADDED
    before = None if added or "labelled" in came.detail else came.detail.get("kept", label)
    if face is not None and not added:
        _about(store, str(came.picture), face, who)
    if before not in (None, label):  # last, so that Undo takes the label back first
        labels.set_label(store, [str(came.picture)], label, who=who)
    binned = "binned" in came.detail
    return Correction(str(came.picture), added, before, label, binned)


def _about(store: DatasetStore, picture: str, face: int, who: str) -> None:
    """Let the label of a photo that the set knew be about the face that was chosen now."""
    if face < len(faces_of(store, picture)):
        shown = store.picture(picture).face_choice
        choose_faces(store, picture, str(face), shown=shown, who=who)


def _table(told: Told) -> bytes:
    text = StringIO()
    rows = csv.writer(text)
    rows.writerow(("file_name", *FIELDS))
    rows.writerow([guarded(each) for each in (_PHOTO, *told.texts().values())])
    return text.getvalue().encode()
