"""Kept files, checked."""

from __future__ import annotations

import pytest

from core.dataset import verify as verifying
from core.dataset.store import DatasetStore
from core.dataset.verify import verify


def test_untouched_pictures_are_intact(filled: DatasetStore) -> None:
    told: list[tuple[int, int]] = []
    report = verify(filled.workspace, lambda done, total: told.append((done, total)))
    assert (report.checked, report.intact) == (6, True)
    assert told[-1] == (6, 6)


def test_missing_and_changed_pictures_are_named(filled: DatasetStore) -> None:
    one, two, *_ = filled.pictures()
    filled.workspace.picture(one.id, one.suffix).unlink()
    changed = filled.workspace.picture(two.id, two.suffix)
    changed.chmod(0o644)
    changed.write_bytes(changed.read_bytes() + b"x")
    report = verify(filled.workspace)
    assert (report.missing, report.changed, report.intact) == ([one.id], [two.id], False)


def test_a_picture_that_nobody_can_read_is_not_called_missing(filled: DatasetStore) -> None:
    one, *_ = filled.pictures()
    place = filled.workspace.picture(one.id, one.suffix)
    place.unlink()
    place.mkdir()
    report = verify(filled.workspace)
    assert (report.missing, report.unreadable, report.intact) == ([], [one.id], False)


class _Killed(BaseException):
    """What ends a check in the midst of it, as a kill does."""


def cut_off(store: DatasetStore, after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Check until so many pictures are done, remembering every second one."""

    def tell(done: int, _: int) -> None:
        if done == after:
            raise _Killed

    with monkeypatch.context() as patch:
        patch.setattr(verifying, "_REMEMBER_EVERY", 2)
        patch.setattr(verifying, "_TELL_EVERY", 1)
        with pytest.raises(_Killed):
            verify(store.workspace, tell)


def test_a_check_that_was_cut_off_goes_on(
    filled: DatasetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_, last = sorted(filled.picture_ids())
    for each in (first, last):
        record = filled.picture(each)
        filled.workspace.picture(each, record.suffix).unlink()
    cut_off(filled, 5, monkeypatch)
    report = verify(filled.workspace)
    assert (report.checked, report.went_on_after) == (6, 4)
    assert report.missing == [first, last]
    assert verify(filled.workspace).went_on_after == 0


def test_a_check_begins_anew_when_asked_and_for_another_dataset(
    filled: DatasetStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for begin in ("asked", "another"):
        cut_off(filled, 5, monkeypatch)
        if begin == "another":
            told = filled.workspace.verified.read_text()
            filled.workspace.verified.write_text(told.replace(filled.dataset_id, "0" * 32))
        report = verify(filled.workspace, fresh=begin == "asked")
        assert (report.checked, report.went_on_after) == (6, 0)
