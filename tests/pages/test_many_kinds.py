"""Sets with more kinds than fit into a table of numbers or a row of buttons."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from core.dataset.importing import run_import
from core.dataset.store import DatasetStore
from core.evaluation.mix_ups import mix_ups
from core.evaluation.report import load_report
from core.runs.run_directory import list_runs
from core.runs.spec import SplitShares
from core.training_plan import start_training
from core.workspace import PROJECT, Workspace
from tests.conftest import TINY
from tests.dataset.making import photo, zip_of
from tests.made_once import made_once
from tests.pages.conftest import Open
from tests.pages.test_pages import PAGES, button, words

OnWorkspace = Callable[[Workspace], Open]

KINDS = [f"kind {number}" for number in range(30)]


@pytest.fixture(scope="session")
def many_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with thirty kinds of photos and a short training; not to be changed."""

    def make(root: Path) -> None:
        files = {
            f"{kind}/{each}.png": photo(100 * place + each)
            for place, kind in enumerate(KINDS)
            for each in range(6)
        }
        workspace = Workspace(root / "workspace")
        run_import(workspace, zip_of(root / "photos.zip", files), workers=0)
        shares = SplitShares(train=0.3, validation=0.3, test=0.4)
        with DatasetStore.open(workspace) as store:
            config = replace(TINY, epochs=1, shares=shares)
            run = start_training(workspace, store, config, launch=False)
        command = [sys.executable, "-m", "core.worker", str(run.path)]
        subprocess.run(command, cwd=PROJECT, check=True, capture_output=True, timeout=400)

    return made_once(tmp_path_factory, "many-kinds", make)[0] / "workspace"


@pytest.fixture
def many(many_root: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(many_root, tmp_path / "many"))


@pytest.mark.parametrize("page", PAGES)
def test_every_page_has_room_for_thirty_kinds(
    page: str, many: Workspace, open_page: OnWorkspace
) -> None:
    app = open_page(many)(f"app_pages/{page}.py")
    assert not app.exception
    assert not app.error
    assert len(app.button) < 100  # a button for each cell, or label and photo, would be hundreds


def test_the_most_frequent_mix_up_and_any_other_open_their_photos(
    many: Workspace, open_page: OnWorkspace
) -> None:
    [run] = list_runs(many)
    tested = load_report(run.report)["test"]
    app = open_page(many)("app_pages/results.py")
    worst = mix_ups(tested["confusion"])[0]
    truth, said = tested["classes"][worst.truth], tested["classes"][worst.answer]
    button(app, f"**{truth}** taken for **{said}**").click().run()
    assert f"Labelled {truth}, the model said {said}: {worst.photos} photo" in words(app)
    app.selectbox(key="cell-labelled").set_value("kind 3")
    app.selectbox(key="cell-said").set_value("kind 3")
    app.button(key="cell-any").click().run()
    assert "Labelled kind 3, the model said kind 3:" in words(app)


def test_a_photo_is_relabelled_from_a_list_of_many(many: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(many)("app_pages/results.py")
    chosen = next(each for each in app.selectbox if each.label == "Label it")
    goal = chosen.options[-1]
    with DatasetStore.open(many) as store:
        before = store.summary().per_class[goal]
    chosen.set_value(goal).run()
    assert not app.exception
    with DatasetStore.open(many) as store:
        assert store.summary().per_class[goal] == before + 1


def test_the_same_label_can_be_chosen_again(many: Workspace, open_page: OnWorkspace) -> None:
    app = open_page(many)("app_pages/label.py")
    key = next(each.key for each in app.selectbox if each.label == "Label it")
    for _ in range(2):
        app.selectbox(key=key).set_value("kind 7").run()
        assert not app.exception
        assert app.selectbox(key=key).value is None  # a list that still says it would not answer
    assert "it was so already" in words(app)
    with DatasetStore.open(many) as store:
        assert store.summary().per_class["kind 7"] == 7
