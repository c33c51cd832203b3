"""The second opinion while labelling, from the database to the network and back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.dataset import labels
from core.dataset.store import DatasetStore
from core.guesses import guesses
from core.inference import Inference
from core.workspace import Workspace


@pytest.fixture(scope="module")
def inference() -> Iterator[Inference]:
    inference = Inference()
    yield inference
    inference.close()


@pytest.fixture
def room(trained_root: Path, tmp_path: Path) -> Workspace:
    shutil.copytree(trained_root / "data", tmp_path / "data")
    return Workspace(tmp_path)


def test_every_photo_gets_a_guess_and_a_slip_is_found(
    room: Workspace, inference: Inference
) -> None:
    with DatasetStore.open(room) as store:
        everything = store.pictures(limit=store.count())
        first = guesses(room, store, inference)
        assert set(first) == {each.id for each in everything}
        agreed = sum(bool(guess.agrees) for guess in first.values())
        assert agreed > 0.7 * len(everything)
        sure = max(
            (each for each in everything if first[each.id].agrees),
            key=lambda each: first[each.id].probability,
        )
        other = next(name for name in store.classes() if name != sure.label)
        labels.set_label(store, [sure.id], other, who="test", why="", op_id="slip")
        again = guesses(room, store, inference)[sure.id]
        assert (again.agrees, again.label) == (False, sure.label)


def test_too_few_labels_give_no_guess(room: Workspace, inference: Inference) -> None:
    with DatasetStore.open(room) as store:
        happy = [each for each in store.pictures(limit=store.count()) if each.label == "happy"]
        ids = [each.id for each in happy[4:]]
        labels.set_label(store, ids, "sad", who="test", why="", op_id="all")
        assert guesses(room, store, inference) == {}
