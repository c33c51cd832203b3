"""All that is looked at, and the repair of what can be repaired."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.disk_refusals import why
from core.doctor.findings import Finding
from core.doctor.of_database import examine_database, is_usable
from core.doctor.of_leftovers import examine_leftovers
from core.doctor.of_machine import examine_machine
from core.doctor.of_photos import examine_photos
from core.doctor.of_trainings import examine_trainings
from core.errors import CoreError
from core.workspace import Workspace

Part = Callable[[Workspace], Iterator[Finding]]


def examine(workspace: Workspace) -> list[Finding]:
    """Return everything that is not as it should be, the gravest first.

    Nothing is changed. Photos are looked at by name and size; `core.dataset.verify` reads them.

    Parameters
    ----------
    workspace : Workspace
        Which one.
    """
    parts: tuple[Part, ...] = (
        examine_database,
        _photos,
        examine_leftovers,
        examine_trainings,
        examine_machine,
    )
    found = dict.fromkeys(finding for part in parts for finding in _found(part, workspace))
    return sorted(found, key=lambda each: not each.serious)


def repair(workspace: Workspace) -> list[str]:
    """Repair what can be repaired, and say what was done; the database comes first.

    What lies behind a repaired database is looked at and repaired in the same go.
    """
    said: list[str] = []
    for _ in range(2):  # photos can be looked at only once the database is back
        steps = [finding.repair for finding in examine(workspace) if finding.repair]
        said += [_repaired(step) for step in steps]
    return list(dict.fromkeys(said))


def _photos(workspace: Workspace) -> Iterator[Finding]:
    if is_usable(workspace):
        yield from examine_photos(workspace)


def _found(part: Part, workspace: Workspace) -> Iterator[Finding]:
    """Yield what a part finds, and what kept it from finding more."""
    try:
        yield from part(workspace)
    except CoreError as error:
        yield Finding("database", str(error))
    except OSError as error:
        what = error.filename or workspace.root
        yield Finding("permissions", f"{what} cannot be looked at: {why(error)}.")


def _repaired(step: Callable[[], str]) -> str:
    try:
        return step()
    except CoreError as error:
        return f"Not repaired: {error}"
    except OSError as error:
        return f"Not repaired: {error.filename or 'the disk'}: {why(error)}."
