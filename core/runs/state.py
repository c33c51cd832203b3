"""What the diary of a run adds up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from core.runs.events import TERMINAL, Event

STATUSES = (
    "queued",
    "starting",
    "preparing",
    "training",
    "evaluating",
    "finished",
    "stopped",
    "failed",
    "interrupted",
    "stalled",
)


@dataclass(frozen=True)
class EpochRecord:
    """One pass over the training photos; a figure that was not finite is None.

    Parameters
    ----------
    epoch : int
        1 for the first.
    loss, val_loss : float or None
        Mean cross-entropy on training and validation photos, natural logarithm, 0 and up.
    accuracy, val_accuracy : float or None
        Share of right answers, 0 to 1. Training figures are means over the epoch, taken while
        the weights moved and on augmented photos.
    seconds : float
        How long it took, validation included.
    """

    epoch: int
    loss: float | None
    accuracy: float | None
    val_loss: float | None
    val_accuracy: float | None
    seconds: float

    @classmethod
    def from_event(cls, event: Event) -> EpochRecord:
        """Return the record that an ``epoch`` event carries."""
        return cls(
            epoch=event["epoch"],
            loss=event.get("loss"),
            accuracy=event.get("accuracy"),
            val_loss=event.get("val_loss"),
            val_accuracy=event.get("val_accuracy"),
            seconds=event.get("seconds", 0.0),
        )


@dataclass(frozen=True)
class RunState:
    """Where a run stands.

    Parameters
    ----------
    status : str
        One of `STATUSES`.
    message : str
        What is being done or how it ended, as a whole sentence; may be empty while training.
    done, total : int or None
        How far the present piece of preparation or the evaluation is, where it can be counted.
    epoch, epochs : int
        The epoch being trained (0 before the first) and the most there will be.
    step, steps : int
        Batches done in this epoch, and batches in an epoch.
    history : tuple of EpochRecord
        Every epoch that was completed.
    first : EpochRecord or None
        How the first epoch goes so far, while it lasts; without figures of validation.
    images_per_second : float or None
        Training photos a second, lately.
    seconds_left : float or None
        Until the last epoch ends, if early stopping does not end it sooner.
    best_epoch : int or None
        The epoch whose weights are kept.
    notes : tuple of str
        Sentences worth keeping, in order.
    resumed : str
        From where it goes on, as a sentence; empty if it was never resumed or has ended.
    device : str
        What it computes on, as a sentence; empty before it is known.
    missing : tuple of str
        Pictures that were left out because their file is gone or damaged.
    resumable : bool
        False where the same would happen again if it went on.
    started_at, ended_at : str or None
        UTC, ISO 8601.
    seconds : float or None
        Length of the whole run once it has ended.
    """

    status: str = "starting"
    message: str = ""
    done: int | None = None
    total: int | None = None
    epoch: int = 0
    epochs: int = 0
    step: int = 0
    steps: int = 0
    history: tuple[EpochRecord, ...] = ()
    first: EpochRecord | None = None
    images_per_second: float | None = None
    seconds_left: float | None = None
    best_epoch: int | None = None
    notes: tuple[str, ...] = ()
    resumed: str = ""
    device: str = ""
    missing: tuple[str, ...] = ()
    resumable: bool = True
    started_at: str | None = None
    ended_at: str | None = None
    seconds: float | None = None

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.status in TERMINAL or self.status == "interrupted"

    @property
    def best(self) -> EpochRecord | None:
        """The epoch whose weights are kept."""
        found = [record for record in self.history if record.epoch == self.best_epoch]
        return found[0] if found else None


_LOST = "A line of its diary cannot be read and was passed over."


def fold(events: Iterable[Event], state: RunState | None = None) -> RunState:
    """Return the state after these events, beginning from ``state`` or from nothing."""
    state = state or RunState()
    for event in events:
        step = _STEPS.get(event["event"])
        try:
            state = step(state, event) if step else state
        except (KeyError, TypeError, ValueError):
            state = _note(state, {"message": _LOST})
    return state


def _queued(state: RunState, _: Event) -> RunState:
    return replace(state, status="queued", message="Waiting for another training to end.")


def _started(state: RunState, event: Event) -> RunState:
    epochs, message = event.get("epochs", state.epochs), event.get("message", "")
    at = state.started_at or event.get("at")
    return replace(state, status="preparing", message=message, epochs=epochs, started_at=at)


def _resumed(state: RunState, event: Event) -> RunState:
    """Keep what the checkpoint held; whatever is told again from here on is forgotten."""
    history = tuple(EpochRecord.from_event(each) for each in event["history"])
    return RunState(
        epochs=state.epochs,
        epoch=len(history),
        history=history,
        best_epoch=event.get("best_epoch"),
        resumed=event.get("message", ""),
        started_at=state.started_at,
    )


def _preparing(state: RunState, event: Event) -> RunState:
    done, total, message = event.get("done"), event.get("total"), event.get("message", "")
    return replace(state, status="preparing", message=message, done=done, total=total)


def _note(state: RunState, event: Event) -> RunState:
    return replace(state, notes=(*state.notes, event.get("message", "")))


def _missing(state: RunState, event: Event) -> RunState:
    return replace(state, missing=(*state.missing, *event.get("pictures", ())))


def _training(state: RunState, event: Event) -> RunState:
    keys = ("epochs", "steps", "device")
    progress: dict[str, Any] = {key: event[key] for key in keys if key in event}
    progress["epoch"] = len(state.history) + 1
    return replace(state, status="training", message="", done=None, total=None, **progress)


def _batch(state: RunState, event: Event) -> RunState:
    keys = ("epoch", "step", "steps", "images_per_second", "seconds_left")
    known = {key: event[key] for key in keys if key in event}
    first = None if state.history else EpochRecord.from_event(event)
    return replace(state, status="training", message="", first=first, **known)


def _epoch(state: RunState, event: Event) -> RunState:
    record = EpochRecord.from_event(event)
    keys = ("best_epoch", "images_per_second", "seconds_left")
    known = {key: event[key] for key in keys if key in event}
    history = (*state.history, record)
    return replace(
        state, status="training", epoch=record.epoch, history=history, first=None, **known
    )


def _evaluating(state: RunState, event: Event) -> RunState:
    return replace(_preparing(state, event), status="evaluating", seconds_left=None)


def _ended(state: RunState, event: Event) -> RunState:
    return replace(
        state,
        first=None,
        resumed="",
        status=event["event"],
        message=event.get("message", ""),
        done=None,
        total=None,
        resumable=event.get("resumable", True),
        ended_at=event.get("at"),
        seconds=event.get("seconds"),
        seconds_left=None,
    )


_STEPS: MappingProxyType[str, Callable[[RunState, Event], RunState]] = MappingProxyType(
    {
        "queued": _queued,
        "started": _started,
        "resumed": _resumed,
        "preparing": _preparing,
        "note": _note,
        "missing": _missing,
        "training": _training,
        "batch": _batch,
        "epoch": _epoch,
        "evaluating": _evaluating,
        "finished": _ended,
        "stopped": _ended,
        "failed": _ended,
    }
)
