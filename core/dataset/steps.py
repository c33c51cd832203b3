"""Taking one step of the journal: checked against what is there, then written whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime

from sqlalchemy import Connection

from core.dataset import journal, journal_reading
from core.dataset.changes import Change
from core.dataset.class_table import class_names, living_classes
from core.dataset.journal import Standing, Step
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
    earlier = journal_reading.read_change(connection, step.op_id)
    if earlier is not None:
        return earlier
    found = check_known(connection, ids)
    _check_versions(connection, found, versions or {})
    targets = {picture: (old, goal(old)) for picture, (old, _) in found.items()}
    moves = {picture: pair for picture, pair in targets.items() if pair[0] != pair[1]}
    if moves:
        journal.settle_undone(connection, step.who)
    return _write(connection, step, moves, journal_reading.DONE)


def repeat(connection: Connection, step: Step, moves: Moves) -> Change:
    """Take a step's target back ("undo") or do it again ("redo") where nobody changed it since.

    Only what the target changed is compared and brought back: a mark set later stays.
    """
    found = journal.standings(connection, [*moves])
    living = living_classes(connection)
    goals = {
        picture: _moved(found[picture][0], before, _alive(after, living))
        for picture, (before, after) in moves.items()
    }
    done = {picture: (found[picture][0], goal) for picture, goal in goals.items() if goal}
    state = journal_reading.UNDONE if step.kind == "undo" else journal_reading.DONE
    journal.set_state(connection, step.target or "", state)
    return _write(connection, step, done, journal_reading.SETTLED)


def _alive(goal: Standing, living: Mapping[int, int]) -> Standing:
    """Return a goal with the class that has its class's name by now."""
    return replace(goal, class_id=living.get(goal.class_id or 0, goal.class_id))


def _moved(now: Standing, before: Standing, after: Standing) -> Standing | None:
    """Return where a picture goes, None if what changes is no longer as it was before."""
    names = [each.name for each in fields(Standing)]
    changed = [name for name in names if getattr(before, name) != getattr(after, name)]
    if any(getattr(now, name) != getattr(before, name) for name in changed):
        return None
    return replace(now, **{name: getattr(after, name) for name in changed})


def _write(connection: Connection, step: Step, moves: Moves, state: str) -> Change:
    if not moves and state == journal_reading.DONE:
        label = class_names(connection).get(step.class_id or 0)
        moment = datetime.now(UTC)
        return Change(step.op_id, step.kind, 0, label, moment, step.who, value=step.value)
    journal.write_events(connection, step, moves)
    journal.write_change(connection, step, len(moves), state)
    written = journal_reading.read_change(connection, step.op_id)
    assert written is not None  # noqa: S101 - written two lines above
    return written


def check_known(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Standing, int]]:
    """Return how each picture stands and its version; raises NotInDataset if one is not there."""
    found = journal.standings(connection, ids)
    missing = [picture_id for picture_id in ids if picture_id not in found]
    if missing:
        raise NotInDataset(
            f"There is no photo with the id {missing[0][:70]!r}.",
            advice="The photos may have changed in the meantime: look at them anew.",
        )
    return {picture_id: found[picture_id] for picture_id in ids}


def _check_versions(
    connection: Connection,
    found: Mapping[str, tuple[Standing, int]],
    versions: Mapping[str, int],
) -> None:
    for picture_id, (_, version) in found.items():
        if versions.get(picture_id, version) != version:
            raise _conflict(connection, picture_id)


def _conflict(connection: Connection, picture_id: str) -> LabelConflict:
    events = journal_reading.events_of(connection, picture_id)
    told = "Somebody changed this photo"
    if events:
        told = f"{events[-1].who} changed this photo ({events[-1].deed()}, {events[-1].since()})"
    return LabelConflict(
        f"{told} after it was shown to you.",
        advice="Look at it again, then decide.",
    )
