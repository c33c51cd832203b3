"""``restore-backup``: a project put back from its one file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from core.backup.restoring import Restored, restore_backup
from core.backup.wording import restored_sentences, start_with
from core.commands import console
from core.commands.options import AsJson
from core.typed_paths import at_home

Source = Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")]
Into = Annotated[Path, typer.Option("--into", metavar="DIR", help="A new or empty folder.")]


def run(source: Source, *, into: Into, as_json: AsJson = False) -> None:
    """Put a backup back into a new folder, every file checked."""
    folder = at_home(into).resolve()
    with console.progress("Putting back") as tell:
        done = restore_backup(at_home(source).resolve(), folder, tell)
    console.answer({**asdict(done), "folder": str(folder)}, _in_words(done), as_json=as_json)


def _in_words(done: Restored) -> str:
    return "\n".join([*restored_sentences(done), f"Work with it: {start_with(done.folder)}"])
