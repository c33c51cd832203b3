"""Photos as a training would change them, from the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image

from core.dataset.images import read_for_model
from tests.commands.conftest import Ask, photo

STILL = ("--rotation", 0, "--zoom", 0, "--no-flip", "--shift", 0, "--brightness", 0)


def test_changed_versions_are_written_as_png(tmp_path: Path, ask: Ask) -> None:
    photos = [photo(tmp_path / name / "one.png", 3, bright=True) for name in ("a", "b")]
    out = tmp_path / "new" / "folder"
    options = ("--out", out, "--rotation", 40, "--count", 3, "--image-size", 32)
    document = ask(tmp_path, "preview", *photos, *options).document
    written = [Path(each) for each in document["written"]]
    assert sorted(written) == sorted(out.iterdir())
    pictures = {np.asarray(Image.open(path)).tobytes() for path in written}
    assert len(pictures) == 6
    assert {Image.open(path).format for path in written} == {"PNG"}
    assert document["augmentation"]["rotation"] == 40


def test_without_changes_the_photo_stays_as_the_network_reads_it(tmp_path: Path, ask: Ask) -> None:
    one = photo(tmp_path / "one.png", 3, bright=True)
    options = ("--out", tmp_path / "out", *STILL, "--count", 1, "--image-size", 32)
    (path,) = ask(tmp_path, "preview", one, *options).document["written"]
    assert (np.asarray(Image.open(path)) == read_for_model(one.read_bytes(), 32)).all()


def test_a_turn_beyond_what_is_possible_is_refused(tmp_path: Path, ask: Ask) -> None:
    one = photo(tmp_path / "one.png", 3, bright=True)
    said = ask(tmp_path, "preview", one, "--out", tmp_path / "out", "--rotation", 500)
    assert said.status == 1
    assert not (tmp_path / "out").exists()
