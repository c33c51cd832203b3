"""The five steps: always one next thing to do, and a reason for every lock."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ui import routes
from ui.spine import Situation, next_step, steps

EMPTY = Situation(0, 0, 0, 0, trainable=False, reason="", training=False, models=0)
LABELLED = Situation(40, 40, 0, 2, trainable=True, reason="", training=False, models=0)

_situations = st.builds(
    Situation,
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 9),
    st.integers(0, 3),
    trainable=st.booleans(),
    reason=st.sampled_from(["", "Sad has 3 photos; add at least 2 more."]),
    training=st.booleans(),
    models=st.integers(0, 2),
)


@given(_situations)
def test_exactly_one_step_is_next(now: Situation) -> None:
    assert [step.state for step in steps(now)].count("now") == 1


@given(_situations)
def test_every_step_says_something(now: Situation) -> None:
    assert all(step.sentence for step in steps(now))


def test_an_empty_workspace_begins_with_photos() -> None:
    assert next_step(EMPTY).page == routes.PHOTOS


def test_unlabelled_photos_lead_to_labelling() -> None:
    now = replace(LABELLED, labelled=30, unlabelled=10)
    assert next_step(now).page == routes.LABEL


def test_a_complete_set_leads_to_training() -> None:
    assert next_step(LABELLED).page == routes.TRAIN


def test_labels_that_came_along_are_not_said_to_be_checked() -> None:
    assert "Look at some" in steps(LABELLED)[1].sentence


def test_a_set_that_cannot_be_trained_says_why_at_the_lock() -> None:
    reason = "Sad has 3 photos; add at least 2 more."
    train = steps(replace(LABELLED, trainable=False, reason=reason))[2]
    assert (train.state, train.sentence) == ("locked", reason)


def test_a_model_leads_to_its_results() -> None:
    assert next_step(replace(LABELLED, models=1)).page == routes.RESULTS
