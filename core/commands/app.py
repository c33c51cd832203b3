"""From the words on the command line to one command, and from its end to an exit status."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence

import typer

from core.commands import console
from core.disk_refusals import advice, why
from core.errors import CoreError

COMMANDS = {
    "import": "import_",
    "faces": "faces",
    "photos": "photos",
    "label": "label",
    "classes": "classes",
    "suspects": "suspects",
    "duplicates": "duplicates",
    "split": "split",
    "quality": "quality",
    "bin": "bin",
    "restore": "restore",
    "undo": "undo",
    "redo": "redo",
    "preview": "preview",
    "train": "train",
    "search": "search",
    "learning-curve": "learning_curve",
    "runs": "runs",
    "stop": "stop",
    "resume": "resume",
    "rename": "rename",
    "star": "star",
    "delete": "delete",
    "undelete": "undelete",
    "report": "report",
    "compare": "compare",
    "predict": "predict",
    "explain": "explain",
    "looks": "looks",
    "take-away": "take_away",
    "card": "card",
    "export": "export",
    "backup": "backup",
    "restore-backup": "restore_backup",
    "serve": "serve",
    "bundle": "bundle",
    "verify": "verify",
    "doctor": "doctor",
}
"""Name of the command -> module of this package with a function ``run``."""


def main(arguments: Sequence[str]) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : sequence of str
        What follows ``python -m core``.

    Returns
    -------
    int
        Exit status: 0, or 1 after one sentence on standard error about what went wrong.
    """
    if not arguments or "--help" in arguments:
        return _run(arguments)
    with console.own_stdout():
        try:
            return _run(arguments)
        except CoreError as error:
            return _refuse(str(error), arguments)
        except typer.TyperException as error:
            return _refuse(error.format_message(), arguments)
        except (typer.Abort, KeyboardInterrupt):
            return _refuse("Stopped.", arguments)
        except OSError as error:
            return _refuse(_of_system(error), arguments)


def _run(arguments: Sequence[str]) -> int:
    """Run the command asked for; only a wrong or missing one needs all the others."""
    asked = arguments[0] if arguments else ""
    app = build([asked] if asked in COMMANDS else COMMANDS)
    return int(app(list(arguments), standalone_mode=False) or 0)


def build(names: Iterable[str]) -> typer.Typer:
    """Return an app with these commands; only their modules are imported."""
    app = typer.Typer(
        name="python -m core", no_args_is_help=True, add_completion=False, rich_markup_mode=None
    )
    app.callback()(_about)
    for name in names:
        module = importlib.import_module(f"core.commands.{COMMANDS[name]}")
        app.command(name)(module.run)
    return app


def _about() -> None:
    """Teach a computer to tell kinds of photos apart, on your own machine."""


def _of_system(error: OSError) -> str:
    what = error.filename or "The system"
    waits = isinstance(error, TimeoutError | ConnectionError)
    helps = "Wait a moment, then try again." if waits else advice(error)
    return f"{what} refused this: {why(error)}. {helps}"


def _refuse(sentence: str, arguments: Sequence[str]) -> int:
    console.say(sentence)
    if "--json" in arguments:
        console.answer({"error": sentence}, "", as_json=True)
    return 1
