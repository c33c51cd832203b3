"""What a training leaves behind: the model, its answers, a report, and hashes of all three."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import keras
import numpy as np
from numpy.typing import NDArray

from core.evaluation.certainty import Certainty
from core.evaluation.report import build_report
from core.files import atomic_write, sha256_file, sync_folder, write_json
from core.learning.answering import answer
from core.learning.familiarity import FEWEST, MOST, Familiarity, looks
from core.learning.honesty import Honesty
from core.learning.input_pipeline import Pictures
from core.runs.events import EventWriter
from core.runs.run_directory import RunDirectory
from core.runs.run_files import RunFiles
from core.starter_model import seen_by_starter

_EVALUATED = ("validation", "test")
_EVERY = 1.0


class AnsweringLog:
    """Write into the diary how many photos are answered, so that a long evaluation shows life.

    Parameters
    ----------
    diary : EventWriter
        The diary.
    total : int
        Photos to be answered.
    every : float, default 1
        Seconds between two events at least; the last photo is told in any case.
    """

    def __init__(self, diary: EventWriter, total: int, every: float = _EVERY) -> None:
        self._diary, self._total, self._every = diary, total, every
        self._written = time.monotonic()

    def tell(self, done: int) -> None:
        """Note that ``done`` photos are answered."""
        now = time.monotonic()
        if now - self._written < self._every and done < self._total:
            return
        self._written = now
        message = "Answering the photos it has not learned from."
        self._diary.write("evaluating", message=message, done=done, total=self._total)


def keep_model(run: RunDirectory, model: keras.Model) -> None:
    """Save the network, so that its file is whole or not there.

    It is saved without how it was trained, which nobody who only asks it needs to load.
    """
    draft = run.path / "draft.keras"
    keras.Model(model.inputs[0], model.outputs[0], name=model.name).save(draft)
    with draft.open("rb+") as stream:
        os.fsync(stream.fileno())
    draft.replace(run.model)
    sync_folder(run.path)


def keep_results(
    run: RunDirectory, model: keras.Model, splits: Mapping[str, Pictures], diary: EventWriter
) -> None:
    """Write history, predictions and report, and last the manifest that declares them whole.

    Parameters
    ----------
    run : RunDirectory
        Where; its diary already holds every epoch.
    model : keras.Model
        As saved.
    splits : mapping of str to Pictures
        ``validation`` and ``test`` are answered; an empty one is reported as None.
    diary : EventWriter
        Gets ``evaluating`` events with ``done`` and ``total``.
    """
    log = AnsweringLog(diary, sum(len(splits[split]) for split in _EVALUATED))
    known = seen_by_starter() if run.config.starts_as_starter else None
    honesty = Honesty(run.workspace, splits, known)
    mirrored = run.config.mirrored_prediction
    before = 0
    certainty: Certainty | None = None
    predictions: list[dict[str, Any]] = []
    report: dict[str, Any] = {}
    for split in _EVALUATED:
        pictures = splits[split]
        probabilities = _answers(model, pictures, log, before, mirrored=mirrored)
        before += len(pictures)
        if probabilities is not None and split == "validation":
            certainty = Certainty.fit(pictures.labels, probabilities)
        if probabilities is not None and certainty is not None:
            probabilities = certainty.probabilities(probabilities)
        report[split] = _report(run, pictures, probabilities, split, honesty)
        predictions += _rows(pictures, probabilities, split)
    write_json(run.history, [asdict(record) for record in run.state().history])
    atomic_write(run.predictions, json.dumps(predictions).encode())
    write_json(run.report, report)
    if certainty is not None:
        certainty.save(run.certainty)
    keep_familiar(run, model, splits["train"])
    files = (run.model, run.history, run.predictions, run.report, run.certainty, run.familiar)
    there = {path.name: sha256_file(path) for path in files if path.is_file()}
    write_json(run.manifest, {"sha256": there})


def keep_familiar(run: RunFiles, model: keras.Model, learned: Pictures) -> None:
    """Remember what the network has learned from looks like, where there is enough of it."""
    run.familiar.unlink(missing_ok=True)
    if len(learned) < FEWEST:
        return
    evenly = np.linspace(0, len(learned) - 1, min(MOST, len(learned))).astype(np.int64)
    Familiarity.fit(looks(model, learned.pixels, learned.rows[evenly])).save(run.familiar)


def _answers(
    model: keras.Model, pictures: Pictures, log: AnsweringLog, before: int, *, mirrored: bool
) -> NDArray[np.float32] | None:
    if not len(pictures):
        return None

    def tell(done: int) -> None:
        log.tell(before + done)

    return answer(model, pictures.pixels, pictures.rows, tell, mirrored=mirrored)


def _report(
    run: RunDirectory,
    pictures: Pictures,
    probabilities: NDArray[np.float32] | None,
    split: str,
    honesty: Honesty,
) -> dict[str, Any] | None:
    if probabilities is None:
        return None
    figures = build_report(pictures.labels, probabilities, run.classes, pictures.ids, split)
    return {**figures, **honesty.beside(split, probabilities)}


def _rows(
    pictures: Pictures, probabilities: NDArray[np.float32] | None, split: str
) -> list[dict[str, Any]]:
    if probabilities is None:
        return []
    return [
        {"id": picture, "split": split, "class_index": label, "probabilities": row}
        for picture, label, row in zip(
            pictures.ids, pictures.labels.tolist(), probabilities.tolist(), strict=True
        )
    ]
