"""Sharing photos out: stratified, look-alikes together, locked once a test was reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from core.dataset.face_marks import save_faces
from core.dataset.importing import run_import
from core.dataset.queries import assign_splits
from core.dataset.split_shares import chosen_shares, imported_splits
from core.dataset.splits import _set_aside, ensure_splits
from core.dataset.store import DatasetStore
from core.errors import CoreError
from core.kept_groups import known_groups
from core.runs.bin import delete
from core.runs.events import EventWriter
from core.runs.launcher import request_stop
from core.runs.presets import default_config
from core.split_plan import check_sharing, locked_by, repair_sharing, share_out, sharing
from core.training_plan import start_training
from core.workspace import Workspace
from tests.conftest import draw_faces
from tests.dataset.making import encoded, pixels, zip_of

SHARES = {"train": 0.6, "validation": 0.2, "test": 0.2}


def files(split: str = "") -> dict[str, bytes]:
    """Return 40 photos of two classes, each of the first ten of a class with its mirror image."""
    found = {}
    for label, base in (("happy", 0), ("sad", 500)):
        for number in range(20):
            image = Image.fromarray(pixels(base + number % 10, 80, 80))
            turned = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if number > 9 else image
            found[f"{split}{label}/{number}.png"] = encoded(turned)
    return found


@pytest.fixture
def store(workspace: Workspace) -> Iterator[DatasetStore]:
    run_import(workspace, zip_of(workspace.root / "a.zip", files()), workers=0)
    with DatasetStore.open(workspace) as opened:
        yield opened


def splits(store: DatasetStore) -> dict[str, str | None]:
    return {each.id: each.split for each in store.pictures(limit=999)}


def test_look_alikes_stay_together_and_nothing_is_shared(store: DatasetStore) -> None:
    share_out(store.workspace, store, SHARES, seed=3)
    now = sharing(store.workspace, store)
    assert now.check is not None
    assert (now.check.compared, now.check.later, now.check.tested_and_learned) == (40, 0, 0)
    assert now.check.sentence().startswith("0 photos shared between learning and test. 40 photos")
    groups = known_groups(store.workspace)
    assert len(groups) >= 15
    found = splits(store)
    assert all(len({found[each] for each in group}) == 1 for group in groups)
    for label in ("happy", "sad"):
        assert [now.counts[split][label] for split in SHARES] == [12, 4, 4]
    assert chosen_shares(store) == SHARES


def test_the_same_seed_draws_the_same_and_another_one_others(store: DatasetStore) -> None:
    drawn = []
    for seed in (1, 1, 2):
        share_out(store.workspace, store, SHARES, seed)
        drawn.append(splits(store))
    assert drawn[0] == drawn[1] != drawn[2]


def test_photos_without_a_face_are_shared_out_like_the_others(store: DatasetStore) -> None:
    happy = [each.id for each in store.pictures(limit=99) if each.label == "happy"]
    save_faces(store, {each: [] if at < 10 else [{}] for at, each in enumerate(happy)})
    ensure_splits(store, SHARES, seed=0)
    found = splits(store)
    for part in (happy[:10], happy[10:]):
        assert Counter(found[each] for each in part) == {"train": 6, "validation": 2, "test": 2}
    assert sharing(store.workspace, store).faceless == {"train": 6, "validation": 2, "test": 2}


def test_a_leak_is_found_told_and_mended(store: DatasetStore) -> None:
    share_out(store.workspace, store, SHARES)
    group = known_groups(store.workspace)[0]
    with store.transaction() as connection:
        assign_splits(connection, {group[0]: "train", group[1]: "test"})
    check = check_sharing(store.workspace, store)
    assert check is not None
    assert check.tested_and_learned == 1
    assert check.sentence().startswith("1 photo shared between learning and test.")
    assert repair_sharing(store.workspace, store) == len(group) - 1
    after = sharing(store.workspace, store).check
    assert after is not None
    assert (after.tested_and_learned, after.crossing) == (0, ())
    assert splits(store)[group[0]] == "test"


def test_splits_that_came_along_stay_unless_asked_for(workspace: Workspace) -> None:
    run_import(workspace, zip_of(workspace.root / "a.zip", files("train/")), workers=0)
    with DatasetStore.open(workspace) as store:
        assert len(imported_splits(store)) == 40
        share_out(workspace, store, SHARES, also_imported=True)
        now = sharing(workspace, store)
        assert [sum(now.counts[split].values()) for split in SHARES] == [24, 8, 8]


def test_photos_set_aside_take_their_look_alikes_along(workspace: Workspace) -> None:
    run_import(workspace, zip_of(workspace.root / "a.zip", files("train/")), workers=0)
    with DatasetStore.open(workspace) as store:
        check_sharing(workspace, store)
        ensure_splits(store, SHARES, 0, groups=known_groups(workspace))
        check = sharing(workspace, store).check
        assert check is not None
        assert check.crossing == ()
        counts = sharing(workspace, store).counts
        assert all(8 <= sum(counts[split].values()) <= 24 for split in counts if split)
        assert counts["train"].keys() == {"happy", "sad"}


def test_a_new_photo_follows_the_photo_it_looks_like(store: DatasetStore) -> None:
    share_out(store.workspace, store, SHARES)
    group = known_groups(store.workspace)[0]
    wanted = splits(store)[group[0]]
    with store.transaction() as connection:
        assign_splits(connection, {group[1]: ""})
        connection.exec_driver_sql("UPDATE pictures SET split = NULL WHERE split = ''")
    ensure_splits(store, SHARES, 0, groups=known_groups(store.workspace))
    assert splits(store)[group[1]] == wanted


def test_a_reported_test_locks_the_shares(filled: Workspace) -> None:
    with DatasetStore.open(filled) as store:
        before = splits(store)
        assert locked_by(filled)
        with pytest.raises(CoreError, match="The test set is locked"):
            share_out(filled, store, SHARES)
        assert splits(store) == before


@pytest.mark.parametrize(
    ("file", "content"), [("report.json", "{"), ("report.json", "[]"), ("split.json", "{")]
)
def test_a_damaged_training_locks_the_shares_too(
    filled: Workspace, file: str, content: str
) -> None:
    (next(filled.models.glob("*/spec.json")).parent / file).write_text(content)
    assert locked_by(filled)


def test_a_training_that_has_not_reported_yet_keeps_the_shares(workspace: Workspace) -> None:
    draw_faces(workspace, 20)
    with DatasetStore.open(workspace) as store:
        run = start_training(workspace, store, default_config(), launch=False)
        before = splits(store)
        with pytest.raises(CoreError, match="has not ended"):
            share_out(workspace, store, SHARES)
        assert splits(store) == before
    request_stop(run)


def test_an_interrupted_training_is_to_be_resumed_or_deleted(workspace: Workspace) -> None:
    draw_faces(workspace, 20)
    with DatasetStore.open(workspace) as store:
        run = start_training(workspace, store, default_config(), launch=False)
        with EventWriter(run.events) as diary:
            diary.write("started", epochs=3, message="Getting ready.")
        with pytest.raises(CoreError, match=r"was interrupted.*Resume it to its end or delete it"):
            share_out(workspace, store, SHARES)
        delete(run)
        share_out(workspace, store, SHARES)


def test_a_split_that_came_with_a_copy_counts_as_given(workspace: Workspace) -> None:
    run_import(workspace, zip_of(workspace.root / "a.zip", files()), workers=0)
    run_import(workspace, zip_of(workspace.root / "b.zip", files("test/")), workers=0)
    with DatasetStore.open(workspace) as store:
        assert len(imported_splits(store)) == 40


def test_a_class_of_few_large_groups_is_not_emptied() -> None:
    labels = ["happy"] * 20
    groups = [[str(at) for at in range(start, 20, 2)] for start in (0, 1)]
    for seed in range(6):
        left, _ = _set_aside(labels, ["train"] * 20, _members_of(groups), SHARES, seed)
        assert left.count("train") >= 10


def _members_of(groups: list[list[str]]) -> list[int]:
    return [next(at for at, group in enumerate(groups) if str(n) in group) for n in range(20)]


@pytest.mark.parametrize(
    "shares",
    [
        {"train": 0.5, "validation": 0.45, "test": 0.05},
        {"train": 0.5, "validation": 0.2, "test": 0.2},
        {"train": 1.2, "validation": -0.1, "test": -0.1},
        {"train": 0.8, "validation": 0.0, "test": 0.2},
    ],
)
def test_shares_that_make_no_sense_are_refused(
    store: DatasetStore, shares: dict[str, float], tmp_path: Path
) -> None:
    with pytest.raises(CoreError, match="cannot be shared out"):
        share_out(store.workspace, store, shares)
    assert set(splits(store).values()) == {None}
