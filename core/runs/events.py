"""The diary of a run: one JSON object a line, appended by the worker, readable at any moment.

Every event has ``event`` (its kind) and ``at`` (UTC, ISO 8601). The kinds, with their own keys:

``queued``      another training goes first
``started``     ``epochs``: this one's turn has come
``resumed``     ``message``, ``history``, ``best_epoch``: it goes on after these epochs, fields of
                `core.runs.state.EpochRecord` each; whatever came later counts for nothing
``preparing``   ``message``, ``done``, ``total`` (counts, or null where nothing can be counted)
``note``        ``message``: a sentence worth keeping
``missing``     ``pictures``: ids that were left out because their file is gone or damaged
``training``    ``epochs``, ``steps``, ``device``: the first batch is about to be read; what it
                computes on, as a sentence
``batch``       ``epoch``, ``step``, ``steps``, ``loss``, ``accuracy``, ``images_per_second``,
                ``seconds_left``
``epoch``       the fields of `core.runs.state.EpochRecord`, and ``best_epoch``
``evaluating``  ``message``, and again while it goes on ``done``, ``total`` (photos answered)
``finished``, ``stopped``, ``failed``
                the end, one of the three, after which only ``resumed`` can come: ``message``,
                ``seconds``; a failure has ``resumable``, false where going on would fail again

Numbers that are not finite are written as null, so that every line is JSON to everybody.
"""

from __future__ import annotations

import errno
import json
import math
import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self

from core.files import parse_json

TERMINAL = frozenset({"finished", "stopped", "failed"})
_KEPT = TERMINAL | {"epoch", "resumed"}

Event = Mapping[str, Any]

_KINDS: Mapping[str, type | tuple[type, ...]] = MappingProxyType(
    dict.fromkeys(("at", "message", "device"), str)
    | dict.fromkeys(("done", "total", "epoch", "epochs", "step", "steps", "best_epoch"), int)
    | dict.fromkeys(("loss", "accuracy", "val_loss", "val_accuracy"), (int, float))
    | dict.fromkeys(("images_per_second", "seconds_left", "seconds"), (int, float))
    | {"pictures": list, "resumable": bool}
)

_BINARY: int = getattr(os, "O_BINARY", 0)  # named on Windows alone


class EventWriter:
    """Append events to a file, each flushed as one whole line.

    Parameters
    ----------
    path : Path
        The file; made if there is none. Only one process may write to it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._torn = False
        self._descriptor = os.open(path, os.O_CREAT | os.O_APPEND | os.O_RDWR | _BINARY, 0o644)
        self._mend()

    def write(self, event: str, **fields: object) -> None:
        """Append one event; what a run comes to also reaches the disk at once.

        Raises
        ------
        OSError
            If the disk refuses.
        """
        record = {"event": event, "at": datetime.now(UTC).isoformat(timespec="milliseconds")}
        line = json.dumps(_finite({**record, **fields}), ensure_ascii=False, allow_nan=False)
        self._append(line.encode("utf-8", "surrogatepass") + b"\n")
        if event in _KEPT:
            os.fsync(self._descriptor)

    def beat(self) -> None:
        """Show readers that the writer lives although it has nothing to say."""
        os.utime(self._path)

    def close(self) -> None:
        """Close the file; nothing may be written afterwards."""
        os.close(self._descriptor)

    def _append(self, line: bytes) -> None:
        if self._torn:
            self._mend()
        self._torn = True
        if os.write(self._descriptor, line) < len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._torn = False

    def _mend(self) -> None:
        """End a line that a kill or a full disk left half, so that the next one stays whole."""
        size = os.lseek(self._descriptor, 0, os.SEEK_END)
        if size == 0:
            return
        os.lseek(self._descriptor, size - 1, os.SEEK_SET)
        if os.read(self._descriptor, 1) != b"\n":
            os.write(self._descriptor, b"\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def read_events(path: Path, offset: int = 0) -> tuple[list[Event], int]:
    """Read the whole lines that were appended since ``offset``.

    Parameters
    ----------
    path : Path
        An events file, perhaps still being written, perhaps not there yet.
    offset : int
        In bytes; 0 for the beginning, else what an earlier call returned.

    Returns
    -------
    events : list of dict
        In the order they were written. A line that is not such an object (a disk fault, a writer
        killed in the middle, another hand) becomes an event of the kind ``unreadable``.
    offset : int
        Where the next call goes on. A last line without its end is left for later.
    """
    if not path.exists():
        return [], offset
    with path.open("rb") as stream:
        stream.seek(offset)
        data = stream.read()
    whole = data.rfind(b"\n") + 1
    lines = data[:whole].split(b"\n")[:-1]
    return [_parse(line) for line in lines], offset + whole


def _parse(line: bytes) -> Event:
    try:
        value = parse_json(line)
    except ValueError:
        value = None
    return value if _is_event(value) else {"event": "unreadable"}


def _is_event(value: Any) -> bool:
    if not isinstance(value, dict) or not isinstance(value.get("event"), str):
        return False
    epochs = value.get("history", [])
    return _fits(value) and isinstance(epochs, list) and all(map(_fits, epochs))


def _fits(value: Any) -> bool:
    """Tell whether every key that is known has the kind of value it is written with."""
    return isinstance(value, dict) and all(
        each is None or isinstance(each, _KINDS.get(key, object)) for key, each in value.items()
    )


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value
