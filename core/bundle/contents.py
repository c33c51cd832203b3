"""What a bundle is made of, file by file; where each comes from is named here once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from core.bundle.answering import FACE_FINDER, MODEL
from core.bundle.reading import Inside, licences, readme
from core.bundle.self_test import EXPECTED, GOLDEN
from core.files import sha256_file
from core.model_card.card import ModelCard
from core.runs.spec import TrainConfig
from core.workspace import PROJECT

PACKAGES = ("onnxruntime", "numpy", "pillow")
"""Everything that a bundle asks for."""

OWN_FILES = (
    "core/__init__.py",
    "core/errors.py",
    "core/limits.py",
    "core/percent.py",
    "core/verdict.py",
    "core/dataset/__init__.py",
    "core/dataset/decoding.py",
    "core/dataset/face_itself.py",
    "core/dataset/images.py",
    "core/dataset/png.py",
    "core/faces/__init__.py",
    "core/faces/crop.py",
    "core/faces/face.py",
    "core/faces/face_sizes.py",
    "core/bundle/__init__.py",
    "core/bundle/answering.py",
    "core/bundle/face_finder.py",
    "core/bundle/resampling.py",
    "core/bundle/self_test.py",
)
"""Files of Mien that go along as they are, so that photos are opened and answers worded alike."""

_HERE = Path(__file__).resolve().parent


def requirements() -> str:
    """Return the packages of a bundle, in the versions its answers were checked with."""
    return "".join(f"{name}=={version(name)}\n" for name in PACKAGES)


def own_files() -> dict[str, bytes]:
    """Return the program of a bundle, by path in it."""
    program = {"predict.py": (_HERE / "predict.py").read_bytes()}
    return program | {name: (PROJECT / name).read_bytes() for name in OWN_FILES}


def texts(
    facts: Mapping[str, Any],
    answers: list[dict[str, Any]],
    card: ModelCard,
    config: TrainConfig,
    inside: Inside,
) -> dict[str, str]:
    """Return what a person or a program reads in a bundle, by path in it.

    Parameters
    ----------
    facts : mapping
        As `core.export.facts.facts` returns it.
    answers : list of dict
        As `core.bundle.golden.expected_answers` returns it.
    card : ModelCard
        Of the model.
    config : TrainConfig
        Of the training.
    inside : Inside
        What else is in this bundle.
    """
    return {
        "facts.json": json.dumps(facts, indent=2, ensure_ascii=False) + "\n",
        "labels.txt": "".join(f"{name}\n" for name in facts["classes"]),
        "requirements.txt": requirements(),
        "MODEL_CARD.md": card.markdown(),
        "MODEL_CARD.html": card.html(),
        "LICENCES.txt": licences(config, inside),
        "README.md": readme(facts, answers[0]["says"], inside),
    }


def expected_document(folder: Path, answers: list[dict[str, Any]]) -> str:
    """Return what the self-test of the bundle in ``folder`` compares with."""
    names = [name for name in (MODEL, FACE_FINDER) if (folder / name).is_file()]
    document = {"files": {name: sha256_file(folder / name) for name in names}, "pictures": answers}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


EXPECTED_AT = f"{GOLDEN}/{EXPECTED}"
"""Path of that document in a bundle."""
