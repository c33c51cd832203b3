"""What people answered to suspicions, so that a label they kept does not come back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from filelock import FileLock
from pydantic import TypeAdapter

from core.dataset.records import PictureRecord
from core.files import read_json, write_json
from core.workspace import Workspace

Answer = Literal["kept", "changed", "binned"]


@dataclass(frozen=True)
class SuspectAnswer:
    """One answer.

    Parameters
    ----------
    given : str
        The label the photo had when it was shown.
    answer : {"kept", "changed", "binned"}
        What the person did.
    """

    given: str
    answer: Answer


_SHAPE = TypeAdapter(dict[str, SuspectAnswer])


def read_answers(workspace: Workspace) -> dict[str, SuspectAnswer]:
    """Return the answers by photo id, the oldest first; a file that cannot be read counts as none.

    What was changed or binned is in the journal all the same.
    """
    try:
        return _SHAPE.validate_python(read_json(workspace.suspect_answers))
    except (OSError, ValueError):
        return {}


def remember(workspace: Workspace, given: Mapping[str, str], answer: Answer) -> None:
    """Remember the same answer for photos.

    Parameters
    ----------
    workspace : Workspace
        Whose photos.
    given : mapping of str to str
        The label each photo id had when it was shown.
    answer : {"kept", "changed", "binned"}
        What the person did.
    """
    workspace.data.mkdir(parents=True, exist_ok=True)
    with FileLock(workspace.suspect_answers.with_suffix(".lock")):
        known = read_answers(workspace)
        for picture, label in given.items():
            known.pop(picture, None)
            known[picture] = SuspectAnswer(label, answer)
        _write(workspace, known)


def forget(workspace: Workspace, ids: Sequence[str]) -> None:
    """Forget the answers for photos, so that they are suspected again."""
    with FileLock(workspace.suspect_answers.with_suffix(".lock")):
        known = read_answers(workspace)
        _write(workspace, {each: known[each] for each in known if each not in ids})


def kept_ids(answers: Mapping[str, SuspectAnswer], records: Sequence[PictureRecord]) -> set[str]:
    """Return the photos whose label somebody kept, as long as they still have that label."""
    return {
        record.id
        for record in records
        if (known := answers.get(record.id))
        and known.answer == "kept"
        and known.given == record.label
    }


def outcomes(
    answers: Mapping[str, SuspectAnswer], records: Mapping[str, PictureRecord]
) -> list[bool]:
    """Return for each answer that still stands whether the label was wrong, oldest first.

    Parameters
    ----------
    answers : mapping of str to SuspectAnswer
        As `read_answers` returns them.
    records : mapping of str to PictureRecord
        Photos in use by id; what is missing lies in the bin.
    """
    found = []
    for picture, known in answers.items():
        record = records.get(picture)
        label = record.label if record else None
        if (known.answer == "kept") == (label == known.given):
            found.append(known.answer != "kept")
    return found


def _write(workspace: Workspace, known: Mapping[str, SuspectAnswer]) -> None:
    write_json(workspace.suspect_answers, {each: asdict(known[each]) for each in known})
