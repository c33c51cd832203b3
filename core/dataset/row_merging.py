"""Several rows of a list about one photo become one; rows that contradict each other give no label.

Which of two labels is right nobody can tell from the list: a photo without a label is shown to the
person, a photo with the wrong one is not.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace

from core.dataset.naming import class_key
from core.dataset.tables import Row


@dataclass(frozen=True)
class Merged:
    """What all rows about one photo say together.

    Parameters
    ----------
    row : Row
        The first of them, with the label and the split of the first that has one.
    labels : tuple of str
        The labels, if they contradict each other; the row then has none.
    """

    row: Row
    labels: tuple[str, ...] = ()


def merge_rows(rows: Sequence[Row], photo_of: Callable[[Row], Hashable]) -> list[Merged]:
    """Return one row per photo, in the order of their first rows.

    Parameters
    ----------
    rows : sequence of Row
        Of one list.
    photo_of : callable
        Returns the same for rows about the same photo.
    """
    found: dict[Hashable, list[Row]] = {}
    for row in rows:
        found.setdefault(photo_of(row), []).append(row)
    return [_merge(each) for each in found.values()]


def _merge(rows: Sequence[Row]) -> Merged:
    first = rows[0]
    if len(rows) == 1:
        return Merged(first)
    labels: dict[str, str] = {}
    for row in rows:
        if row.label is not None:
            labels.setdefault(class_key(row.label), row.label)
    label = next(iter(labels.values())) if len(labels) == 1 else None
    split = next((row.split for row in rows if row.split is not None), None)
    told = replace(first.told, label=label, split=split) if first.told else None
    row = Row(first.path, label, split, told)
    return Merged(row, tuple(labels.values()) if len(labels) > 1 else ())
