"""Training on parts of the photos, to see whether more of them would help."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from core.errors import CannotTrain
from core.evaluation.learning_curve import outlook, outlook_sentence
from core.learning.attempts import run_attempt
from core.runs.events import EventWriter
from core.runs.run_files import TrainingPicture
from core.runs.studies import Study, curve_points

REPEATS = ((1 / 8, 3), (1 / 4, 2), (1 / 2, 1), (1.0, 1))
"""Parts of the training photos, and how often each is drawn: small parts cost and tell little."""

_FEWEST = 2  # photos of each class


def measure(study: Study, diary: EventWriter) -> None:
    """Train with the same settings on ever larger parts of the photos.

    The parts are drawn class by class, each within the next larger one of the same draw; all
    trainings are judged by the same photos kept aside. What is done is not done again after a
    cut-off.

    Parameters
    ----------
    study : Study
        Its settings and photos count.
    diary : EventWriter
        Its diary; ends with ``finished`` or ``stopped``.

    Raises
    ------
    CannotTrain
        If the trainings cannot learn.
    """
    done = {
        (each.facts["photos"], each.facts["draw"])
        for each in study.attempts()
        if each.status == "done"
    }
    number = len(study.attempts())
    diary.write("training", epochs=0, steps=0)
    for draw, pictures in plan(study.pictures, study.config.seed):
        if study.stop_request.exists():
            break
        photos = sum(each.split == "train" for each in pictures)
        if (photos, draw) in done:
            continue
        run_attempt(
            study,
            diary,
            number,
            replace(study.config, seed=(study.config.seed + draw) % 2**31),
            pictures,
            facts={"photos": photos, "draw": draw},
        )
        number += 1
    _end(study, diary)


def plan(pictures: Sequence[TrainingPicture], seed: int) -> list[tuple[int, list[TrainingPicture]]]:
    """Return which photos each training of a learning curve sees, the smallest parts first.

    Parameters
    ----------
    pictures : sequence of TrainingPicture
        All of them.
    seed : int
        Draws the parts.

    Returns
    -------
    list of (int, list of TrainingPicture)
        Number of the draw, and its photos: a part of those to learn from, at least two of each
        class, and all that are kept aside; no test photos. Parts of equal size come once.
    """
    aside = [each for each in pictures if each.split == "validation"]
    learned = [each for each in pictures if each.split == "train"]
    seen: set[tuple[int, int]] = set()
    trainings = []
    for share, repeats in REPEATS:
        for draw in range(repeats):
            part = _part(learned, share, np.random.default_rng([seed, draw]))
            if (len(part), draw) not in seen:
                seen.add((len(part), draw))
                trainings.append((draw, [*part, *aside]))
    return trainings


def _part(
    learned: Sequence[TrainingPicture], share: float, lots: np.random.Generator
) -> list[TrainingPicture]:
    kept: set[int] = set()
    for index in sorted({each.class_index for each in learned}):
        members = [at for at, each in enumerate(learned) if each.class_index == index]
        order = lots.permutation(members)
        kept.update(order[: max(_FEWEST, round(share * len(members)))].tolist())
    return [each for at, each in enumerate(learned) if at in kept]


def _end(study: Study, diary: EventWriter) -> None:
    attempts = study.attempts()
    seconds = round(sum(each.seconds for each in attempts), 3)
    if study.stop_request.exists():
        diary.write("stopped", message="It was stopped; it can go on.", seconds=seconds)
        return
    points: list[dict[str, Any]] = curve_points(study)
    if not points:
        reason = next((each.message for each in attempts if each.message), "")
        raise CannotTrain("None of the trainings came to its end.", reason)
    found = outlook(points)
    words = outlook_sentence(found) if found else "There are too few photos to tell."
    diary.write("finished", message=words, seconds=seconds)
