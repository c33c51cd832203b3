"""Looking whether the kept pictures still are what came in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.dataset.queries import file_rows
from core.dataset.store import DatasetStore
from core.files import sha256_file
from core.workspace import Workspace

_TELL_EVERY = 200


@dataclass(frozen=True)
class VerifyReport:
    """What became of the kept files.

    Parameters
    ----------
    checked : int
        Pictures looked at.
    missing, changed : list of str
        Ids of pictures whose file is gone, or is not what was written.
    """

    checked: int
    missing: list[str]
    changed: list[str]

    @property
    def intact(self) -> bool:
        """Whether every picture is what it was."""
        return not self.missing and not self.changed


def verify(
    workspace: Workspace, on_progress: Callable[[int, int], None] | None = None
) -> VerifyReport:
    """Hash every kept picture again and compare it with the id it bears.

    Parameters
    ----------
    workspace : Workspace
        Whose pictures.
    on_progress : callable, optional
        Called now and then with pictures checked and pictures there are.
    """
    with DatasetStore.open(workspace) as store, store.reading() as connection:
        rows = file_rows(connection)
    missing, changed = [], []
    for number, (picture_id, suffix, _) in enumerate(rows, 1):
        try:
            if sha256_file(workspace.picture(picture_id, suffix)) != picture_id:
                changed.append(picture_id)
        except OSError:
            missing.append(picture_id)
        if on_progress is not None and (number % _TELL_EVERY == 0 or number == len(rows)):
            on_progress(number, len(rows))
    return VerifyReport(len(rows), missing, changed)
