"""What happened to pictures, as frozen records that can say it in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.counting import photos_in_words

_MANNER = {"undo": "undone: ", "redo": "done again: "}
_CLASS_AGAIN = {
    "add": ("the label is gone again", "the label is there again"),
    "rename": ("the label has its old name again", "the label has its new name again"),
    "merge": ("the two labels are apart again", "the two labels are one again"),
    "remove": ("the label is back", "the label is gone again"),
}
_MARKED = {"skipped": "skipped", "unsure": "marked not sure", None: "no longer marked"}
_BRIEF_MARKS = {"skipped": "skipped", "unsure": "unsure of", None: "unmarked"}


def face_words(choice: str | None) -> str:
    """Return a choice of a face in words."""
    if choice == "all":
        return "all faces"
    return f"face {int(choice) + 1}" if choice else "the largest face"


@dataclass(frozen=True)
class LabelEvent:
    """One entry of the journal: what happened to one picture.

    Parameters
    ----------
    id : int
        Position in the journal, growing.
    op_id : str
        The change it belongs to.
    picture_id : str
        The picture.
    kind : str
        "import", "label", "suggest", "confirm", "mark", "face", "bin", "restore", "merge",
        "remove", "undo" or "redo".
    old, new : str or None
        Class before and after.
    old_binned, new_binned : bool
        Whether it lay in the bin before and after.
    who : str
        Who did it.
    why : str
        What made them: "hand", "import", "suggestion", "undo", "redo" or a word of the caller.
    at : datetime
        When, UTC.
    old_mark, new_mark : str or None
        Its mark before and after: "skipped", "unsure" or nothing.
    old_face, new_face : str or None
        The face its label was about before and after.
    """

    id: int
    op_id: str
    picture_id: str
    kind: str
    old: str | None
    new: str | None
    old_binned: bool
    new_binned: bool
    who: str
    why: str
    at: datetime
    old_mark: str | None = None
    new_mark: str | None = None
    old_face: str | None = None
    new_face: str | None = None

    def sentence(self) -> str:
        """Return what happened to the picture, without its full stop."""
        reason = ", as suggested" if self.why == "suggestion" else ""
        return f"{_MANNER.get(self.kind, '')}{self.deed()} by {self.who}{reason}"

    def deed(self) -> str:
        """Return what became of the picture, without who did it."""
        if self.old_binned != self.new_binned:
            return "moved to the bin" if self.new_binned else "taken back from the bin"
        if self.old != self.new:
            return self._relabelled()
        if self.old_mark != self.new_mark:
            return _MARKED[self.new_mark]
        if self.old_face != self.new_face:
            return f"the label is about {face_words(self.new_face)}"
        return f"label {self.new} confirmed"

    def restored(self) -> str:
        """Return what became of the picture when a change of it was taken back."""
        if self.old_binned != self.new_binned:
            return "back in the bin" if self.new_binned else "out of the bin again"
        if self.old != self.new:
            return f"labelled {self.new} again" if self.new else "without a label again"
        return self.deed()

    def _relabelled(self) -> str:
        if self.new is None:
            return f"label {self.old} removed"
        return (
            f"labelled {self.new}" if self.old is None else f"changed from {self.old} to {self.new}"
        )

    def since(self, now: datetime | None = None) -> str:
        """Return how long ago it was: ``12 s ago``, ``3 min ago``, ``2 h ago``, ``5 days ago``."""
        seconds = max(0, int(((now or datetime.now(UTC)) - self.at).total_seconds()))
        for size, name in ((86_400, "days"), (3600, "h"), (60, "min")):
            if seconds >= 2 * size:
                return f"{seconds // size} {name} ago"
        return f"{seconds} s ago"


@dataclass(frozen=True)
class Change:
    """One step a person took, on one picture or many; what undo takes back.

    Parameters
    ----------
    op_id : str
        Its id.
    kind : str
        "label", "suggest" (labels as the computer suggested them), "confirm", "mark", "face",
        "bin", "restore", "undo", "redo", or a change of a class: "add", "rename", "merge",
        "remove".
    count : int
        Pictures that became different by it.
    label : str or None
        The class that was given, for the kind "label".
    at : datetime
        When, UTC.
    who : str
        Who did it.
    picture_ids : tuple of str
        The pictures that became different.
    target_kind : str or None
        For "undo" and "redo": what kind of change was taken back or done again.
    value : str or None
        The mark or the choice of a face that was given.
    target : str or None
        For "undo" and "redo": the id of that change.
    old_name, new_name : str or None
        For a change of a class: what it was called before and after, or the class it was merged
        with.
    """

    op_id: str
    kind: str
    count: int
    label: str | None
    at: datetime
    who: str
    picture_ids: tuple[str, ...] = field(default=(), repr=False)
    target_kind: str | None = None
    value: str | None = None
    target: str | None = None
    old_name: str | None = None
    new_name: str | None = None

    def sentence(self) -> str:
        """Return what happened as one sentence."""
        photos = photos_in_words(self.count)
        if self.old_name or self.new_name:
            return self._about_class(photos)
        if self.target_kind in _CLASS_AGAIN:
            return self._again(photos)
        if self.kind == "mark":
            return f"{photos} {_MARKED[self.value]}."
        if self.kind == "face":
            return f"Of {photos} the label is about {face_words(self.value)}."
        return {
            "label": f"{photos} labelled {self.label}.",
            "unlabel": f"Label of {photos} removed.",
            "confirm": f"Label {self.label} of {photos} confirmed.",
            "suggest": f"{photos} labelled as the computer suggested.",
            "bin": f"{photos} moved to the bin.",
            "restore": f"{photos} taken back from the bin.",
            "undo": f"Undone: {photos} changed back.",
            "redo": f"Done again: {photos} changed.",
        }[self.kind if self.kind != "label" or self.label else "unlabel"]

    def brief(self) -> str:
        """Return what was done in a few words, as ``binned 1 photo``, for a button."""
        photos = photos_in_words(self.count)
        given = f"labelled {photos} {self.label}" if self.label else f"unlabelled {photos}"
        return {
            "label": given,
            "confirm": f"confirmed {photos}",
            "suggest": f"relabelled {photos}",
            "mark": f"{_BRIEF_MARKS[self.value]} {photos}",
            "face": f"chose a face in {photos}",
            "bin": f"binned {photos}",
            "restore": f"put back {photos}",
            "add": f"added {self.new_name}",
            "rename": f"renamed {self.old_name}",
            "merge": f"merged {self.old_name}",
            "remove": f"removed {self.old_name}",
            "undo": f"undid {photos}",
            "redo": f"did {photos} again",
        }[self.kind]

    def _about_class(self, photos: str) -> str:
        are = "is" if self.count == 1 else "are"
        return {
            "add": f"Label {self.new_name} added.",
            "rename": f"Label {self.old_name} renamed to {self.new_name}.",
            "merge": f"{photos} labelled {self.old_name} {are} labelled {self.new_name} now.",
            "remove": f"Label {self.old_name} removed; {photos} lost it.",
        }[self.kind]

    def _again(self, photos: str) -> str:
        backwards, forwards = _CLASS_AGAIN[self.target_kind or ""]
        what = f"Undone: {backwards}" if self.kind == "undo" else f"Done again: {forwards}"
        return f"{what}; {photos} changed." if self.count else f"{what}."
