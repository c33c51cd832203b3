"""Photos of a set that are hard to learn from, each with what was measured."""

from __future__ import annotations

from dataclasses import dataclass

from core.curation.quality import Finding, face_finding, findings, grey_among_colour
from core.dataset.face_itself import is_face_itself
from core.dataset.records import PictureRecord
from core.dataset.store import DatasetStore
from core.kept_looks import Progress, looks
from core.workspace import Workspace

KINDS = (
    "no face",
    "several faces",
    "blurry",
    "dark",
    "bright",
    "tiny",
    "odd shape",
    "grey among colour",
)


@dataclass(frozen=True)
class PoorPhoto:
    """A photo and one thing that makes it hard to learn from."""

    id: str
    kind: str
    value: float
    sentence: str


@dataclass(frozen=True)
class Quality:
    """What came of looking at the quality of photos.

    Parameters
    ----------
    photos : int
        Photos that were looked at.
    unreadable : tuple of str
        Ids of those whose file is gone or damaged.
    poor : tuple of PoorPhoto
        In the order of `KINDS`, the worst of each kind first; a photo may come several times.
    """

    photos: int
    unreadable: tuple[str, ...]
    poor: tuple[PoorPhoto, ...]

    def of_kind(self, kind: str) -> list[PoorPhoto]:
        """Return the photos of one kind."""
        return [each for each in self.poor if each.kind == kind]


def find_poor_photos(
    workspace: Workspace, store: DatasetStore, on_progress: Progress | None = None
) -> Quality:
    """Look for photos in use that are hard to learn from; parameters as `find_duplicates`."""
    records = store.pictures(limit=store.count())
    seen = looks(workspace, records, on_progress)
    by_id = {each.id: each for each in records}
    sticks_out = grey_among_colour(sum(each.grey for each in records), len(records))
    found = []
    for picture, measures in zip(seen.ids, seen.measures, strict=True):
        record = by_id[picture]
        all_of_it = findings(measures, record.width, record.height)
        all_of_it += _more(record, sticks_out=sticks_out)
        found += [PoorPhoto(picture, each.kind, each.value, each.sentence) for each in all_of_it]
    found.sort(key=lambda each: (KINDS.index(each.kind), _badness(each), each.id))
    return Quality(len(seen.ids), tuple(seen.unreadable), tuple(found))


def _more(record: PictureRecord, *, sticks_out: bool) -> list[Finding]:
    """Return what the dataset knows without looking."""
    found = []
    if record.grey and sticks_out:
        words = "Grey, while most photos here have colour."
        found.append(Finding("grey among colour", 0, words))
    if not is_face_itself(record.width, record.height):
        faces = face_finding(record.face_count)
        found += [faces] if faces else []
    return found


def _badness(poor: PoorPhoto) -> float:
    more_is_worse = poor.kind in ("bright", "odd shape", "several faces")
    return -poor.value if more_is_worse else poor.value
