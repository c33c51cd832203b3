"""Early rounds see smaller photos, with the weights that later rounds go on with."""

from __future__ import annotations

import numpy as np
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st

from core.learning.architectures import build
from core.learning.budget import Plan
from core.learning.progressive_resizing import (
    at_side,
    longest_plan,
    parts_of,
    relative_cost,
    resized,
    smaller_rounds,
    smaller_side,
)
from core.runs.spec import TrainConfig

FACE = TrainConfig(architecture="face-cnn", image_size=48, dense_units=0, from_scratch=True)


def test_both_sizes_share_every_weight() -> None:
    whole = build(FACE, 2)
    small = at_side(whole, 32)
    assert small.input_shape == (None, 32, 32, 3)
    assert [id(weight) for weight in small.weights] == [id(weight) for weight in whole.weights]


def test_photos_are_made_smaller_without_changing_their_brightness() -> None:
    whole = build(FACE, 2)
    ramp = np.tile(np.linspace(0, 255, 48)[:, None, None], (1, 48, 3)).astype(np.uint8)[None]
    data = tf.data.Dataset.from_tensors((ramp, np.array([1])))
    ((small, labels),) = list(resized(data, 32))
    assert small.shape == (1, 32, 32, 3)
    assert labels.numpy().tolist() == [1]
    assert abs(float(small.numpy().mean()) - ramp.mean()) < 1
    assert np.isfinite(at_side(whole, 32)(small)).all()


@given(rounds=st.integers(1, 1000), before=st.integers(0, 50))
def test_the_rounds_are_shared_out_without_gap(rounds: int, before: int) -> None:
    plan = Plan(before + rounds, 10, before, smaller_rounds(rounds))
    small = [relative_cost(plan, done) < 1 for done in range(before, plan.epochs)]
    assert sum(small) == plan.smaller < rounds
    assert small == sorted(small, reverse=True)


@given(
    seconds=st.floats(0.01, 1e4),
    costs=st.tuples(st.floats(1e-3, 5), st.floats(1e-3, 5)),
    steps=st.integers(1, 300),
    rounds=st.integers(1, 60),
    watched=st.floats(0, 1),
)
def test_the_longest_plan_fits_with_its_own_mix_of_sizes(
    seconds: float, costs: tuple[float, float], steps: int, rounds: int, watched: float
) -> None:
    plan = longest_plan(seconds, costs, steps, rounds, watched)
    small, full = costs
    batches = plan.smaller * small + (plan.epochs - plan.smaller) * full
    cost = batches * (plan.steps + steps * watched / 3)
    assert cost <= seconds * (1 + 1e-9) or (plan.epochs, plan.steps) == (1, 1)
    assert plan.smaller == smaller_rounds(plan.epochs)


def test_parts_follow_each_other() -> None:
    whole = build(FACE, 2)
    parts = parts_of(Plan(11, 5, before=1, smaller=6), whole)
    assert [(part.side, part.begin, part.end) for part in parts] == [(32, 1, 7), (48, 7, 11)]
    (only,) = parts_of(Plan(11, 5, before=1), whole)
    assert (only.network, only.begin, only.end) == (whole, 1, 11)


@given(st.integers(24, 1024))
def test_a_smaller_side_can_be_halved_three_times(side: int) -> None:
    assert smaller_side(side) % 8 == 0
    assert 0.5 * side < smaller_side(side) < 0.85 * side
