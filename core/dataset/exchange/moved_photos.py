"""Photos that were moved to another class folder after their set was taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from core.dataset.exchange.layouts import UNLABELLED
from core.dataset.exchange.safe_names import safe_part
from core.dataset.exchange.told import Told
from core.dataset.naming import class_key, split_of, tidy_class
from core.dataset.paths import clean_path


class ClassFolders:
    """What the folders of a set say about photos that lie elsewhere than its list says.

    Nothing, if they are not named after classes: in a set with all photos in one folder, a moved
    photo keeps what the list says.

    Parameters
    ----------
    table : PurePosixPath
        The folder of the list.
    rows : sequence of (str, Told)
        Paths from there, and what the list says about each.
    """

    def __init__(self, table: PurePosixPath, rows: Sequence[tuple[str, Told]]) -> None:
        self._table = table
        said: dict[str, Counter[str | None]] = {}
        for path, told in rows:
            name = (table / clean_path(path)).parent.name
            said.setdefault(class_key(name), Counter())[told.label] += 1
        self._labels = {key: labels.most_common(1)[0][0] for key, labels in said.items()}
        self._named = any(
            class_key(safe_part(label or UNLABELLED)) == key for key, label in self._labels.items()
        )

    def told(self, told: Told, path: str) -> Told:
        """Return what is known about a photo that was found at ``path``.

        With another label, who decided the earlier one, and when, no longer counts, nor do its
        mark and the face it was about.
        """
        label = self._label(path, told.label) if self._named else told.label
        if label == told.label:
            return told
        return replace(told, label=label, mark=None, face=None, who=None, at=None)

    def _label(self, path: str, otherwise: str | None) -> str | None:
        folders = [part for part in self._below(PurePosixPath(path).parent) if not split_of(part)]
        for part in reversed(folders):
            if class_key(part) in self._labels:
                return self._labels[class_key(part)]
        if not folders:
            return otherwise
        last = folders[-1]
        return None if class_key(last) == UNLABELLED else tidy_class(last) or otherwise

    def _below(self, folder: PurePosixPath) -> tuple[str, ...]:
        """Return the folders below that of the list, or below the one around it."""
        for top in (self._table, self._table.parent):
            if folder.is_relative_to(top):
                return folder.relative_to(top).parts
        return ()
