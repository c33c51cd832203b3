"""What a change of a class does to its row, forwards and, when it is undone, backwards."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from core.dataset.class_table import (
    ADDED,
    MERGED,
    REMOVED,
    class_names,
    find_class,
    set_class_name,
    set_class_state,
)
from core.dataset.schema import changes
from core.errors import CoreError

KINDS = ("add", "rename", "merge", "remove")

_AFTER = {"add": ADDED, "merge": MERGED, "remove": REMOVED}
_BEFORE = {"add": None, "merge": ADDED, "remove": ADDED}


def turn_class(connection: Connection, op_id: str, *, back: bool) -> None:
    """Bring the class that a change is about to where the change leads, or back.

    Parameters
    ----------
    connection : Connection
        Inside a transaction.
    op_id : str
        A change in the journal; where it is about photos alone, nothing is done.
    back : bool
        Whether it is undone.

    See Also
    --------
    in_the_way : What keeps it from being done, to be asked beforehand.
    """
    row = _change(connection, op_id)
    name = _name_after(row, back=back)
    if name is not None:
        set_class_name(connection, row.class_id, name)
    if row.kind in KINDS and row.kind != "rename":
        set_class_state(connection, row.class_id, (_BEFORE if back else _AFTER)[row.kind])


def in_the_way(connection: Connection, op_id: str, *, back: bool) -> CoreError | None:
    """Return why a change of a class can no longer be undone or done again, None if it can."""
    row = _change(connection, op_id)
    name = _name_after(row, back=back)
    if name is None:
        return None
    holder = find_class(connection, name)
    if holder is not None and (holder.shown or holder.held) and holder.id != row.class_id:
        return CoreError(f"Another label is called {holder.name} by now, so this step stays.")
    now = class_names(connection)[row.class_id]
    if row.kind == "rename" and now != (row.new_name if back else row.old_name):
        return CoreError(f"The label is called {now} by now, so this step stays.")
    return None


def _change(connection: Connection, op_id: str) -> Row[Any]:
    return connection.execute(select(changes).where(changes.c.op_id == op_id)).one()


def _name_after(row: Row[Any], *, back: bool) -> str | None:
    """Return what the class is called afterwards, None where its name stays."""
    if row.kind == "rename" or (row.kind == "add" and not back):
        return str(row.old_name if back else row.new_name)
    return str(row.old_name) if back and row.kind in ("merge", "remove") else None
