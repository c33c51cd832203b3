"""Kinds that are called what the app calls parts of its own pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.dataset.importing import run_import
from core.dataset.store import DatasetStore
from core.workspace import Workspace
from tests.dataset.making import photo, zip_of
from tests.pages.conftest import Open

OnWorkspace = Callable[[Workspace], Open]

KINDS = ["new", "new-form", "bin", "restore", "among", "label"]


@pytest.fixture
def waste(tmp_path: Path) -> Workspace:
    """Return a workspace of two photos each and one that has no label yet."""
    files = {
        f"{kind}/{each}.png": photo(100 * place + each)
        for place, kind in enumerate(KINDS)
        for each in range(2)
    }
    made = Workspace(tmp_path / "workspace")
    run_import(made, zip_of(tmp_path / "waste.zip", files | {"one.png": photo(9999)}), workers=0)
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_photos_are_relabelled_all_at_once(
    kind: str, waste: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(waste)("app_pages/photos.py")
    app.button(key="select-page").click().run()
    assert not app.exception
    app.button(key=f"bulk-label-{kind}").click().run()
    assert not app.exception
    with DatasetStore.open(waste) as store:
        assert store.summary().per_class[kind] == 13


@pytest.mark.parametrize("page", ["label", "clean"])
def test_a_page_that_gives_labels_is_drawn(
    page: str, waste: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(waste)(f"app_pages/{page}.py")
    assert not app.exception
