"""Look-alikes in a set: groups of photos of the same picture, the harmful ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from filelock import FileLock, Timeout

from core.curation.duplicates import groups, same_pictures
from core.dataset.records import PictureQuery, PictureRecord
from core.dataset.store import DatasetStore
from core.kept_groups import keep_groups, kept_groups, known_groups
from core.kept_looks import Progress, looks
from core.workspace import Workspace

_SMALL = 1000  # photos: a second at most
_LOCK_SECONDS = 2  # longer than a look at whether it is held


@dataclass(frozen=True)
class DuplicateGroup:
    """Photos that show the same picture.

    Parameters
    ----------
    ids : tuple of str
        Two or more, the first to come in first.
    likeness : float
        How alike the most similar pair is, 0 to 1.
    labels : tuple of str
        The labels they have, sorted.
    splits : tuple of str
        The splits they are in, sorted.
    sentence : str
        What that means, for a person.
    """

    ids: tuple[str, ...]
    likeness: float
    labels: tuple[str, ...]
    splits: tuple[str, ...]
    sentence: str

    @property
    def conflict(self) -> bool:
        """Whether they have different labels, so that one at least is wrong."""
        return len(self.labels) > 1

    @property
    def leak(self) -> bool:
        """Whether they are in different splits, so that a test is easier than it should be."""
        return len(self.splits) > 1


@dataclass(frozen=True)
class Duplicates:
    """What came of looking for look-alikes.

    Parameters
    ----------
    groups : tuple of DuplicateGroup
        Conflicts of label first, then leaks across splits, then the largest.
    photos : int
        Photos that were looked at.
    unreadable : int
        Photos whose file is gone or damaged.
    """

    groups: tuple[DuplicateGroup, ...]
    photos: int
    unreadable: int


def find_duplicates(
    workspace: Workspace, store: DatasetStore, on_progress: Progress | None = None
) -> Duplicates:
    """Look for photos of the same picture among those in use; what is found is kept.

    Parameters
    ----------
    workspace : Workspace
        Whose photos.
    store : DatasetStore
        Its dataset.
    on_progress : callable, optional
        Called with how many photos were looked at, of how many.
    """
    records = store.pictures(limit=store.count())[::-1]
    seen = looks(workspace, records, on_progress)
    by_id = {each.id: each for each in records}
    pairs, likeness = same_pictures(seen.greys)
    closest: dict[int, float] = {}
    for (low, _), value in zip(pairs.tolist(), likeness.tolist(), strict=True):
        closest[low] = max(closest.get(low, 0.0), value)
    found = [
        _group([by_id[seen.ids[at]] for at in group], max(closest.get(at, 0.0) for at in group))
        for group in groups(len(seen.ids), pairs)
    ]
    found.sort(key=lambda group: (not group.conflict, not group.leak, -len(group.ids)))
    alike = [group.ids for group in found]
    keep_groups(workspace, alike, seen.ids, seen.unreadable, lambda: _all_ids(store))
    return Duplicates(tuple(found), len(seen.ids), len(seen.unreadable))


def search_beside(workspace: Workspace, store: DatasetStore) -> None:
    """Look for look-alikes until all photos in use were seen, unless another process is at it."""
    try:
        with FileLock(workspace.look_alikes_lock, timeout=_LOCK_SECONDS):
            before: set[str] = set()
            while (now := {*store.picture_ids()}) != before and not is_searched(workspace, store):
                find_duplicates(workspace, store)
                before = now
    except Timeout:
        return


def groups_at_hand(workspace: Workspace, store: DatasetStore) -> Sequence[Sequence[str]]:
    """Return groups of look-alikes without keeping anybody waiting.

    What the last search found; a small set in which photos came in since is searched anew.
    """
    if store.count() <= _SMALL and not is_searched(workspace, store):
        find_duplicates(workspace, store)
    return known_groups(workspace)


def is_searched(workspace: Workspace, store: DatasetStore) -> bool:
    """Say whether the last search for look-alikes saw all photos in use."""
    kept = kept_groups(workspace)
    return kept is not None and kept.covers(store.picture_ids())


def _all_ids(store: DatasetStore) -> set[str]:
    return {*store.picture_ids(), *store.picture_ids(PictureQuery(binned=True))}


def _group(records: list[PictureRecord], likeness: float) -> DuplicateGroup:
    labels = tuple(sorted({each.label for each in records if each.label}))
    splits = tuple(sorted({each.split for each in records if each.split}))
    return DuplicateGroup(
        tuple(each.id for each in records), likeness, labels, splits, _sentence(labels, splits)
    )


_USES = {
    "train": "learned from",
    "validation": "kept aside while learning",
    "test": "used for the test",
}


def _sentence(labels: tuple[str, ...], splits: tuple[str, ...]) -> str:
    parts = []
    if len(labels) > 1:
        parts.append(f"The same picture is labelled {_listing(list(labels))}.")
    if len(splits) > 1:
        uses = _listing([_USES.get(each, each) for each in splits])
        what = "It" if parts else "The same picture"
        parts.append(f"{what} is {uses}, so the result looks better than it is.")
    return " ".join(parts) or "The same picture more than once."


def _listing(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
