"""The optimizers on offer."""

from __future__ import annotations

import keras

from core.runs.spec import TrainConfig

_MOMENTUM = 0.9


def make_optimizer(config: TrainConfig) -> keras.optimizers.Optimizer:
    """Return a new optimizer with the learning rate of ``config``.

    Adam (Kingma and Ba 2015, arXiv:1412.6980) as Keras sets it, or gradient descent with Nesterov
    momentum 0.9 (Sutskever et al. 2013).
    """
    rate = float(config.learning_rate)
    if config.optimizer == "sgd":
        return keras.optimizers.SGD(rate, momentum=_MOMENTUM, nesterov=True)
    return keras.optimizers.Adam(rate)
