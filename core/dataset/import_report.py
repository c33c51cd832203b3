"""What came of an import, told from its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from core.counting import photos_in_words
from core.dataset.entries import Listing, Refusal
from core.dataset.import_log import ADDED, DUPLICATE, REFUSED, ImportedFile
from core.dataset.import_records import Conflict, Duplicate, ImportReport
from core.dataset.records import SPLITS


def build_report(
    import_id: str,
    name: str,
    files: Iterable[ImportedFile],
    listing: Listing,
    seconds: float,
) -> ImportReport:
    """Return the report of an import whose files are all gone through.

    Parameters
    ----------
    import_id, name : str
        The import.
    files : iterable of ImportedFile
        What became of each file.
    listing : Listing
        What was refused or passed over before.
    seconds : float
        How long it took.
    """
    by_outcome: dict[str, list[ImportedFile]] = {ADDED: [], DUPLICATE: [], REFUSED: []}
    for file in files:
        by_outcome[file.outcome].append(file)
    again = by_outcome[DUPLICATE]
    labels = Counter(file.detail["label"] for file in by_outcome[ADDED])
    splits = Counter(file.detail["split"] for file in by_outcome[ADDED])
    late = [Refusal(file.path, file.detail["reason"]) for file in by_outcome[REFUSED]]
    return ImportReport(
        id=import_id,
        name=name,
        added=len(by_outcome[ADDED]),
        duplicates=[Duplicate(file.path, file.detail["same_as"]) for file in again],
        conflicts=[
            *(Conflict(*each) for each in listing.disputed),
            *(
                Conflict(file.path, file.detail["kept"], file.detail["other"])
                for file in again
                if "other" in file.detail
            ),
        ],
        refused=[*listing.refused, *late],
        skipped=dict(listing.skipped),
        per_class={key: labels[key] for key in sorted(filter(None, labels), key=str.casefold)},
        per_split={key: splits[key] for key in SPLITS if splits[key]},
        notes=(*listing.notes, *_notes(labels, splits, again), *_changed(by_outcome[ADDED])),
        seconds=seconds,
    )


def _notes(
    labels: Counter[str | None], splits: Counter[str | None], again: list[ImportedFile]
) -> list[str]:
    notes = []
    if labels[None]:
        notes.append(f"{photos_in_words(labels[None])} came without a label.")
    across = Counter(
        " and ".join(file.detail["splits"]) for file in again if "splits" in file.detail
    )
    notes += [
        f"{photos_in_words(count)} came in both {both}; each stays where it came first."
        for both, count in sorted(across.items())
    ]
    if splits["train"] and not splits["test"]:
        notes.append(
            "There was no test set; the first training sets some training photos aside as one."
        )
    binned = sum("binned" in file.detail for file in again)
    if binned:
        notes.append(f"Already in the bin, where they stay: {photos_in_words(binned)}.")
    return notes


def _changed(added: list[ImportedFile]) -> list[str]:
    changed = sum("changed" in file.detail for file in added)
    if not changed:
        return []
    told = photos_in_words(changed)
    return [f"Not the same picture any more as when the list was written: {told}."]
