"""Wrong labels, from the database to the network and back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.dataset import labels
from core.dataset.store import DatasetStore
from core.errors import CannotCurate
from core.inference import Inference
from core.suspect_search import find_suspects
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


def test_a_slip_is_found_with_its_reason(room: Workspace, inference: Inference) -> None:
    with DatasetStore.open(room) as store:
        first = find_suspects(room, store, inference)
        suspected = {each.id for each in first.suspects}
        right = next(each for each in store.pictures(limit=40) if each.id not in suspected)
        other = next(name for name in store.classes() if name != right.label)
        labels.set_label(store, [right.id], other)
        audit = find_suspects(room, store, inference)
        slip = next(each for each in audit.suspects if each.id == right.id)
        assert (slip.given, slip.said) == (other, right.label)
        assert slip.probability == pytest.approx(1 - slip.self_confidence, abs=1e-5)
        assert f"labelled {other}" in slip.sentence
        assert right.id not in slip.look_alikes
        assert sum(slip.look_alike_labels.values()) == len(slip.look_alikes) == 5
        assert (audit.judged, audit.left_out) == (40, 0)
        confidences = [each.self_confidence for each in audit.suspects]
        assert confidences == sorted(confidences)


def test_a_photo_that_is_gone_is_left_out_and_counted(
    room: Workspace, inference: Inference
) -> None:
    with DatasetStore.open(room) as store:
        lost = store.pictures(limit=1)[0]
        room.picture(lost.id, lost.suffix).unlink()
        audit = find_suspects(room, store, inference)
        assert (audit.judged, audit.left_out) == (39, 1)
        assert lost.id not in {each for suspect in audit.suspects for each in suspect.look_alikes}


def test_too_few_labels_are_refused_with_advice(room: Workspace, inference: Inference) -> None:
    with DatasetStore.open(room) as store:
        happy = [each for each in store.pictures(limit=40) if each.label == "happy"]
        labels.set_label(store, [each.id for each in happy[4:]], "sad")
        with pytest.raises(CannotCurate, match="Label some more"):
            find_suspects(room, store, inference)
