"""Which pictures are for training, which for watching it, and which are locked away as a test.

Once drawn, a split stays: pictures never move out of the test set, and splits that came with the
photos are honoured. Only where a class came without a validation or test set is one taken from
its training pictures, and that is said.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass

from core.dataset.draws import FEWEST_TO_SHARE, HELD_BACK, draw_splits, lots_of, wanted_counts
from core.dataset.face_marks import faceless_pictures
from core.dataset.queries import assign_splits
from core.dataset.records import SPLITS
from core.dataset.store import DatasetStore


@dataclass(frozen=True)
class SplitNotes:
    """How the pictures are split now.

    Parameters
    ----------
    counts : dict of str to dict of str to int
        Labelled pictures in use per split and class; all three splits.
    drawn : int
        Pictures that got a split just now.
    moved : int
        Training pictures that were set aside just now.
    sentences : tuple of str
        What a person should know about it.
    """

    counts: dict[str, dict[str, int]]
    drawn: int
    moved: int
    sentences: tuple[str, ...]


def ensure_splits(
    store: DatasetStore,
    shares: Mapping[str, float],
    seed: int,
    *,
    groups: Sequence[Sequence[str]] = (),
    kept: Collection[str] | None = None,
) -> SplitNotes:
    """Give every labelled picture in use a split and save it.

    Every class has the shares, and so have its pictures that show a face: where a training leaves
    out the others, the shares stay.

    Parameters
    ----------
    store : DatasetStore
        The dataset.
    shares : mapping of str to float
        Wanted share of "train", "validation" and "test".
    seed : int
        Draws the same pictures each time.
    groups : sequence of sequence of str, optional
        Ids of pictures that look alike; those that get a split now get that of their group.
    kept : collection of str, optional
        Ids of the pictures that keep the split they have; all, if left out.
    """
    with store.transaction() as connection:
        rows = store.training_pictures()
        labels = [row[2] for row in rows]
        before = [row[3] for row in rows]
        left = [row[3] if kept is None or row[0] in kept else None for row in rows]
        members = _members([row[0] for row in rows], groups)
        set_aside, sentences = _set_aside(labels, left, members, shares, seed)
        none = faceless_pictures(store)
        faceless = [row[0] in none for row in rows]
        strata = [f"{label}\0{no}" for label, no in zip(labels, faceless, strict=True)]
        apart = draw_splits(strata, members, set_aside, shares, seed)
        first = _faces_first(apart, set_aside, faceless)
        after = draw_splits(labels, members, first, shares, seed)
        changed = {
            row[0]: split
            for row, old, split in zip(rows, before, after, strict=True)
            if old != split
        }
        assign_splits(connection, changed)
    drawn = before.count(None)
    counts = {
        split: dict(Counter(label for label, at in zip(labels, after, strict=True) if at == split))
        for split in SPLITS
    }
    return SplitNotes(counts, drawn, len(changed) - drawn, (*sentences, *_lacking(counts, labels)))


def _members(ids: Sequence[str], groups: Sequence[Sequence[str]]) -> list[Hashable]:
    """Return the group of each picture; one that looks like no other is its own."""
    found: dict[str, Hashable] = {each: group[0] for group in groups for each in group}
    return [found.get(each, each) for each in ids]


def _faces_first(
    drawn: Sequence[str], left: Sequence[str | None], faceless: Sequence[bool]
) -> list[str | None]:
    """Return what pictures with a face were drawn; those without one fill up their class."""
    rows = zip(drawn, left, faceless, strict=True)
    return [before if none else split for split, before, none in rows]


def _set_aside(
    labels: Sequence[str],
    existing: Sequence[str | None],
    groups: Sequence[Hashable],
    shares: Mapping[str, float],
    seed: int,
) -> tuple[list[str | None], list[str]]:
    result = list(existing)
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for position, group in enumerate(groups):
        alike[group].append(position)
    moved: Counter[str] = Counter()
    for label in sorted(set(labels)):
        mine = [at for at, owner in enumerate(labels) if owner == label and result[at] is not None]
        wanted = wanted_counts(len(mine), shares)
        for split in HELD_BACK:
            training = [at for at in mine if result[at] == "train"]
            lacks = wanted[split] > 0 and split not in {result[at] for at in mine}
            if lacks and len(training) >= FEWEST_TO_SHARE:
                most = min(wanted[split], len(training) // 2)
                order = lots_of(seed, label, split).permutation(training).tolist()
                together = [
                    [each for each in alike[groups[at]] if result[each] == "train"] for at in order
                ]
                for at in _few_groups(together, most, len(training) // 2):
                    result[at] = split
                    moved[split] += 1
    names = {"test": "test set", "validation": "set to watch the training with"}
    return result, [
        f"The photos came without a {names[split]}, so {count:,} of the training photos were set "
        f"aside as one."
        for split, count in moved.items()
    ]


def _few_groups(groups: Sequence[Sequence[int]], wanted: int, most: int) -> list[int]:
    """Return members of groups, in order, until there are enough; none that makes too many."""
    found: dict[int, None] = {}
    for group in groups:
        fresh = [each for each in group if each not in found]
        if len(found) + len(fresh) <= most:
            found |= dict.fromkeys(fresh)
        if len(found) >= wanted:
            break
    return [*found]


def _lacking(counts: Mapping[str, Mapping[str, int]], labels: Sequence[str]) -> list[str]:
    return [
        f"All photos of {label} are set aside; add photos of {label} to train with."
        for label in sorted(set(labels))
        if not counts["train"].get(label)
    ]
