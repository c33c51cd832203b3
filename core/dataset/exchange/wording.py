"""What a set that was taken away holds, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.counting import photos_in_words
from core.dataset.exchange.layouts import COCO, FOLDERS, IMAGEFOLDER, LIST

if TYPE_CHECKING:
    from core.dataset.exchange.taking_away import TakenAway

NAMES = {
    FOLDERS: "A folder for each label (the usual choice)",
    LIST: "Photos and a list for a spreadsheet",
    IMAGEFOLDER: "For programmers: Hugging Face ImageFolder",
    COCO: "For programs that read COCO",
}
"""What each format is called."""

SUITS = {
    FOLDERS: "One folder per kind. For looking through it, and for most other programs.",
    LIST: "All photos in one folder and a list (CSV) that opens as a spreadsheet.",
    IMAGEFOLDER: "Folders train, validation and test, each with a list. For the datasets library.",
    COCO: "All photos in one folder and one JSON document with images and categories.",
}
"""What each format is good for."""

_LAYOUT = {
    FOLDERS: (
        "Each folder holds the photos of one label; photos without one are in unlabelled.",
        "manifest.csv says for each photo what is known about it.",
    ),
    LIST: (
        "The photos are in photos; manifest.csv says for each what is known about it.",
        "A cell that a spreadsheet would take for a formula has an apostrophe before it.",
    ),
    IMAGEFOLDER: (
        "Read it with datasets.load_dataset('imagefolder', data_dir=...) once it is unpacked.",
        "metadata.csv in each folder says for each photo what is known about it.",
        "Labelled photos that belong to no set yet are in train, with an empty split.",
        "Photos without a label are in unlabelled, which load_dataset passes over.",
        "A cell that a spreadsheet would take for a formula has an apostrophe before it.",
    ),
    COCO: (
        "annotations.json holds images, annotations and categories.",
        "Each annotation is about the whole image; photos without a label have none.",
    ),
}


def sentences(report: TakenAway) -> list[str]:
    """Return what is in a zip and what is not, a sentence each."""
    kinds = ", ".join(f"{number:,} {name}" for name, number in report.per_class.items())
    told = [f"{photos_in_words(report.photos)}: {kinds or 'none with a label'}."]
    if report.unlabelled:
        told.append(f"{photos_in_words(report.unlabelled)} without a label went along.")
    if report.unsure:
        told.append(f"Marked not sure: {photos_in_words(report.unsure)}.")
    if report.skipped:
        told.append(f"Skipped while labelling: {photos_in_words(report.skipped)}.")
    if report.binned:
        told.append(f"Left out because they are in the bin: {photos_in_words(report.binned)}.")
    if report.left_out:
        number = photos_in_words(len(report.left_out))
        told.append(f"Left out because their file is missing, damaged or unreadable: {number}.")
    return told


def contents(report: TakenAway) -> str:
    """Return the text that explains a zip to whoever opens it."""
    lines = [
        "Photos and labels, taken away from Mien.",
        "",
        *sentences(report),
        "",
        *_LAYOUT[report.kind],
        "Add this zip, or the folder it unpacks to, in Mien to have back the photos, their labels,",
        "sets, marks and names, and who decided when.",
        "Not in it: labels no photo has, the order of labels, the shares of the sets, the photos",
        "in the bin, earlier decisions and trainings.",
    ]
    return "\n".join(lines) + "\n"
