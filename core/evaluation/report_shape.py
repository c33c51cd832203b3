"""What a report and predictions look like when they are read back from a file."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, TypeAdapter
from typing_extensions import TypedDict

_ROUNDED = 1e-6

Share = Annotated[float, Field(ge=0, le=1 + _ROUNDED, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]


class ClassFigures(TypedDict):
    """What a report says of one class."""

    label: str
    precision: Share
    recall: Share
    f1: Share
    support: Count


class SplitFigures(TypedDict):
    """What a report says of one split; as `core.evaluation.report.build_report` returns it."""

    split: str
    n: Count
    classes: list[str]
    accuracy: Share
    interval: Annotated[list[Share], Field(min_length=2, max_length=2)]
    confusion: list[list[Count]]
    per_class: list[ClassFigures]


class Prediction(TypedDict):
    """What a run said about one picture."""

    id: str
    split: str
    class_index: Count
    probabilities: Annotated[list[Share], Field(min_length=1)]


_SPLIT = TypeAdapter(SplitFigures)
_PREDICTIONS = TypeAdapter(list[Prediction])


def fits_report(value: Any) -> None:
    """Hold that a value is a report: figures of the validation photos, the test photos, or both.

    Raises
    ------
    ValueError
        If it is not.
    """
    if not isinstance(value, dict):
        raise ValueError(f"A report is {type(value).__name__}; expected an object.")  # noqa: TRY004
    told = [value[split] for split in ("validation", "test") if value.get(split) is not None]
    if not told:
        raise ValueError("A report says nothing of validation or test photos.")
    for each in told:
        _square(_SPLIT.validate_python(each, strict=True))


def fits_predictions(value: Any) -> None:
    """Hold that a value is a list of predictions, all about the same classes.

    Raises
    ------
    ValueError
        If it is not.
    """
    found = _PREDICTIONS.validate_python(value, strict=True)
    classes = {len(each["probabilities"]) for each in found}
    if len(classes) > 1 or any(each["class_index"] >= min(classes) for each in found):
        raise ValueError(f"Predictions are about {sorted(classes)} classes, or about none of them.")


def _square(figures: SplitFigures) -> None:
    """Hold that every table of a split has as many rows and columns as there are classes."""
    classes = len(figures["classes"])
    lengths = {len(figures["confusion"]), len(figures["per_class"])}
    if {*lengths, *map(len, figures["confusion"])} != {classes}:
        raise ValueError(f"A report has tables that do not fit its {classes} classes.")
