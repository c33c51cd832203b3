"""The five steps from photos to a model: which are done, which needs you, which are locked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ui import routes
from ui.text import count

StepState = Literal["done", "now", "open", "locked"]


@dataclass(frozen=True)
class Situation:
    """What the steps depend on.

    Parameters
    ----------
    photos, labelled, unlabelled : int
        Photos in the set, and how many have a label.
    classes : int
        Classes that have at least one photo.
    trainable : bool
        Whether a training can start.
    reason : str
        Why it cannot, as a sentence; empty if it can.
    training : bool
        Whether a training runs now.
    models : int
        Trainings that have a model.
    seen : bool
        Whether the results of one were looked at in this browser tab.
    """

    photos: int
    labelled: int
    unlabelled: int
    classes: int
    trainable: bool
    reason: str
    training: bool
    models: int
    seen: bool = False


@dataclass(frozen=True)
class Step:
    """One step of the spine: where it leads, how it stands, and what to say about it."""

    number: int
    title: str
    page: str
    state: StepState
    sentence: str
    action: str


def steps(now: Situation) -> list[Step]:
    """Return the five steps in order; exactly one of them is the next thing to do."""
    drafts = [_photos(now), _labels(now), _train(now), _results(now), _try_it(now)]
    return _with_one_next(drafts)


def next_step(now: Situation) -> Step:
    """Return the one next thing to do."""
    return next(step for step in steps(now) if step.state == "now")


def _photos(now: Situation) -> Step:
    done = now.photos > 0
    sentence = f"{count(now.photos, 'photo')} added." if done else "Bring a zip, a folder or files."
    return _step(1, "Add photos", routes.PHOTOS, sentence, "Add photos", done=done)


def _labels(now: Situation) -> Step:
    if not now.photos:
        return _locked(2, "Check labels", routes.LABEL, "Opens when there are photos.")
    done = now.unlabelled == 0 and now.trainable
    if now.unlabelled:
        sentence = f"{count(now.unlabelled, 'photo')} without a label."
    elif now.trainable:
        sentence = (
            f"Every photo has one of {count(now.classes, 'label')}; whether they are right, only "
            "you can see. Look at some."
        )
    else:
        sentence = now.reason or "Each kind needs a few photos."
    return _step(2, "Check labels", routes.LABEL, sentence, "Check labels", done=done)


def _train(now: Situation) -> Step:
    if now.training:
        return _step(3, "Train", routes.TRAIN, "Training now.", "Watch it learn", done=False)
    if not now.trainable:
        return _locked(3, "Train", routes.TRAIN, now.reason or "Opens when there are labels.")
    done = now.models > 0
    sentence = (
        f"{count(now.models, 'model')} trained." if done else "Ready: everything needed is here."
    )
    return _step(3, "Train", routes.TRAIN, sentence, "Train", done=done)


def _results(now: Situation) -> Step:
    if not now.models:
        return _locked(4, "See how good", routes.RESULTS, "Opens after the first training.")
    sentence = "See how many it gets right, and which it gets wrong."
    return _step(4, "See how good", routes.RESULTS, sentence, "See how good", done=now.seen)


def _try_it(now: Situation) -> Step:
    if not now.models:
        sentence = "Mien brings a model for happy and sad faces: try that one now."
        return _step(5, "Try it", routes.TRY_IT, sentence, "Try it", done=False)
    sentence = "Give it a new photo and see where it looked."
    return _step(5, "Try it", routes.TRY_IT, sentence, "Try it", done=False)


def _step(number: int, title: str, page: str, sentence: str, action: str, *, done: bool) -> Step:
    return Step(number, title, page, "done" if done else "open", sentence, action)


def _locked(number: int, title: str, page: str, why: str) -> Step:
    return Step(number, title, page, "locked", why, title)


def _with_one_next(drafts: list[Step]) -> list[Step]:
    first_open = next((step.number for step in drafts if step.state == "open"), drafts[-1].number)
    return [
        Step(s.number, s.title, s.page, "now", s.sentence, s.action)
        if s.number == first_open
        else s
        for s in drafts
    ]
