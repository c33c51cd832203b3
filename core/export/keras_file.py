"""A network as a Keras (``.keras``) file."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import keras

FACTS = "facts.json"


def write_keras(network: keras.Model, known: str, path: Path) -> None:
    """Write a network as a ``.keras`` file.

    Parameters
    ----------
    network : keras.Model
        As `core.export.complete_network.complete_network` made it.
    known : str
        What `core.export.facts.facts` says, as JSON; it goes into the file, which is a zip, as
        ``facts.json``.
    path : Path
        Where to.
    """
    network.save(path)
    with ZipFile(path, "a") as archive:
        archive.writestr(FACTS, known)
