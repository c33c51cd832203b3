"""Keep the best weights of a training, and know when it gets no better."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import keras

from core.learning.watcher import Logs, Watcher, plain_figures

_ON_PLATEAU = 3


class BestWeights(Watcher):
    """Keep the weights of the epoch with the lowest validation loss, in memory.

    One is kept through all stages of a training. Where the optimizer averages the weights, the
    average is what is kept.

    The loss, as Keras' own early stopping takes it: on a few dozen validation photos the accuracy
    jumps by whole photos, and its highest value is mostly luck.

    Parameters
    ----------
    network : keras.Model
        Whose weights are kept, also while only a part of it learns.
    patience : int or None
        End the training after so many epochs without a better one; None never does.
    plateau : float, default infinity
        While the training loss has never been below this, patience is three times as long. A
        network that learns from nothing often names every class equally often for its first
        epochs and then breaks away; that is no reason to give it up.

    Attributes
    ----------
    best_epoch : int or None
        1 for the first; None before any epoch ended.
    weights : list of ndarray
        Those of that epoch; empty before any ended.
    """

    def __init__(
        self, network: keras.Model, patience: int | None, plateau: float = math.inf
    ) -> None:
        super().__init__()
        self.best_epoch: int | None = None
        self._network = network
        self._stage_began = 0
        self._patience = patience
        self._plateau = plateau
        self._left_at: int | None = None  # epochs done when it left the plateau
        self._lowest = math.inf
        self.weights: list[Any] = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        """Keep the weights if they are better, and give up if none were for long."""
        logs = plain_figures(logs)
        if self._left_at is None and logs.get("loss", 0.0) < self._plateau:
            self._left_at = epoch
        self.consider(epoch + 1, logs["val_loss"])
        if self._patience is None:
            return
        patience = self._patience * (_ON_PLATEAU if self._left_at is None else 1)
        since = max(self.best_epoch or 0, self._left_at or 0, self._stage_began)
        if epoch + 1 - since >= patience:
            self.model.stop_training = True

    def begin_stage(self, epoch: int, *, comparable: bool = True) -> None:
        """Be patient anew with a stage that begins after so many epochs.

        Where its losses cannot be compared with earlier ones, its first epoch counts as better.
        """
        self._stage_began = epoch
        if not comparable:
            self._lowest = math.inf

    def consider(self, epoch: int, loss: float) -> None:
        """Keep the present weights if ``loss`` on the validation photos is the lowest so far."""
        if loss < self._lowest:
            self._lowest = loss
            self.best_epoch = epoch
            self.weights = self._present()

    def restore(self) -> None:
        """Give the network the best weights, if any epoch ended."""
        if self.weights:
            self._network.set_weights(self.weights)

    def _present(self) -> list[Any]:
        own: list[Any] = self._network.get_weights()
        optimizer = getattr(self.model, "optimizer", None)
        if optimizer is None or not optimizer.use_ema:
            return own
        optimizer.finalize_variable_values(self.model.trainable_variables)
        averaged: list[Any] = self._network.get_weights()
        self._network.set_weights(own)
        return averaged

    def memory(self) -> dict[str, Any]:
        """Return all that it knows but the weights, ready for JSON."""
        return {
            "best_epoch": self.best_epoch,
            "lowest": self._lowest,
            "left_at": self._left_at,
            "stage_began": self._stage_began,
        }

    def remember(self, memory: Mapping[str, Any], weights: list[Any]) -> None:
        """Know again what `memory` told, and the best weights."""
        self.best_epoch = memory["best_epoch"]
        self._lowest, self._left_at = memory["lowest"], memory["left_at"]
        self._stage_began = memory["stage_began"]
        self.weights = weights
