"""``classes``: the classes photos can have, and changing them."""

from __future__ import annotations

from typing import Annotated

import typer

from core.commands import console
from core.commands.options import AsJson, WorkspaceDir, open_workspace
from core.commands.selection import tell
from core.dataset.changes import Change
from core.dataset.classes import add_class, merge_classes, remove_class, rename_class
from core.dataset.store import DatasetStore
from core.errors import CoreError

Add = Annotated[str | None, typer.Option("--add", metavar="CLASS", help="Add a class.")]
Rename = Annotated[
    str | None, typer.Option("--rename", metavar="CLASS", help="Rename a class, to what --to says.")
]
Merge = Annotated[
    str | None, typer.Option("--merge", metavar="CLASS", help="Merge a class into --to.")
]
Remove = Annotated[
    str | None,
    typer.Option("--remove", metavar="CLASS", help="Remove a class; its photos lose their label."),
]
To = Annotated[str | None, typer.Option("--to", metavar="NAME", help="The new name, or class.")]


def run(
    *,
    add: Add = None,
    rename: Rename = None,
    merge: Merge = None,
    remove: Remove = None,
    to: To = None,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """List the classes, or change one, as one step that can be undone."""
    given = {"add": add, "rename": rename, "merge": merge, "remove": remove}
    asked = [(kind, name) for kind, name in given.items() if name is not None]
    if len(asked) > 1 or (to is None) == (rename is not None or merge is not None):
        raise CoreError(
            "It is not clear what to do.",
            "Give one of --add, --rename, --merge and --remove; --to with --rename and --merge.",
        )
    with DatasetStore.open(open_workspace(workspace)) as store:
        if not asked:
            per_class = store.summary().per_class
            listing = console.table(("class", "photos"), list(per_class.items()))
            console.answer({"per_class": per_class}, listing, as_json=as_json)
            return
        tell(_changed(store, *asked[0], to or ""), as_json=as_json)


def _changed(store: DatasetStore, kind: str, name: str, to: str) -> Change:
    if kind == "add":
        return add_class(store, name)
    if kind == "rename":
        return rename_class(store, name, to)
    if kind == "merge":
        return merge_classes(store, name, to)
    return remove_class(store, name)
