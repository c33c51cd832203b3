"""``serve``: a trained model asked over HTTP."""

from __future__ import annotations

from typing import Annotated

import typer

from core import inference
from core.commands import console
from core.commands.options import RunName, WorkspaceDir, open_workspace, usable_run

Host = Annotated[
    str, typer.Option(help="Address to listen at; 127.0.0.1 lets only this computer in.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at; 0 takes any.")]
Names = Annotated[
    list[str] | None,
    typer.Option("--allow-host", help="A name this computer may be called by; may be repeated."),
]

_HERE = ("127.0.0.1", "localhost", "::1")


def run(
    name: RunName,
    *,
    host: Host = "127.0.0.1",
    port: Port = 8600,
    names: Names = None,
    workspace: WorkspaceDir = None,
) -> None:
    """Answer photos that other programs send, until Ctrl+C."""
    from core.serving.running import (  # noqa: PLC0415  takes a second
        address_of,
        check_model,
        open_door,
        serve,
    )

    chosen = usable_run(open_workspace(workspace), name)
    with open_door(host, port) as door:
        console.say("Loading the model ...")
        check_model(chosen, inference.shared())
        console.say(f"Ready at {address_of(door)} (Ctrl+C ends it).")
        if host not in _HERE:
            console.say("Everybody in this network can ask: there is no password.")
        serve(chosen, inference.shared(), door, names=names or ())
    console.say("Ended.")
