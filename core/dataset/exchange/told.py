"""What a set that was taken away says about each of its photos."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from core.dataset.naming import split_of, tidy_class, tidy_text
from core.dataset.paths import clean_path
from core.dataset.records import MARKS

ALL_FACES = "all"
_MOST_FACES = 1000
_LONGEST_NAME = 200
_DAY = 86_400  # seconds a clock of another computer may be ahead


@dataclass(frozen=True, slots=True)
class Told:
    """What is known about a photo beside its pixels; None where there is nothing to say.

    Parameters
    ----------
    sha256 : str
        Hash of the kept file, 64 hexadecimal digits; empty where nobody wrote it down.
    label : str or None
        Its class.
    split : str or None
        "train", "validation" or "test".
    mark : str or None
        "skipped" or "unsure".
    face : str or None
        The face its label is about: a number, 0 being the largest, or "all".
    who : str or None
        Who decided that last.
    at : int or None
        When, in milliseconds since 1970, UTC; at most a day ahead of this computer's clock.
    name : str or None
        File name it came with first.
    folder : str or None
        Folders it lay in then; empty at the top.
    source : str or None
        Name of the import it came with first.
    """

    sha256: str = ""
    label: str | None = None
    split: str | None = None
    mark: str | None = None
    face: str | None = None
    who: str | None = None
    at: int | None = None
    name: str | None = None
    folder: str | None = None
    source: str | None = None

    def texts(self) -> dict[str, str]:
        """Return every field as text, under the names that tables and documents use."""
        return {
            "sha256": self.sha256,
            "label": self.label or "",
            "split": self.split or "",
            "mark": self.mark or "",
            "face": self.face or "",
            "who": self.who or "",
            "when": "" if self.at is None else _written(self.at),
            "name": self.name or "",
            "folder": self.folder or "",
            "source": self.source or "",
        }


FIELDS = tuple(Told().texts())
"""Names of the fields in tables and documents, in their order."""


def read_told(texts: Mapping[str, str]) -> Told:
    """Return what texts under the names of `FIELDS` say; what cannot be understood is left out."""
    split, mark, face = (texts.get(name, "").strip() for name in ("split", "mark", "face"))
    name, folder = texts.get("name", ""), texts.get("folder", "")
    return Told(
        sha256=texts.get("sha256", "").strip().lower(),
        label=tidy_class(texts.get("label", "")) or None,
        split=split_of(split),
        mark=mark if mark in MARKS else None,
        face=face if _is_choice(face) else None,
        who=_short(texts.get("who", "")),
        at=_read(texts.get("when", "").strip()),
        name=clean_path(name).rpartition("/")[2] if name else None,
        folder=(clean_path(folder) if folder else "") if name else None,
        source=_short(texts.get("source", "")),
    )


def _is_choice(face: str) -> bool:
    digits = face.isascii() and face.isdecimal() and len(face) <= len(str(_MOST_FACES))
    return face == ALL_FACES or (digits and str(int(face)) == face)


def _short(text: str) -> str | None:
    return tidy_text(text)[:_LONGEST_NAME] or None


def _written(at: int) -> str:
    moment = datetime.fromtimestamp(at / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{at % 1000:03d}Z"


def _read(text: str) -> int | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    at = round(moment.timestamp() * 1000)
    return at if 0 <= at <= (time.time() + _DAY) * 1000 else None
