"""Where a trained model looks, checked on photos it has not learned from, and remembered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.files import read_json, sha256_file, write_json
from core.inference import Inference
from core.runs.judged import judged_split, some_pictures
from core.runs.run_directory import RunDirectory

PARTS = ("average", "faithfulness", "shortcut")
"""What is asked one after the other, so that other questions get their turn in between."""

MOST = 200
"""Photos that are looked at."""

_FILE, _FORMAT = "looks.json", 4


def look_check(
    run: RunDirectory, inference: Inference, tell: Callable[[float], None] | None = None
) -> dict[str, Any]:
    """Return where a model looks; up to a minute at first, then from its folder.

    Parameters
    ----------
    run : RunDirectory
        A finished training.
    inference : Inference
        The process that holds models.
    tell : callable, optional
        Is told what share is done, 0 to 1, while it is measured.

    Returns
    -------
    dict
        ``n`` photos and their ``split``; ``shortcut`` (see `core.explain.shortcut.find_shortcut`),
        ``average`` (see `core.explain.average_map.average_report`, each with its ``map``, a
        greyscale PNG, and ``photo``, the mean of the photos answered so, a JPEG, both in Base64),
        and ``faithfulness`` (see `core.explain.faithfulness`). Looked anew where more of these
        photos are there than when it was found, and where one was deleted meanwhile.

    Raises
    ------
    CannotExplain
        If none of the photos can be read any more.
    CoreError
        If the model is missing or damaged.
    """
    file = run.path / _FILE
    model = sha256_file(run.model)
    known = _read(file)
    there = photos_there(run)
    same = known.get("model") == model and known.get("format") == _FORMAT
    if same and known.get("there", 0) >= there:
        return known
    while True:
        found = {"model": model, "format": _FORMAT, "there": there}
        found |= _asked(run, inference, tell)
        write_json(file, found)
        if (now := photos_there(run)) >= there:
            return found
        file.unlink(missing_ok=True)  # a deleted photo is in these means
        there = now


def _asked(
    run: RunDirectory, inference: Inference, tell: Callable[[float], None] | None
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for done, part in enumerate(PARTS):
        if tell:
            tell(done / len(PARTS))
        found |= inference.check_looks(run.path, part)
    return found


def kept_check(run: RunDirectory) -> dict[str, Any] | None:
    """Return what `look_check` found of this model, None where nobody has asked yet."""
    known = _read(run.path / _FILE)
    same = known.get("format") == _FORMAT and known.get("model") == sha256_file(run.model)
    return known if same else None


def photos_there(run: RunDirectory) -> int:
    """Return how many of the photos to look at have a file: with more of them it is looked anew."""
    pictures = some_pictures(run, judged_split(run), MOST)
    return sum(run.workspace.picture(each.id, each.suffix).is_file() for each in pictures)


def _read(file: Path) -> dict[str, Any]:
    """Return what was kept; nothing where that is missing or damaged, for it can be had again."""
    try:
        document = read_json(file)
    except (OSError, ValueError):
        return {}
    return document if isinstance(document, dict) else {}
