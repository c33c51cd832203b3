"""How long a training will take on this computer, measured while the person still chooses."""

from __future__ import annotations

import json
from concurrent.futures import Future

import streamlit as st

from core.errors import CoreError
from core.runs.spec import TrainConfig
from ui import cache_computed
from ui.text import duration

_EVERY = "1s"
_COUNTING = (
    "architecture",
    "epochs",
    "batch_size",
    "dense_units",
    "from_scratch",
    "progressive_resizing",
    "fine_tuning",
    "feature_views",
    "minutes",
    "mirrored_prediction",
    "shares",
)


def draw(config: TrainConfig, photos: int, classes: int) -> None:
    """Draw the expected time, as soon as it is known.

    Parameters
    ----------
    config : TrainConfig
        The chosen settings.
    photos : int
        Labelled photos, whatever split they are in.
    classes : int
        How many kinds there are.
    """
    training = max(1, round(photos * config.shares.train))
    watched = max(1, round(photos * config.shares.validation))
    found = _ask(config, training, watched, classes)
    if found.done():
        _tell(found)
    else:
        _wait(config, training, watched, classes)


@st.fragment(run_every=_EVERY)
def _wait(config: TrainConfig, training: int, watched: int, classes: int) -> None:
    found = _ask(config, training, watched, classes)
    if found.done():
        _tell(found)
    else:
        st.caption("Measuring how fast this computer is ...", width="content")


def _ask(config: TrainConfig, training: int, watched: int, classes: int) -> Future[float]:
    settings = json.dumps(_what_counts(config).to_json(), sort_keys=True)
    return cache_computed.expected_seconds(settings, training, watched, classes)


def _what_counts(config: TrainConfig) -> TrainConfig:
    """Return the settings that the time depends on; the others as they are by default."""
    return TrainConfig(
        **{name: getattr(config, name) for name in _COUNTING},
        image_size=config.image_size,
    )


def _tell(found: Future[float]) -> None:
    error = found.exception()
    if isinstance(error, CoreError):
        st.caption(f"How long it will take is not known. {error}", width="content")
    elif error is None:
        st.caption(f"About {duration(found.result())} on this computer.", width="content")
    else:
        raise error
