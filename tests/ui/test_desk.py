"""The server's side of the labeller, where several tabs have something in common."""

from __future__ import annotations

import shutil
from pathlib import Path

from core.dataset.labels import set_label
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.workspace import Workspace
from ui.labeller.desk import Desk


def test_numbers_over_the_set_are_counted_once_for_all_tabs_and_anew_after_a_change(
    six_photos: Path, tmp_path: Path
) -> None:
    shutil.copytree(six_photos, tmp_path / "six")
    query = PictureQuery(sort="name")
    with DatasetStore.open(Workspace(tmp_path / "six")) as store:
        one, other = Desk(store), Desk(store)
        first = one.reply(None, query, "Ann", None)["counts"]
        assert other.reply(None, query, "Ben", None)["counts"] is first
        happy = store.picture_ids(PictureQuery(label="happy"))[:1]
        set_label(store, happy, "sad", who="Ann")
        assert other.reply(None, query, "Ben", None)["counts"]["classes"] == {"happy": 2, "sad": 4}
