"""How photos are shared out, on the page of photos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from core.dataset import labels
from core.dataset.importing import run_import
from core.dataset.split_shares import chosen_shares
from core.dataset.store import DatasetStore
from core.workspace import Workspace
from tests.dataset.making import happy_and_sad
from tests.pages.conftest import Open
from tests.pages.test_pages import words

OnWorkspace = Callable[[Workspace], Open]


def test_photos_are_checked_and_shared_out_anew(
    workspace: Workspace, tmp_path: Path, open_page: OnWorkspace
) -> None:
    run_import(workspace, happy_and_sad(tmp_path / "a.zip", each=20), workers=0)
    app = open_page(workspace)("app_pages/photos.py")
    assert "No photo is shared out yet" in words(app)
    assert "shared between" not in words(app)
    assert app.button(key="split-draw").label == "Share out now"
    app.slider(key="split-test").set_value(30)
    app.slider(key="split-aside").set_value(20)
    app.button(key="split-draw").click().run()
    assert not app.exception
    assert app.button(key="split-draw").label == "Share out anew"
    assert "40 photos were compared with one another" in words(app)
    assert "0 photos shared between learning and test" in words(app)
    with DatasetStore.open(workspace) as store:
        found = Counter(each.split for each in store.pictures(limit=99))
        assert chosen_shares(store) == {"train": 0.5, "validation": 0.2, "test": 0.3}
    assert abs(found["test"] - 12) <= 2
    train = open_page(workspace)("app_pages/train.py")
    assert next(each.value for each in train.slider if "For the test" in each.label) == 30


def test_every_number_of_the_table_is_whole(
    workspace: Workspace, tmp_path: Path, open_page: OnWorkspace
) -> None:
    run_import(workspace, happy_and_sad(tmp_path / "a.zip", each=20), workers=0)
    app = open_page(workspace)("app_pages/photos.py")
    app.button(key="split-draw").click().run()
    with DatasetStore.open(workspace) as store:
        labels.set_label(store, store.picture_ids()[:1], "shocked")
    app.run()
    table = next(each.value for each in app.table if "shocked" in each.value)
    assert all(kind.kind == "i" for kind in table[["all", "happy", "sad", "shocked"]].dtypes)


def test_a_reported_test_locks_the_sliders(filled: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(filled)("app_pages/photos.py")
    assert not app.exception
    assert "The test set is locked" in words(app)
    assert not [each for each in app.slider if each.key == "split-test"]
    app.button(key="split-check").click().run()
    assert not app.exception
    assert "shared between learning and test" in words(app)
