"""Which pictures a model got wrong, and which lie in one cell of the confusion matrix."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.evaluation.metrics import predicted_classes
from core.evaluation.validation import check_class_names, check_labels, check_probabilities


def rows(
    y_true: NDArray[np.int64],
    pred_probs: NDArray[np.floating],
    classes: Sequence[str],
    ids: Sequence[str],
) -> list[dict[str, Any]]:
    """Return each picture's truth, answer and confidence, the surest answer first.

    Parameters
    ----------
    y_true : ndarray of int64, shape (N,)
        True class indices.
    pred_probs : ndarray of float, shape (N, K)
        Probabilities in 0..1, columns in the order of ``classes``.
    classes : sequence of str
        The K class names.
    ids : sequence of str
        Picture ids, in the order of the rows.

    Returns
    -------
    list of dict
        ``id``, ``truth``, ``answer`` (class names) and ``confidence`` (the probability of the
        answer, 0..1); equal confidences in the order of their ids.
    """
    answers = predicted_classes(pred_probs)
    confidence = pred_probs.max(axis=1).tolist()
    table = [
        {"id": ids[n], "truth": classes[y_true[n]], "answer": classes[a], "confidence": c}
        for n, (a, c) in enumerate(zip(answers, confidence, strict=True))
    ]
    return sorted(table, key=lambda row: (-row["confidence"], row["id"]))


def mistakes(
    predictions: Iterable[Mapping[str, Any]], classes: Sequence[str], split: str = "test"
) -> list[dict[str, Any]]:
    """Return the pictures of a split with a wrong answer, the surest mistake first.

    Parameters
    ----------
    predictions : iterable of mapping
        ``id``, ``split``, ``class_index`` and ``probabilities`` each, as a run keeps them.
    classes : sequence of str
        The class names, in the order of the probabilities.
    split : str, default "test"
        The split to look at.

    Returns
    -------
    list of dict
        As `rows`.

    Raises
    ------
    ValueError
        If the predictions do not fit the class list.
    """
    table = _table(predictions, classes, split)
    return [row for row in table if row["truth"] != row["answer"]]


def cell(
    predictions: Iterable[Mapping[str, Any]],
    classes: Sequence[str],
    truth: str,
    answer: str,
    *,
    split: str = "test",
) -> list[dict[str, Any]]:
    """Return the pictures in one cell of the confusion matrix, the surest answer first.

    Parameters
    ----------
    predictions : iterable of mapping
        As for `mistakes`.
    classes : sequence of str
        The class names, in the order of the probabilities.
    truth, answer : str
        Row and column of the cell, as class names.
    split : str, default "test"
        The split to look at.

    Returns
    -------
    list of dict
        As `rows`.

    Raises
    ------
    ValueError
        If ``truth`` or ``answer`` is not a class, or the predictions do not fit the class list.
    """
    for name in (truth, answer):
        if name not in classes:
            raise ValueError(f"There is no class {name!r}; expected one of {list(classes)}.")
    table = _table(predictions, classes, split)
    return [row for row in table if (row["truth"], row["answer"]) == (truth, answer)]


def _table(
    predictions: Iterable[Mapping[str, Any]], classes: Sequence[str], split: str
) -> list[dict[str, Any]]:
    names = check_class_names(classes)
    chosen = [record for record in predictions if record["split"] == split]
    if not chosen:
        return []
    true = check_labels([record["class_index"] for record in chosen], len(names))
    probs = check_probabilities([record["probabilities"] for record in chosen], len(names))
    return rows(true, probs, names, [record["id"] for record in chosen])
