"""What a finished training is worth, as a JSON-ready document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import RunDamaged, run_gone
from core.evaluation import metrics
from core.evaluation.mistakes import cell, mistakes, rows
from core.evaluation.report_shape import fits_predictions, fits_report
from core.evaluation.validation import (
    check_class_names,
    check_labels,
    check_probabilities,
    check_same_length,
)
from core.evaluation.wording import sentence
from core.files import read_json

__all__ = ["build_report", "cell", "load_predictions", "load_report", "mistakes", "sentence"]


def build_report(
    y_true: ArrayLike,
    pred_probs: ArrayLike,
    classes: Sequence[str],
    ids: Sequence[str],
    split: str = "test",
) -> dict[str, Any]:
    """Return every figure of one split, ready for JSON.

    Parameters
    ----------
    y_true : array_like of int, shape (N,)
        True class indices, N at least 1.
    pred_probs : array_like of float, shape (N, K)
        Probabilities in 0..1, columns in the order of ``classes``.
    classes : sequence of str
        The K class names.
    ids : sequence of str
        Picture ids, in the order of the rows.
    split : str, default "test"
        Which split the pictures come from.

    Returns
    -------
    dict
        ``split``, ``n``, ``classes``, ``accuracy`` (0..1), ``interval`` (Wilson 95 %, two numbers
        in 0..1), ``loss`` (cross-entropy in nats), ``confusion`` (K lists of K counts, rows true),
        ``per_class`` (``label precision recall f1 support`` each, in class order) and
        ``mistakes`` (``id truth answer confidence`` each, the surest first).

    Raises
    ------
    ValueError
        If the arrays do not fit each other or the class list.
    """
    names = check_class_names(classes)
    true = check_labels(y_true, len(names))
    probs = check_probabilities(pred_probs, len(names))
    check_same_length(len(true), len(probs), "True classes and probabilities")
    check_same_length(len(true), len(ids), "True classes and picture ids")
    confusion = metrics.confusion_matrix(true, metrics.predicted_classes(probs), len(names))
    wrong = [row for row in rows(true, probs, names, ids) if row["truth"] != row["answer"]]
    return {
        "split": split,
        "n": len(true),
        "classes": names,
        "accuracy": metrics.accuracy(confusion),
        "interval": list(metrics.wilson_interval(int(np.trace(confusion)), len(true))),
        "loss": metrics.log_loss(true, probs),
        "confusion": confusion.tolist(),
        "per_class": _per_class(confusion, names),
        "mistakes": wrong,
    }


def _per_class(confusion: NDArray[np.int64], names: list[str]) -> list[dict[str, Any]]:
    columns = zip(
        names,
        metrics.precision(confusion).tolist(),
        metrics.recall(confusion).tolist(),
        metrics.f1(confusion).tolist(),
        confusion.sum(axis=1).tolist(),
        strict=True,
    )
    keys = ("label", "precision", "recall", "f1", "support")
    return [dict(zip(keys, values, strict=True)) for values in columns]


def load_report(path: Path) -> dict[str, Any]:
    """Read the report of a finished run.

    Raises
    ------
    RunDamaged
        If the file is missing or is not a report.
    """
    document: dict[str, Any] = _load(path, fits_report)
    return document


def load_predictions(path: Path) -> list[dict[str, Any]]:
    """Read what a run said about each picture it did not learn from.

    Returns
    -------
    list of dict
        ``id``, ``split``, ``class_index`` (the label when the run was made) and
        ``probabilities`` (K numbers in class order) each.

    Raises
    ------
    RunDamaged
        If the file is missing or is not such a list.
    """
    document: list[dict[str, Any]] = _load(path, fits_predictions)
    return document


def _load(path: Path, check: Callable[[Any], None]) -> Any:
    try:
        document = read_json(path)
        check(document)
    except (OSError, ValueError) as problem:
        if not path.parent.is_dir():
            raise run_gone() from problem
        raise RunDamaged(
            f"The results in {path.name} are missing or damaged.",
            "They are written when a training ends.",
            "Train again to get new ones.",
        ) from problem
    return document
