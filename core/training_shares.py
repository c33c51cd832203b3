"""How a training shares photos out where nobody says otherwise."""

from __future__ import annotations

from dataclasses import replace

from core.dataset.split_shares import chosen_shares
from core.dataset.store import DatasetStore
from core.runs.spec import SplitShares, TrainConfig


def with_chosen_shares(store: DatasetStore, config: TrainConfig) -> TrainConfig:
    """Return the settings with the shares a person chose for the set, as they are if none."""
    shares = chosen_shares(store)
    return replace(config, shares=SplitShares(**shares)) if shares else config
