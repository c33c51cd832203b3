"""A server that answers until it is asked to end."""

from __future__ import annotations

import socket
from collections.abc import Collection
from contextlib import suppress

import uvicorn

from core.errors import CannotServe
from core.inference import Inference
from core.open_files import allow_many
from core.runs.run_directory import RunDirectory
from core.serving.app import create_app
from core.serving.trial import TRIAL_PHOTO

_BEHIND = 64
"""Connections that may wait to be taken."""


def open_door(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Parameters
    ----------
    host : str
        Name or address of this computer; ``127.0.0.1`` lets nobody else in.
    port : int
        0 to 65535; 0 takes any that is free.

    Raises
    ------
    CannotServe
        If that is impossible.
    """
    kind = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=kind, backlog=_BEHIND)
    except (OSError, OverflowError) as problem:
        reason = getattr(problem, "strerror", None) or problem
        raise CannotServe(
            f"Nobody can be let in at {host}, port {port}: {reason}.",
            advice="Choose another --port or --host.",
        ) from problem


def address_of(door: socket.socket) -> str:
    """Return where a socket listens, as it is typed into a browser."""
    host, port = door.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def check_model(run: RunDirectory, inference: Inference) -> None:
    """Load a model and let it answer once.

    Raises
    ------
    CoreError
        If it is missing or damaged, or there is no memory for it.
    """
    inference.glance(run.path, TRIAL_PHOTO)


def serve(
    run: RunDirectory, inference: Inference, door: socket.socket, *, names: Collection[str] = ()
) -> None:
    """Answer whoever comes through the door, until Ctrl+C or a signal to end.

    Parameters
    ----------
    run : RunDirectory
        A finished training.
    inference : Inference
        The process that holds its model.
    door : socket
        As `open_door` returns it.
    names : collection of str, optional
        As for `core.serving.app.create_app`.
    """
    settings = uvicorn.Config(
        create_app(run, inference, names=names),
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="none",
    )
    allow_many()
    with suppress(KeyboardInterrupt):  # raised once more after an orderly end
        uvicorn.Server(settings).run(sockets=[door])
