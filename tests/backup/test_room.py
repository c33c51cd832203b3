"""A backup that could not be put back is not begun."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.backup.room import check_number
from core.errors import CoreError
from core.limits import BACKUP_FILES


def test_more_files_than_can_be_put_back_are_told_with_another_way(tmp_path: Path) -> None:
    check_number(BACKUP_FILES, tmp_path)
    with pytest.raises(CoreError, match="1,000,001 files") as told:
        check_number(BACKUP_FILES + 1, tmp_path)
    assert str(tmp_path) in str(told.value)
