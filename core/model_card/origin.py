"""The last sections: limits, and by which files and versions the card can be checked."""

from __future__ import annotations

import platform
from datetime import datetime
from zipfile import BadZipFile, ZipFile

from core.files import parse_json, read_json
from core.model_card.blocks import Facts, Items, Paragraph, Section, Table
from core.model_card.material import Material
from core.runs.differences import settings_in_words
from core.version import mien_version

_FACTS_IN_MODEL = "metadata.json"
_LARGEST_FACTS = 1 << 16


def limits(known: Material) -> Section:
    """Say what to keep in mind, and what to do about it."""
    faces = (
        "A face that is turned away, covered, small or drawn is harder than those it was checked "
        "on; and what a face shows for a moment is not what a person feels."
    )
    said = [
        (
            "Its figures hold for photos like those it was checked on: the same camera, light, and "
            "kind of people. For others, check it on some of them first."
        ),
        *([faces] if known.on_faces else []),
        (
            "It always prefers one of its kinds, also for a photo that shows none of them. Mien "
            f"says {_said_instead(known)}; other programs have to do so themselves."
        ),
        (
            "It learned once, from the photos above. When labels are put right or photos added, it "
            "does not know; train again."
        ),
        (
            "Whoever is in a photo can ask that it be deleted. A model that learned from it should "
            "then be trained again without it."
        ),
    ]
    return Section("What to keep in mind", [Items(said)])


def _said_instead(known: Material) -> str:
    if known.run.familiar.exists():
        return "not sure, or unlike anything it was trained on"
    return "not sure"


def origin(known: Material, made: datetime) -> Section:
    """Say when and with what all was made, with the hashes of its files."""
    run = known.run
    pairs = [
        ("This card was written", f"{made:%Y-%m-%d %H:%M} UTC"),
        ("by", f"Mien {mien_version()} on Python {platform.python_version()}"),
        ("The model was saved", _saved(known)),
        ("Size of the model", f"{run.model.stat().st_size / 1e6:,.2f} MB"),
        ("Version of the photos and labels", str(run.spec.get("dataset_version", "not known"))),
    ]
    hashes = sorted(read_json(run.manifest)["sha256"].items())
    checked = "The training's files and their SHA-256, read again for this card."
    paper = (
        "Arranged after Mitchell and others 2019, Model Cards for Model Reporting, "
        "doi:10.1145/3287560.3287596. Written from what the training left behind and, where it "
        "lies beside it, the set of photos; no photo and no name of a photo stands in it."
    )
    return Section(
        "Versions and hashes",
        [Facts(pairs), Table(("file", "SHA-256"), hashes, checked), Paragraph(paper)],
    )


def settings(known: Material) -> Section:
    """List every setting."""
    rows = [(name, value or "none") for name, value in settings_in_words(known.run.config)]
    return Section("Every setting", [Table(("setting", "value"), rows, "As it was trained.")])


def _saved(known: Material) -> str:
    """Return when and by which Keras, as the file itself says."""
    try:
        with ZipFile(known.run.model) as archive, archive.open(_FACTS_IN_MODEL) as stream:
            facts = parse_json(stream.read(_LARGEST_FACTS))
        when = str(facts["date_saved"]).replace("@", " ")
        return f"{when} (clock of that computer), by Keras {facts['keras_version']}"
    except (OSError, BadZipFile, KeyError, ValueError, TypeError):
        return "its file does not say when"
