"""What goes through the pipe comes out the same, or not at all."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inference_messages import read_message, write_message

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text().filter(lambda key: "\0" not in key), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(st.lists(VALUES, min_size=1, max_size=3))
def test_messages_arrive_whole_and_in_order(values: list[Any]) -> None:
    stream = BytesIO()
    for value in values:
        write_message(stream, value)
    stream.seek(0)
    assert [read_message(stream) for _ in values] == values


@given(st.integers(0, 40))
def test_a_message_cut_off_is_no_message(length: int) -> None:
    stream = BytesIO()
    write_message(stream, {"photo": b"bytes of a photo"})
    assert length < len(stream.getvalue())
    with pytest.raises(EOFError):
        read_message(BytesIO(stream.getvalue()[:length]))


def test_what_is_not_plain_cannot_be_sent() -> None:
    with pytest.raises(TypeError):
        write_message(BytesIO(), {"model": object()})
