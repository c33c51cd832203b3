"""A training starts only on enough photos, and freezes exactly what it starts on."""

from __future__ import annotations

import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.dataset.importing import import_starter
from core.dataset.labels import changes_since, set_label
from core.dataset.store import DatasetStore
from core.errors import CannotTrain
from core.readiness import readiness
from core.runs.run_directory import TrainingPicture, list_runs
from core.runs.spec import SplitShares, TrainConfig
from core.training_plan import split_sentence, start_training
from core.workspace import Workspace


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with twenty drawn faces, made once."""
    root = tmp_path_factory.mktemp("faces")
    import_starter(Workspace(root), count=20, seed=1)
    return root


@pytest.fixture
def workspace(faces: Path, tmp_path: Path) -> Workspace:
    root = tmp_path / "copy"
    shutil.copytree(faces, root)
    return Workspace(root)


@pytest.fixture
def store(workspace: Workspace) -> Iterator[DatasetStore]:
    with DatasetStore.open(workspace) as opened:
        yield opened


def relabel(store: DatasetStore, count: int, label: str | None) -> None:
    happy = [row[0] for row in store.training_pictures() if row[2] == "happy"]
    set_label(store, happy[:count], label)


def test_enough_photos_of_two_classes_are_ready(store: DatasetStore) -> None:
    ready = readiness(store)
    assert (ready.ready, ready.reason) == (True, "")
    assert ready.per_class == {"happy": 10, "sad": 10}


def test_an_empty_dataset_asks_for_photos(tmp_path: Path) -> None:
    with DatasetStore.open(Workspace(tmp_path)) as empty:
        assert "no photos" in readiness(empty).reason


def test_unlabelled_photos_ask_for_labels(store: DatasetStore) -> None:
    set_label(store, store.picture_ids(), None)
    assert "has a label" in readiness(store).reason


def test_one_class_asks_for_a_second(store: DatasetStore) -> None:
    relabel(store, 10, "sad")
    assert "All labelled photos are sad" in readiness(store).reason


def test_too_few_photos_are_counted(store: DatasetStore) -> None:
    relabel(store, 7, "sad")
    ready = readiness(store)
    assert not ready.ready
    assert ready.reason == "Happy has 3 photos; add at least 2 more."


def test_of_many_kinds_with_too_few_photos_some_are_named(store: DatasetStore) -> None:
    for number, picture in enumerate(store.picture_ids()[:8]):
        set_label(store, [picture], f"kind {number}")
    reason = readiness(store).reason
    assert reason.count("add at least") == 5
    assert reason.endswith("more kinds have fewer than 5, too.")


def test_what_is_not_ready_does_not_start(workspace: Workspace, store: DatasetStore) -> None:
    relabel(store, 7, "sad")
    with pytest.raises(CannotTrain, match="Happy has 3 photos"):
        start_training(workspace, store, TrainConfig(), launch=False)
    assert list_runs(workspace) == []


def test_a_run_freezes_labels_and_splits(workspace: Workspace, store: DatasetStore) -> None:
    run = start_training(workspace, store, TrainConfig(), launch=False)
    frozen = {item.id: (run.classes[item.class_index], item.split) for item in run.pictures}
    assert frozen == {row[0]: (row[2], row[3]) for row in store.training_pictures()}
    assert Counter(item.split for item in run.pictures).keys() == {"train", "validation", "test"}
    relabel(store, 2, "sad")
    assert changes_since(store, run.spec["last_event"]) == 2


def test_a_class_nobody_uses_is_no_column(workspace: Workspace, store: DatasetStore) -> None:
    relabel(store, 1, "angry")
    angry = [row[0] for row in store.training_pictures() if row[2] == "angry"]
    set_label(store, angry, "sad")
    assert start_training(workspace, store, TrainConfig(), launch=False).classes == ["happy", "sad"]


def test_trainings_are_numbered_unless_named(workspace: Workspace, store: DatasetStore) -> None:
    names = [
        start_training(workspace, store, TrainConfig(), name=name, launch=False).name
        for name in (None, "My own", None)
    ]
    assert names == ["Training 1", "My own", "Training 3"]


def test_trainings_that_start_at_once_have_names_of_their_own(workspace: Workspace) -> None:
    together = threading.Barrier(3)

    def start(_: int) -> str:
        with DatasetStore.open(workspace) as mine:
            together.wait()
            return start_training(workspace, mine, TrainConfig(), launch=False).name

    with ThreadPoolExecutor(3) as tabs:
        names = list(tabs.map(start, range(3)))
    assert sorted(names) == ["Training 1", "Training 2", "Training 3"]


def test_shares_are_kept(workspace: Workspace, store: DatasetStore) -> None:
    config = TrainConfig(shares=SplitShares(train=0.5, validation=0.5, test=0.0))
    run = start_training(workspace, store, config, launch=False)
    assert Counter(item.split for item in run.pictures) == {"train": 10, "validation": 10}


def test_the_split_is_told_in_plain_words() -> None:
    splits = ["train"] * 7 + ["validation"] * 2
    pictures = [
        TrainingPicture(str(number), ".png", 0, split) for number, split in enumerate(splits)
    ]
    assert split_sentence(pictures) == (
        "7 photos to learn from, 2 kept aside, and none for a final test."
    )
