"""A step of a person taken again where the connection to the database broke.

Nobody knows then whether the server had saved it. Its id tells: a step that was saved is found by
it and answered, one that was not is taken.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from core.dataset.store import DatasetStore
from core.errors import ConnectionLost

Given = ParamSpec("Given")
Result = TypeVar("Result")
Operation = Callable[Concatenate[DatasetStore, Given], Result]


def once_more(operation: Operation[Given, Result]) -> Operation[Given, Result]:
    """Take an operation with an ``op_id`` once more, and no more, if the connection is lost.

    Inside a transaction that began before it, it is for whoever began that to begin again.
    """

    @wraps(operation)
    def taken(store: DatasetStore, /, *given: Given.args, **named: Given.kwargs) -> Result:
        named["op_id"] = named.get("op_id") or uuid.uuid4().hex
        try:
            return operation(store, *given, **named)
        except ConnectionLost:
            if store.is_writing:
                raise
            return operation(store, *given, **named)

    return taken
