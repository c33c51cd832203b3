"""Of two checkpoints at least one is whole, whatever happens to the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.files import write_json
from core.runs.checkpoints import (
    Checkpoint,
    checkpoints,
    newest_intact,
    other_than,
    remove_checkpoints,
)
from core.runs.run_directory import RunDirectory


def write(run: RunDirectory, epoch: int) -> Checkpoint:
    """Write a checkpoint as a training does."""
    checkpoint = other_than(run, newest_intact(run))
    checkpoint.open_for_writing()
    checkpoint.arrays.write_bytes(bytes(range(200)) * epoch)
    write_json(checkpoint.facts_file, {"epoch": epoch})
    checkpoint.seal(epoch)
    return checkpoint


def test_without_a_checkpoint_there_is_none(run: RunDirectory) -> None:
    assert newest_intact(run) is None


def test_the_newest_is_found_and_the_older_is_overwritten(run: RunDirectory) -> None:
    first, second = write(run, 1), write(run, 2)
    assert newest_intact(run) == second
    assert write(run, 3) == first
    assert newest_intact(run) == first
    assert [each.epoch for each in checkpoints(run)] == [3, 2]


def test_one_that_is_being_written_does_not_count(run: RunDirectory) -> None:
    kept = write(run, 1)
    half = other_than(run, kept)
    half.open_for_writing()
    half.arrays.write_bytes(b"half")
    assert newest_intact(run) == kept
    assert other_than(run, kept) == half


def cut(path: Path, share: float) -> None:
    path.write_bytes(path.read_bytes()[: int(share * path.stat().st_size)])


def flip(path: Path, share: float) -> None:
    data = bytearray(path.read_bytes())
    data[min(int(share * len(data)), len(data) - 1)] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("file", ["arrays.npz", "facts.json", "manifest.json"])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.9])
@pytest.mark.parametrize("damage", [cut, flip])
def test_a_damaged_one_gives_way_to_the_one_before(
    run: RunDirectory, file: str, share: float, damage: object
) -> None:
    older, newer = write(run, 4), write(run, 5)
    assert callable(damage)
    damage(newer.folder / file, share)
    assert newest_intact(run) == older


def test_a_file_that_is_gone_is_damage_too(run: RunDirectory) -> None:
    older, newer = write(run, 4), write(run, 5)
    newer.arrays.unlink()
    assert newest_intact(run) == older


def test_removing_frees_the_disk(run: RunDirectory) -> None:
    write(run, 1)
    remove_checkpoints(run)
    assert not run.checkpoints.exists()
    remove_checkpoints(run)
