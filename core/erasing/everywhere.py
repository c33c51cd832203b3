"""One photo deleted everywhere: what that takes, what it cannot reach, and doing it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from core.dataset.erasing import came_as, erase
from core.dataset.records import PictureRecord
from core.dataset.schema import is_sqlite
from core.dataset.store import DatasetStore
from core.disk_refusals import why
from core.erasing.caches import forget_derived
from core.erasing.places import check_idle, empty_logs, forget_import, remove_files, remove_made
from core.erasing.unfinished import LATER, alone, let_go, note
from core.errors import CoreError, WorkspaceProblem
from core.runs.bin import binned_runs
from core.runs.run_directory import RunDirectory, all_folders
from core.runs.studies import Study
from core.workspace import Workspace

REMOVED = (
    "The picture and its thumbnail, what was derived from it for trainings and searches, its name, "
    "faces, label and history, what Mien made to be taken away with it inside, and what was "
    "logged about errors, where its name may stand."
)
"""What deleting a photo everywhere removes, for who is asked."""


@dataclass(frozen=True)
class Erased:
    """What became of a photo.

    Parameters
    ----------
    picture_id : str
        The photo.
    models : list of str
        Names of the trainings that have learned from it, or were checked on it.
    removed : list of str
        What was made to be taken away and is gone now, in words.
    given_up : bool
        Whether an import that had been cut off was given up.
    tidied : bool
        Whether the database's file was written anew.
    kept : str
        Empty, or why earlier copies of the database, which tell of the photo, or what was found
        about it could not go yet.
    """

    picture_id: str
    models: list[str]
    removed: list[str]
    given_up: bool
    tidied: bool
    kept: str = ""

    def sentences(self) -> list[str]:
        """Return what was done, and what is left to do elsewhere."""
        told = ["The photo is deleted everywhere in Mien. This cannot be undone."]
        if self.removed:
            told.append(f"Removed too, to be made again without it: {', '.join(self.removed)}.")
        if self.given_up:
            told.append("An import that was cut off was given up: add its other photos again.")
        if not self.tidied:
            told.append(
                "The database was in use or its disk is full: its freed places are written over, "
                "but not given back."
            )
        if self.kept:
            told.append(f"Not everything is let go yet: {self.kept} {LATER}")
        return [*told, *out_of_reach(self.models)]


def trained_with(workspace: Workspace, picture_id: str) -> list[RunDirectory]:
    """Return the trainings, in the bin too, and the studies that were given a photo."""
    found = [*all_folders(workspace, RunDirectory), *all_folders(workspace, Study)]
    return [run for run in (*found, *binned_runs(workspace)) if _has(run, picture_id)]


def out_of_reach(models: Iterable[str]) -> list[str]:
    """Return in sentences what deleting a photo does not change."""
    named = [*models]
    learned = "No training had the photo."
    if named:
        learned = (
            f"These trainings had the photo: {', '.join(named)}. What they learned from it stays "
            "in them: delete them too if it should not."
        )
    elsewhere = "" if is_sqlite() else " So are files and backups of the database server."
    copies = (
        "Out of reach are copies outside Mien: the file it came from, zips, backups and models you "
        f"took away, and what is left on the disk where deleted files lay.{elsewhere}"
    )
    return [learned, copies]


def delete_everywhere(store: DatasetStore, picture_id: str) -> Erased:
    """Remove a photo from everywhere in the workspace.

    Its row goes last: cut off before, it can be done again. What still tells of it after that is
    noted first, and let go later where it cannot be now; see `core.erasing.unfinished`.

    Parameters
    ----------
    store : DatasetStore
        The dataset.
    picture_id : str
        The photo, in use or in the bin.

    Raises
    ------
    NotInDataset
        If there is no such photo.
    CoreError
        If it is in use, or another one is deleted, right now; nothing is deleted then.
    WorkspaceProblem
        If the disk refuses; its row is there then, so that it can be deleted again.
    """
    with _told_plainly(), alone(store.workspace):
        return _deleted(store, store.picture(picture_id))


def _deleted(store: DatasetStore, record: PictureRecord) -> Erased:
    workspace = store.workspace
    trained = trained_with(workspace, record.id)
    check_idle(workspace, trained)
    files = came_as(store, record.id)
    removed = remove_made(workspace, trained)
    given_up = forget_import(workspace, record, files)
    empty_logs(workspace, trained)
    remove_files(workspace, record)
    forget_derived(workspace, record.id, trained)
    note(workspace, record.id)
    erase(store, record.id)
    tidied, kept = let_go(store)
    names = [run.called for run in trained]
    return Erased(record.id, names, removed, given_up, tidied, kept)


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WorkspaceProblem(
            f"{error.filename or 'The disk'} refused: {why(error)}.",
            "The photo is not deleted completely.",
            "Free some space on the disk or allow writing there, then delete it again.",
        ) from error


def _has(run: RunDirectory, picture_id: str) -> bool:
    """Return whether a training was given a photo; a damaged list counts as not."""
    try:
        return any(each.id == picture_id for each in run.pictures)
    except CoreError:
        return False
