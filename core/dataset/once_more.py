"""A step of a person taken again where nobody knows whether it is saved.

So it is when the connection to the database broke, or when the disk failed to keep the very last
of it. Its id tells: a step that was saved is found by it and answered, one that was not is taken.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from core.dataset.store import DatasetStore
from core.errors import OutcomeUnknown, WorkspaceProblem

Given = ParamSpec("Given")
Result = TypeVar("Result")
Operation = Callable[Concatenate[DatasetStore, Given], Result]


def once_more(operation: Operation[Given, Result]) -> Operation[Given, Result]:
    """Take an operation with an ``op_id`` once more, and no more, if its outcome is unknown.

    Inside a transaction that began before it, it is for whoever began that to begin again.
    """

    @wraps(operation)
    def taken(store: DatasetStore, /, *given: Given.args, **named: Given.kwargs) -> Result:
        named["op_id"] = named.get("op_id") or uuid.uuid4().hex
        try:
            return operation(store, *given, **named)
        except OutcomeUnknown as unknown:
            if store.is_writing:
                raise
            try:
                return operation(store, *given, **named)
            except WorkspaceProblem as refusal:  # which tells of the second time alone
                raise unknown from refusal

    return taken
