"""Every technical setting of a training, in one folded panel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from core.dataset.framing import current_framing
from core.dataset.split_shares import ASIDE_RANGE, TEST_RANGE
from core.runs.presets import from_nothing
from core.runs.spec import ARCHITECTURES, OPTIMIZERS, Augmentation, SplitShares, TrainConfig
from ui import advanced_learning, cache, cache_computed
from ui.advanced_help import HELP
from ui.advanced_learning import tag_of
from ui.errors import guard

_RATES = [0.00001, 0.00003, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1]
_SIZES = [32, 48, 64, 96, 128, 160, 192, 224, 256, 320]
_BATCHES = [8, 16, 32, 64, 128, 256]
_SHOWN = 3


def draw(defaults: TrainConfig) -> TrainConfig:
    """Draw the panel and return the settings it shows.

    Raises
    ------
    InvalidConfig
        If settings do not go together.
    """
    with st.expander("Advanced", icon=":material/tune:"):
        config = advanced_learning.beginning(defaults)
        if config.from_scratch:
            defaults = from_nothing(defaults)
        exact = advanced_learning.solved_exactly(config)
        if not exact:
            config = advanced_learning.course(_learning(config, defaults), defaults)
        config = advanced_learning.answering(config, defaults)
        config = replace(config, shares=_shares(defaults), **_always(defaults))
        if not exact:
            config = replace(config, augmentation=_changes(defaults))
            _preview(config)
    return config


def _learning(config: TrainConfig, defaults: TrainConfig) -> TrainConfig:
    name, tag = defaults.architecture, tag_of(defaults)
    left, middle, right = st.columns(3)
    sizes = [size for size in _SIZES if size >= ARCHITECTURES[name].min_size]
    size = left.select_slider(
        "Image size (pixels)",
        sorted({*sizes, defaults.image_size}),
        value=defaults.image_size,
        key=f"size-{tag}-{defaults.image_size}",
        help=HELP["image_size"],
    )
    epochs = left.number_input(
        "Epochs (rounds)", 1, 1000, defaults.epochs, key=f"epochs-{tag}", help=HELP["epochs"]
    )
    batch = middle.select_slider(
        "Batch size",
        _BATCHES,
        value=defaults.batch_size,
        key=f"batch-{tag}",
        help=HELP["batch_size"],
    )
    optimizer = middle.selectbox(
        "Optimizer",
        OPTIMIZERS,
        index=OPTIMIZERS.index(defaults.optimizer),
        format_func=str.upper,
        key=f"optimizer-{tag}",
        help=HELP["optimizer"],
    )
    rate = right.select_slider(
        "Learning rate",
        sorted({*_RATES, defaults.learning_rate}),
        value=defaults.learning_rate,
        format_func=lambda value: f"{value:g}",
        key=f"rate-{tag}",
        help=HELP["learning_rate"],
    )
    return replace(
        config,
        image_size=size,
        epochs=epochs,
        batch_size=batch,
        optimizer=optimizer,
        learning_rate=rate,
        **_stopping(defaults),
    )


def _stopping(defaults: TrainConfig) -> dict[str, Any]:
    tag = tag_of(defaults)
    left, middle, right = st.columns(3)
    early = left.toggle(
        "Early stopping",
        defaults.early_stopping,
        key=f"early-{tag}",
        help=HELP["early_stopping"],
    )
    patience = left.number_input(
        "Rounds without progress before it ends",
        1,
        100,
        defaults.patience,
        disabled=not early,
        key=f"patience-{tag}",
        help=HELP["patience"],
    )
    chosen: dict[str, Any] = {"early_stopping": early, "patience": patience}
    if ARCHITECTURES[defaults.architecture].dense_units:
        chosen["dense_units"] = middle.number_input(
            "Dense units",
            0,
            1024,
            defaults.dense_units,
            key=f"units-{tag}",
            help=HELP["dense_units"],
        )
    chosen["dropout"] = right.slider(
        "Dropout", 0.0, 0.8, defaults.dropout, 0.05, key=f"dropout-{tag}", help=HELP["dropout"]
    )
    return chosen


def _always(defaults: TrainConfig) -> dict[str, Any]:
    """Draw what counts however a network learns."""
    left, right = st.columns(2)
    weights = left.toggle(
        "Class weights",
        defaults.class_weights,
        key=f"weights-{tag_of(defaults)}",
        help=HELP["class_weights"],
    )
    seed = right.number_input("Seed", 0, 2**31 - 1, defaults.seed, key="seed", help=HELP["seed"])
    return {"class_weights": weights, "seed": seed}


def _shares(defaults: TrainConfig) -> SplitShares:
    st.markdown("**Kept aside.** Photos the computer does not learn from, to check it honestly.")
    tag = tag_of(defaults)
    left, right = st.columns(2)
    aside, tested = round(100 * defaults.shares.validation), round(100 * defaults.shares.test)
    validation = left.slider(
        "To check while learning (%)",
        *ASIDE_RANGE,
        aside,
        key=f"aside-{tag}",
        help=HELP["validation"],
    )
    test = right.slider(
        "For the test at the end (%)", *TEST_RANGE, tested, key=f"tested-{tag}", help=HELP["test"]
    )
    st.caption("Photos that already belong to the test stay there; the shares are for new photos.")
    return SplitShares(
        train=round(1 - (validation + test) / 100, 2), validation=validation / 100, test=test / 100
    )


def _changes(defaults: TrainConfig) -> Augmentation:
    mild, tag = defaults.augmentation, tag_of(defaults)
    st.markdown("**Small changes to each photo** (augmentation), different in every round.")
    first, second, third = st.columns(3)
    return Augmentation(
        rotation=float(
            first.slider(
                "Turn (degrees)",
                0,
                45,
                round(mild.rotation),
                key=f"rotation-{tag}",
                help=HELP["rotation"],
            )
        ),
        zoom=first.slider(
            "Zoom (%)", 0, 50, round(100 * mild.zoom), key=f"zoom-{tag}", help=HELP["zoom"]
        )
        / 100,
        shift=second.slider(
            "Shift (%)", 0, 50, round(100 * mild.shift), key=f"shift-{tag}", help=HELP["shift"]
        )
        / 100,
        brightness=second.slider(
            "Light (%)",
            0,
            50,
            round(100 * mild.brightness),
            key=f"light-{tag}",
            help=HELP["brightness"],
        )
        / 100,
        horizontal_flip=third.toggle(
            "Mirror", mild.horizontal_flip, key=f"flip-{tag}", help=HELP["horizontal_flip"]
        ),
        cutout=third.slider(
            "Cover (%)", 0, 50, round(100 * mild.cutout), key=f"cover-{tag}", help=HELP["cutout"]
        )
        / 100,
    )


def _preview(config: TrainConfig) -> None:
    if not st.toggle("Show these changes on my photos", key="preview"):
        return
    squares = cache_computed.example_squares(current_framing(cache.store()))[:_SHOWN]
    with guard(), st.spinner("Changing photos ..."):
        rows = cache.model_process().preview_augmentation(
            squares, config.augmentation.to_json(), count=6, seed=config.seed
        )
        for square, versions in zip(squares, rows, strict=True):
            with st.grid(7, min_column_width=90):
                st.image(square, width="stretch", caption="as it is", alt="As it is")
                for number, version in enumerate(versions):
                    st.image(version, width="stretch", alt=f"Changed photo, version {number + 1}")
