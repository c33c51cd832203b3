"""A server that cannot start says why, before anything is loaded."""

from __future__ import annotations

import socket
from contextlib import closing

import pytest

from core.errors import CannotServe
from core.serving.running import address_of, open_door


def test_a_taken_port_is_a_sentence() -> None:
    taken = "Choose another --port"
    with closing(open_door("127.0.0.1", 0)) as door, pytest.raises(CannotServe, match=taken):
        open_door("127.0.0.1", door.getsockname()[1])


@pytest.mark.parametrize("host", ["no.such.name.invalid", "203.0.113.7"])
def test_an_address_that_is_not_ours_is_a_sentence(host: str) -> None:
    with pytest.raises(CannotServe, match=host):
        open_door(host, 0)


def test_it_says_where_it_answers() -> None:
    with closing(open_door("127.0.0.1", 0)) as door:
        assert address_of(door) == f"http://127.0.0.1:{door.getsockname()[1]}"
        with socket.create_connection(door.getsockname(), timeout=5):
            pass
