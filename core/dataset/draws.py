"""Drawing splits by lot: class by class, groups of look-alikes whole."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from zlib import crc32

import numpy as np

from core.dataset.records import SPLITS

FEWEST_TO_SHARE = 3
"""Pictures of a class from which on each split gets at least one."""

HELD_BACK = ("test", "validation")
"""The splits that nothing is learned from, the strictest first."""


def draw_splits(
    labels: Sequence[str],
    groups: Sequence[Hashable],
    existing: Sequence[str | None],
    shares: Mapping[str, float],
    seed: int,
) -> list[str]:
    """Draw a split for every picture that has none, class by class.

    Each class comes as close to the shares as its groups allow, counting what is drawn already.
    A class of three pictures or more gets at least one in each split whose share is above zero.

    Parameters
    ----------
    labels : sequence of str, length N
        Class of each picture.
    groups : sequence of hashable, length N
        Pictures of one group (copies, near-copies) always share a split.
    existing : sequence of (str or None), length N
        Split drawn earlier; never changed.
    shares : mapping of str to float
        Wanted share of "train", "validation" and "test"; scaled to sum to one.
    seed : int
        The same seed and input draw the same splits.

    Returns
    -------
    list of str, length N
    """
    result = list(existing)
    members: dict[Hashable, list[int]] = defaultdict(list)
    for position, group in enumerate(groups):
        members[group].append(position)
    _follow_group(result, members)
    by_class: dict[str, list[list[int]]] = defaultdict(list)
    for positions in members.values():
        if result[positions[0]] is None:
            by_class[labels[positions[0]]].append(positions)
    totals = Counter(labels)
    for label in sorted(by_class):
        have = Counter(
            split for split, owner in zip(result, labels, strict=True) if split and owner == label
        )
        wanted = wanted_counts(totals[label], shares)
        for positions, split in _dealt(by_class[label], wanted, have, lots_of(seed, label)):
            for position in positions:
                result[position] = split
    return [split or "train" for split in result]


def _follow_group(result: list[str | None], members: Mapping[Hashable, list[int]]) -> None:
    for positions in members.values():
        drawn = {result[position] for position in positions} - {None}
        leader = next((split for split in HELD_BACK if split in drawn), None)
        leader = leader or next(iter(drawn), None)
        for position in positions:
            result[position] = result[position] or leader


def wanted_counts(total: int, shares: Mapping[str, float]) -> dict[str, int]:
    """Return how many of so many pictures each split gets; whole numbers that add up."""
    whole = sum(shares.get(split, 0.0) for split in SPLITS) or 1.0
    exact = {split: total * shares.get(split, 0.0) / whole for split in SPLITS}
    counts = {split: int(value) for split, value in exact.items()}
    by_rest = sorted(SPLITS, key=lambda split: (counts[split] - exact[split], SPLITS.index(split)))
    for split in by_rest[: total - sum(counts.values())]:
        counts[split] += 1
    if total >= FEWEST_TO_SHARE:
        for split in SPLITS:
            if exact[split] > 0 and counts[split] == 0:
                counts[max(SPLITS, key=lambda other: counts[other])] -= 1
                counts[split] = 1
    return counts


def _dealt(
    groups: list[list[int]],
    wanted: Mapping[str, int],
    have: Mapping[str, int],
    lots: np.random.Generator,
) -> list[tuple[list[int], str]]:
    missing = {split: wanted[split] - have.get(split, 0) for split in SPLITS}
    shuffled = [groups[at] for at in lots.permutation(len(groups))]
    dealt = []
    for positions in sorted(shuffled, key=len, reverse=True):
        split = max(SPLITS, key=lambda each: missing[each])
        missing[split] -= len(positions)
        dealt.append((positions, split))
    return dealt


def lots_of(seed: int, *names: str) -> np.random.Generator:
    """Return lots that the same seed and names draw alike."""
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])
