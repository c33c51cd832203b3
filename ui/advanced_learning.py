"""Advanced settings of how a network learns, each only where it changes something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import streamlit as st

from core.runs.presets import from_nothing
from core.runs.spec import ARCHITECTURES, FINE_TUNING, PRECISIONS, SCHEDULES, TrainConfig
from ui.advanced_help import HELP

_FACE_KINDS = ("exact", "whole")
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "exact": "Only its last step, solved exactly",
        "frozen": "Only its head",
        "partial": "Head and upper part together",
        "two-stage": "First the head, then the upper part too",
        "whole": "Everything",
    }
)
_COURSES: Mapping[str, str] = MappingProxyType(
    {"constant": "Constant", "cosine": "Falling to zero (cosine)"}
)


def tag_of(defaults: TrainConfig) -> str:
    """Return what the keys of widgets end in: other defaults make other widgets."""
    return (
        f"{defaults.architecture}-{defaults.preset}-{defaults.epochs}-"
        f"{defaults.batch_size}-{defaults.learning_rate:g}"
    )


def beginning(defaults: TrainConfig) -> TrainConfig:
    """Draw what a network keeps of what it learned elsewhere; nothing for those that start new."""
    return replace(defaults, **_beginning(defaults))


def course(config: TrainConfig, defaults: TrainConfig) -> TrainConfig:
    """Draw how the steps change while it learns, and return ``config`` with that."""
    return replace(config, **_course(config, defaults))


def answering(config: TrainConfig, defaults: TrainConfig) -> TrainConfig:
    """Draw how it answers, and return ``config`` with that."""
    return replace(config, **_answering(config, defaults))


def _beginning(defaults: TrainConfig) -> dict[str, Any]:
    info, tag = ARCHITECTURES[defaults.architecture], tag_of(defaults)
    if not info.pretrained:
        return {}
    left, middle, right = st.columns(3)
    scratch = left.toggle(
        "Start from nothing",
        defaults.from_scratch,
        key=f"scratch-{tag}",
        help=HELP["from_scratch"],
    )
    if scratch:
        return {
            "from_scratch": True,
            "fine_tuning": "whole",
            "progressive_resizing": from_nothing(defaults).can_resize
            and middle.toggle(
                "Begin with smaller photos",
                True,
                key=f"smaller-{tag}",
                help=HELP["progressive_resizing"],
            ),
        }
    kinds = FINE_TUNING[1:-1] if info.weights else _FACE_KINDS
    kinds = (*kinds, "exact") if info.weights and not defaults.dense_units else kinds
    kind = middle.selectbox(
        "What learns",
        kinds,
        index=kinds.index(defaults.fine_tuning) if defaults.fine_tuning in kinds else 0,
        format_func=_KINDS.__getitem__,
        key=f"kind-{tag}",
        help=HELP["fine_tuning"],
    )
    if kind not in ("frozen", "two-stage"):
        return {"fine_tuning": kind}
    views = right.number_input(
        "Changed versions to look at",
        1,
        64,
        defaults.feature_views,
        key=f"views-{tag}",
        help=HELP["feature_views"],
    )
    return {"fine_tuning": kind, "feature_views": views}


def _course(config: TrainConfig, defaults: TrainConfig) -> dict[str, Any]:
    tag = tag_of(defaults)
    left, middle, right = st.columns(3)
    chosen = {
        "minutes": left.number_input(
            "Minutes for learning (0: no limit)",
            0.0,
            1440.0,
            float(defaults.minutes),
            key=f"min-{tag}",
            help=HELP["minutes"],
        ),
        "schedule": left.selectbox(
            "Course of the learning rate",
            SCHEDULES,
            index=SCHEDULES.index(defaults.schedule),
            format_func=_COURSES.__getitem__,
            key=f"course-{tag}",
            help=HELP["schedule"],
        ),
        "warmup": middle.number_input(
            "Warm-up (epochs)", 0.0, 100.0, defaults.warmup, key=f"warm-{tag}", help=HELP["warmup"]
        ),
        "label_smoothing": middle.slider(
            "Label smoothing",
            0.0,
            0.5,
            defaults.label_smoothing,
            0.05,
            key=f"smooth-{tag}",
            help=HELP["label_smoothing"],
        ),
        "weight_averaging": right.number_input(
            "Weight averaging (0: none)",
            0.0,
            0.9999,
            defaults.weight_averaging,
            format="%.4f",
            key=f"average-{tag}",
            help=HELP["weight_averaging"],
        ),
    }
    if config.optimizer in ("adamw", "muon"):
        chosen["weight_decay"] = right.number_input(
            "Weight decay",
            0.0,
            1.0,
            defaults.weight_decay,
            key=f"decay-{tag}",
            help=HELP["weight_decay"],
        )
    return chosen


def _answering(config: TrainConfig, defaults: TrainConfig) -> dict[str, Any]:
    tag = tag_of(defaults)
    left, right = st.columns(2)
    chosen: dict[str, Any] = {
        "mirrored_prediction": left.toggle(
            "Answer with the mirror image too",
            defaults.mirrored_prediction,
            key=f"mirrored-{tag}",
            help=HELP["mirrored_prediction"],
        )
    }
    if not solved_exactly(config):
        chosen["precision"] = right.selectbox(
            "Precision of the arithmetic",
            PRECISIONS,
            index=PRECISIONS.index(defaults.precision),
            key=f"precision-{tag}",
            help=HELP["precision"],
        )
    return chosen


def solved_exactly(config: TrainConfig) -> bool:
    """Return whether nothing is learned step by step, so that no setting of steps counts."""
    return config.starts_pretrained and config.fine_tuning == "exact"
