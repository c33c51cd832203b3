"""Taking one step of the journal: checked against what is there, then written whole."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from core.dataset import journal
from core.dataset.class_table import class_names
from core.dataset.journal import Standing, Step
from core.dataset.records import Change
from core.errors import LabelConflict, NotInDataset

Moves = dict[str, tuple[Standing, Standing]]


def take(
    connection: Connection,
    step: Step,
    ids: Sequence[str],
    versions: Mapping[str, int] | None,
    goal: Callable[[Standing], Standing],
) -> Change:
    """Bring pictures to a goal, unless this very step was taken already.

    Raises
    ------
    NotInDataset
        If a picture does not exist.
    LabelConflict
        If a picture has another version than the one given.
    """
    earlier = journal.read_change(connection, step.op_id)
    if earlier is not None:
        return earlier
    found = check_known(connection, ids)
    _check_versions(connection, found, versions or {})
    targets = {picture: (old, goal(old)) for picture, (old, _) in found.items()}
    moves = {picture: pair for picture, pair in targets.items() if pair[0] != pair[1]}
    if moves:
        journal.settle_undone(connection, step.who)
    return _write(connection, step, moves, journal.DONE)


def repeat(connection: Connection, kind: str, who: str, target: str, moves: Moves) -> Change:
    """Take a change back ("undo") or do it again ("redo") where nobody changed more since."""
    found = journal.standings(connection, [*moves])
    still = {picture: pair for picture, pair in moves.items() if found[picture][0] == pair[0]}
    journal.set_state(connection, target, journal.UNDONE if kind == "undo" else journal.DONE)
    step = Step(uuid.uuid4().hex, kind, who, "hand", target=target)
    return _write(connection, step, still, journal.SETTLED)


def _write(connection: Connection, step: Step, moves: Moves, state: str) -> Change:
    if not moves and state == journal.DONE:
        label = class_names(connection).get(step.class_id or 0)
        return Change(step.op_id, step.kind, 0, label, datetime.now(UTC), step.who)
    journal.write_events(connection, step, moves)
    journal.write_change(connection, step, len(moves), state)
    written = journal.read_change(connection, step.op_id)
    assert written is not None  # noqa: S101 - written two lines above
    return written


def check_known(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Standing, int]]:
    """Return how each picture stands and its version; raises NotInDataset if one is not there."""
    found = journal.standings(connection, ids)
    missing = [picture_id for picture_id in ids if picture_id not in found]
    if missing:
        raise NotInDataset(
            f"There is no photo with the id {missing[0][:70]!r}.",
            advice="Reload the page: the dataset may have changed.",
        )
    return {picture_id: found[picture_id] for picture_id in ids}


def _check_versions(
    connection: Connection,
    found: Mapping[str, tuple[Standing, int]],
    versions: Mapping[str, int],
) -> None:
    for picture_id, (standing, version) in found.items():
        if versions.get(picture_id, version) != version:
            raise _conflict(connection, picture_id, standing)


def _conflict(connection: Connection, picture_id: str, standing: Standing) -> LabelConflict:
    events = journal.events_of(connection, picture_id)
    who = events[-1].who if events else "Somebody"
    label = class_names(connection).get(standing.class_id or 0, "unlabelled")
    place = "moved it to the bin" if standing.binned else f"made it {label}"
    return LabelConflict(
        f"{who} changed this photo after it was shown to you and {place}.",
        advice="Look at it again, then decide.",
    )
