"""Looking whether the kept pictures still are what came in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field

from core.dataset.queries import file_rows
from core.dataset.store import DatasetStore
from core.disk_refusals import advice, why
from core.errors import WorkspaceProblem
from core.files import read_json, read_kept, sha256_bytes, write_json
from core.workspace import Workspace

_TELL_EVERY = 200
_REMEMBER_EVERY = 1_000


@dataclass(frozen=True)
class VerifyReport:
    """What became of the kept files.

    Parameters
    ----------
    checked : int
        Pictures looked at, those before a stop included.
    missing, changed : list of str
        Ids of pictures whose file is gone, or is not what was written.
    unreadable : list of str
        Ids of pictures whose file is there, but the disk or its rights let nobody read it.
    went_on_after : int
        How many of them had been looked at when an earlier check was cut off.
    """

    checked: int
    missing: list[str]
    changed: list[str]
    unreadable: list[str]
    went_on_after: int = 0

    @property
    def intact(self) -> bool:
        """Whether every picture is known to be what it was."""
        return not self.missing and not self.changed and not self.unreadable


@dataclass
class _Place:
    """How far a check is; written down every thousand pictures."""

    dataset: str
    last: str = ""
    checked: int = 0
    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)


def verify(
    workspace: Workspace,
    on_progress: Callable[[int, int], None] | None = None,
    *,
    fresh: bool = False,
) -> VerifyReport:
    """Hash every kept picture again and compare it with the id it bears.

    A check that was cut off goes on from the last thousand that was done.

    Parameters
    ----------
    workspace : Workspace
        Whose pictures.
    on_progress : callable, optional
        Called now and then with pictures checked and pictures there are.
    fresh : bool, optional
        Whether to begin with the first picture in any case.

    Raises
    ------
    WorkspaceProblem
        If the database cannot be read, or the disk refuses.
    """
    with DatasetStore.open(workspace) as store, store.reading() as connection:
        rows = file_rows(connection)
        place = _Place(store.dataset_id) if fresh else _remembered(workspace, store.dataset_id)
    before = place.checked
    left = [row for row in rows if row[0] > place.last]
    total = before + len(left)
    for number, (picture, suffix, _) in enumerate(left, before + 1):
        _look_at(workspace, picture, suffix, place)
        if number % _REMEMBER_EVERY == 0:
            _remember(workspace, place)
        if on_progress is not None and (number % _TELL_EVERY == 0 or number == total):
            on_progress(number, total)
    workspace.verified.unlink(missing_ok=True)
    return VerifyReport(place.checked, place.missing, place.changed, place.unreadable, before)


def _look_at(workspace: Workspace, picture: str, suffix: str, place: _Place) -> None:
    try:
        if sha256_bytes(read_kept(workspace.picture(picture, suffix))) != picture:
            place.changed.append(picture)
    except FileNotFoundError:
        place.missing.append(picture)
    except OSError:
        place.unreadable.append(picture)
    place.last = picture
    place.checked += 1


def _remembered(workspace: Workspace, dataset_id: str) -> _Place:
    with suppress(OSError, ValueError, TypeError):
        place = _Place(**read_json(workspace.verified))
        if place.dataset == dataset_id:
            return place
    return _Place(dataset_id)


def _remember(workspace: Workspace, place: _Place) -> None:
    try:
        write_json(workspace.verified, asdict(place))
    except OSError as error:
        raise WorkspaceProblem(
            f"{workspace.verified} could not be written: {why(error)}.",
            advice=advice(error),
        ) from error
