"""How the photos of a set are shared out, whether any are shared, and sharing out anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from core.counting import photos_in_words
from core.dataset.face_marks import faceless_pictures
from core.dataset.records import SPLITS
from core.dataset.split_repair import unite_splits
from core.dataset.split_shares import (
    ASIDE_RANGE,
    TEST_RANGE,
    Shares,
    choose_shares,
    imported_splits,
)
from core.dataset.splits import SplitNotes, ensure_splits
from core.dataset.store import DatasetStore
from core.duplicate_search import find_duplicates
from core.errors import CoreError, RunDamaged
from core.evaluation.report import load_report
from core.kept_groups import kept_groups, known_groups
from core.kept_looks import Progress
from core.runs.bin import binned_runs
from core.runs.run_directory import RunDirectory, all_folders
from core.workspace import Workspace

_CUT_OFF = {"interrupted": "was interrupted", "failed": "has failed", "stopped": "was stopped"}
_WHOLE = 1.0
_ROUNDING = 1e-6


@dataclass(frozen=True)
class SharingCheck:
    """What the last search for look-alikes says about the splits as they are now.

    Parameters
    ----------
    compared : int
        Photos in use that were looked at.
    later : int
        Photos in use that were not: they came in since.
    at : float
        When, in seconds since 1970.
    tested_and_learned : int
        Photos of the test that look like one learned from.
    crossing : tuple of tuple of str
        Groups of look-alikes that are in more than one split.
    """

    compared: int
    later: int
    at: float
    tested_and_learned: int
    crossing: tuple[tuple[str, ...], ...]

    def sentence(self) -> str:
        """Say how many photos are shared, and how that was found out."""
        shared = f"{photos_in_words(self.tested_and_learned)} shared between learning and test."
        how = "as they are, mirrored, cropped, resized and slightly turned"
        later = f" {photos_in_words(self.later)} came in since; check again." if self.later else ""
        compared = photos_in_words(self.compared)
        return f"{shared} {compared} were compared with one another: {how}.{later}"


@dataclass(frozen=True)
class Sharing:
    """How the labelled photos in use are shared out.

    Parameters
    ----------
    counts : dict of str to dict of str to int
        Photos per split and class; all three splits, and "" for those without a split.
    faceless : dict of str to int
        Photos per split in which no face was found.
    imported : int
        Photos that came with a split of their own.
    locked_by : str or None
        Name of a training that has reported figures on the test photos.
    check : SharingCheck or None
        None if nobody looked for look-alikes yet.
    """

    counts: dict[str, dict[str, int]]
    faceless: dict[str, int]
    imported: int
    locked_by: str | None
    check: SharingCheck | None


def sharing(workspace: Workspace, store: DatasetStore) -> Sharing:
    """Return how the photos are shared out now; nothing is looked for, nothing is changed."""
    rows = store.training_pictures()
    faceless = faceless_pictures(store)
    splits = {row[0]: row[3] or "" for row in rows}
    pairs = Counter((row[3] or "", row[2]) for row in rows)
    return Sharing(
        counts={
            split: {label: pairs[split, label] for label in store.classes() if pairs[split, label]}
            for split in (*SPLITS, "")
        },
        faceless=dict(Counter(splits[each] for each in faceless if each in splits)),
        imported=len(imported_splits(store) & splits.keys()),
        locked_by=locked_by(workspace),
        check=_check(workspace, splits),
    )


def locked_by(workspace: Workspace) -> str | None:
    """Return the name of a training that has reported test figures, deleted ones included.

    From then on the test set stays what it is: drawn anew, it would hold photos that this training
    learned from, and figures of before and after could not be compared.
    """
    runs = [*all_folders(workspace, RunDirectory), *binned_runs(workspace)]
    return next((run.called for run in runs if _has_tested(run)), None)


def check_sharing(
    workspace: Workspace, store: DatasetStore, on_progress: Progress | None = None
) -> SharingCheck | None:
    """Look for look-alikes among all photos in use, then say which are shared."""
    find_duplicates(workspace, store, on_progress)
    return sharing(workspace, store).check


def repair_sharing(workspace: Workspace, store: DatasetStore) -> int:
    """Move look-alikes that are in several splits into one; returns how many photos moved.

    As `core.dataset.split_repair.unite_splits`: nothing leaves the test set.
    """
    check = sharing(workspace, store).check
    return unite_splits(store, check.crossing) if check else 0


def share_out(
    workspace: Workspace,
    store: DatasetStore,
    shares: Shares,
    seed: int = 0,
    *,
    also_imported: bool = False,
    on_progress: Progress | None = None,
) -> SplitNotes:
    """Draw the splits of all labelled photos anew; look-alikes stay together.

    Parameters
    ----------
    workspace : Workspace
        Where trainings are looked for.
    store : DatasetStore
        The dataset.
    shares : dict of str to float
        Share of "train", "validation" and "test"; their sum is 1.
    seed : int, optional
        The same seed and photos draw the same splits.
    also_imported : bool, optional
        Whether photos that came with a split are drawn too.
    on_progress : callable, optional
        Called with how many photos were looked at, of how many.

    Raises
    ------
    CoreError
        If the test set is locked, or the shares are none.
    """
    _check_shares(shares)
    _check_free(workspace)
    find_duplicates(workspace, store, on_progress)
    kept = set() if also_imported else imported_splits(store)
    with store.transaction():
        _check_free(workspace)
        choose_shares(store, shares)
        return ensure_splits(store, shares, seed, groups=known_groups(workspace), kept=kept)


def _check_shares(shares: Shares) -> None:
    ranges = {"validation": ASIDE_RANGE, "test": TEST_RANGE}
    possible = all(low <= 100 * shares[split] <= high for split, (low, high) in ranges.items())
    whole = abs(sum(shares[split] for split in SPLITS) - _WHOLE) < _ROUNDING
    if not (possible and whole):
        told = ", ".join(f"{100 * shares[split]:.10g}%" for split in SPLITS)
        raise CoreError(
            f"Photos cannot be shared out as {told}.",
            f"The shares add up to 100%: {ASIDE_RANGE[0]} to {ASIDE_RANGE[1]}% kept aside and "
            f"{TEST_RANGE[0]} to {TEST_RANGE[1]}% for the test.",
        )


def _check_free(workspace: Workspace) -> None:
    """Refuse while a training has, or is about to have, figures on the test photos."""
    name = locked_by(workspace)
    if name is not None:
        raise CoreError(
            f"The test set is locked: {name} has reported figures on it.",
            advice="Photos you add from now on are still shared out.",
        )
    known = all_folders(workspace, RunDirectory)
    going = next((run for run in known if run.going), None)
    if going is not None:
        raise CoreError(
            f"{going.called} has not ended, and will report on the test photos as they are.",
            advice="Wait for it, or stop and delete it, then share the photos out.",
        )
    cut_off = next((run for run in known if run.resumable), None)
    if cut_off is not None:
        raise CoreError(
            f"{cut_off.called} {_CUT_OFF[cut_off.state().status]}, and would report on the test "
            "photos as they are if it went on.",
            advice="Resume it to its end or delete it, then share the photos out.",
        )


def _has_tested(run: RunDirectory) -> bool:
    """Tell whether figures on the test were reported; a report that is damaged had some."""
    if not run.report.exists():
        return False
    try:
        return bool(load_report(run.report).get("test"))
    except RunDamaged:
        return True


def _check(workspace: Workspace, splits: dict[str, str]) -> SharingCheck | None:
    kept = kept_groups(workspace)
    if kept is None:
        return None
    present = [[each for each in group if splits.get(each)] for group in kept.groups]
    used = [(group, {splits[each] for each in group}) for group in present]
    compared = len(splits.keys() & {*kept.compared})
    return SharingCheck(
        compared=compared,
        later=len(splits.keys() - {*kept.compared, *kept.unreadable}),
        at=kept.at,
        tested_and_learned=sum(
            sum(splits[each] == "test" for each in group)
            for group, found in used
            if {"train", "test"} <= found
        ),
        crossing=tuple(tuple(group) for group, found in used if len(found) > 1),
    )
