"""A fingerprint knows a copy again, and nothing else."""

from __future__ import annotations

import numpy as np

from core.evaluation.fingerprints import fingerprints, recognised
from core.evaluation.look_alikes import signatures
from tests.evaluation.test_look_alikes import compressed, photos


def test_copies_are_recognised_mirrored_brighter_or_compressed() -> None:
    known = photos(40)
    prints = fingerprints(signatures(known))
    assert prints.shape == (40, 18)
    copies = np.stack([known[3][:, ::-1], known[5] // 2 + 100, compressed(known[7])])
    assert recognised(signatures(copies), prints).all()


def test_other_photos_and_empty_ones_are_not() -> None:
    prints = fingerprints(signatures(photos(40)))
    assert not recognised(signatures(photos(200, seed=9)), prints).any()
    white = np.full((1, 48, 48, 3), 255, np.uint8)
    nothing = fingerprints(signatures(white))
    assert not recognised(signatures(white), np.concatenate([prints, nothing])).any()
