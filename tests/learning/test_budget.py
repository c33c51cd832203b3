"""A training fits into its minutes."""

from __future__ import annotations

from itertools import count

import keras
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from core.learning.budget import Plan, make_plan, step_seconds
from core.learning.losses import compile_model


@given(
    seconds=st.floats(0, 1e4),
    per_step=st.floats(1e-4, 10),
    steps=st.integers(1, 500),
    epochs=st.integers(1, 100),
    watched=st.floats(0, 1),
)
def test_a_plan_fits_or_is_the_smallest_there_is(
    seconds: float, per_step: float, steps: int, epochs: int, watched: float
) -> None:
    plan = make_plan(seconds, per_step, steps, epochs, watched)
    cost = plan.epochs * per_step * (plan.steps + steps * watched / 3)
    assert 1 <= plan.epochs <= epochs
    assert 1 <= plan.steps <= steps
    assert cost <= seconds * (1 + 1e-9) or plan.steps == 1


def test_time_enough_changes_nothing_and_little_time_is_used_up() -> None:
    assert make_plan(100, 0.1, 10, 20) == Plan(20, 10)
    assert make_plan(5, 0.1, 10, 20) == Plan(5, 10)
    assert make_plan(5.5, 0.1, 10, 20) == Plan(5, 10)
    assert make_plan(0.5, 0.1, 10, 20) == Plan(1, 5)


def test_measuring_leaves_the_network_as_it_was() -> None:
    model = keras.Sequential(
        [keras.Input((4,)), keras.layers.BatchNormalization(), keras.layers.Dense(1, "sigmoid")]
    )
    compile_model(model, keras.optimizers.AdamW(0.1, use_ema=True), 2)
    model.optimizer.build(model.trainable_variables)
    before = [np.array(item) for item in [*model.variables, *model.optimizer.variables]]
    batch = (np.random.default_rng(0).normal(size=(8, 4)), np.arange(8) % 2)
    ticks = count()
    assert step_seconds(model, [batch] * 20, lambda: float(next(ticks))) == (1, 1)
    after = [np.array(item) for item in [*model.variables, *model.optimizer.variables]]
    assert all(np.array_equal(a, b) for a, b in zip(before, after, strict=True))
    assert model.optimizer.iterations == 0
