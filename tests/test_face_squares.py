"""The sample of what the computer sees shows every kind of photo."""

from __future__ import annotations

from core.dataset.labels import set_label
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.face_squares import _of_all_classes, example_squares
from core.workspace import Workspace
from tests.conftest import draw_faces


def test_classes_take_turns(workspace: Workspace) -> None:
    draw_faces(workspace, 12)
    with DatasetStore.open(workspace) as store:
        newest = store.picture_ids()
        set_label(store, newest[:8], "sad")
        set_label(store, newest[8:], "happy")
        shown = _of_all_classes(store, PictureQuery(), 4)
        assert [each.label for each in shown] == ["happy", "sad", "happy", "sad"]
        assert len(example_squares(store, "whole", 4)) == 4
