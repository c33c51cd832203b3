"""What a change of a class does to its row, forwards and, when it is undone, backwards."""

from __future__ import annotations

from sqlalchemy import Connection, select

from core.dataset.class_table import (
    ADDED,
    MERGED,
    REMOVED,
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

    Raises
    ------
    CoreError
        If another class has the name by now.
    """
    row = connection.execute(select(changes).where(changes.c.op_id == op_id)).one()
    if row.kind not in KINDS:
        return
    if row.kind == "rename":
        _call(connection, row.class_id, row.old_name if back else row.new_name)
    elif back and row.kind != "add":
        _call(connection, row.class_id, row.old_name)
    if row.kind != "rename":
        set_class_state(connection, row.class_id, (_BEFORE if back else _AFTER)[row.kind])


def _call(connection: Connection, class_id: int, name: str) -> None:
    holder = find_class(connection, name)
    if holder is not None and holder.shown and holder.id != class_id:
        raise CoreError(
            f"Another label is called {holder.name} by now.",
            advice="Give that one another name first.",
        )
    set_class_name(connection, class_id, name)
