"""Kept files, checked."""

from __future__ import annotations

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
