"""A finished training bundled as one zip that answers without Mien; tested before it is kept."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from core.aside import aside
from core.bundle.answering import FACE_FINDER, model_facts
from core.bundle.contents import EXPECTED_AT, expected_document, own_files, texts
from core.bundle.golden import expected_answers, golden_pictures
from core.bundle.reading import Inside
from core.bundle.self_test import GOLDEN
from core.bundle.web_page import web_page
from core.bundle.web_runtime import WEB_RUNTIME, web_runtime
from core.dataset.framing import FACES
from core.disk_refusals import what_helps, why
from core.errors import CannotExport, WeightsMissing
from core.export.exported import Exported
from core.export_process import exported
from core.files import sync_folder
from core.model_card.card import ModelCard, model_card
from core.runs.run_directory import RunDirectory
from core.weights import YUNET, WeightsFile, find_weights
from core.workspace import Workspace

Stage = Callable[[str], None]

_LONGEST = 300.0
_PACKED_ALREADY = (".html", ".png")


@dataclass(frozen=True)
class Bundle:
    """A bundle that passed its own test.

    Parameters
    ----------
    path : str
        The zip.
    megabytes : float
        Its size.
    notes : list of str
        What it lacks, as sentences; mostly none.
    tested : list of dict
        As `core.bundle.self_test.self_test` returns it.
    figures : dict
        As `core.export.agreement.agreement` returns it, of the model in it.
    """

    path: str
    megabytes: float
    notes: list[str]
    tested: list[dict[str, Any]]
    figures: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return asdict(self)


def build_bundle(
    run: RunDirectory,
    target: Path,
    tell: Stage = lambda _: None,
    model: Exported | None = None,
) -> Bundle:
    """Write a bundle; ``target`` is whole and tested, or as it was.

    Parameters
    ----------
    run : RunDirectory
        A finished training.
    target : Path
        The zip; written over where there is one.
    tell : callable, optional
        Told what is being done, in a few words.
    model : Exported, optional
        Its ONNX file, where it has just been made and checked.

    Raises
    ------
    CannotExport
        If the model cannot be written, or the bundle does not answer as the app does.
    CoreError
        If the run's model is missing or damaged.
    """
    try:
        return _built(run, target, tell, model)
    except OSError as problem:
        raise CannotExport(
            f"{target} cannot be written: {why(problem)}.",
            advice=f"{what_helps(problem)}, or choose another folder.",
        ) from problem


def _built(run: RunDirectory, target: Path, tell: Stage, made: Exported | None) -> Bundle:
    with aside(target) as place:
        folder = place / target.stem
        folder.mkdir()
        tell("Writing the model")
        model = _copied(made, folder) if made else _write_model(run, folder)
        notes = _fill(run, folder, tell)
        tell("Testing the bundle")
        tested = run_self_test(folder)
        packed = place / "packed.zip"
        _pack(folder, packed)
        packed.replace(target)
        sync_folder(target.parent)
    size = target.stat().st_size / 1e6
    return Bundle(str(target), size, notes, tested, model.figures)


def run_self_test(folder: Path) -> list[dict[str, Any]]:
    """Let an unpacked bundle test itself, in a process that knows nothing else.

    Returns
    -------
    list of dict
        As `core.bundle.self_test.self_test` returns it.

    Raises
    ------
    CannotExport
        If it does not answer as the app does, or not in time.
    """
    done = _asked_to_test(folder)
    if done.returncode:
        raise CannotExport(
            "The bundle does not answer as the app does.",
            "It is not handed out.",
            f"Its test said: {(done.stderr or done.stdout).strip()[-500:]}",
        )
    tested: list[dict[str, Any]] = json.loads(done.stdout)
    return tested


def _asked_to_test(folder: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            [sys.executable, "-E", str(folder / "predict.py"), "--self-test", "--json"],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            timeout=_LONGEST,
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise CannotExport(
            "The bundle did not answer its own test in time.",
            "It is not handed out.",
            "Close other programs and make it again.",
        ) from problem


def _copied(made: Exported, folder: Path) -> Exported:
    shutil.copyfile(made.path, folder / made.path.name)
    return made


def _write_model(run: RunDirectory, folder: Path) -> Exported:
    [made] = exported(run, ["onnx"], folder)
    if isinstance(made, CannotExport):
        raise made
    return made


def _fill(run: RunDirectory, folder: Path, tell: Stage) -> list[str]:
    """Write everything but the model; return what the bundle lacks."""
    workspace = run.workspace
    notes: list[str] = []
    with_finder = run.config.framing == FACES and _fetched(workspace, YUNET, notes, folder)
    tell("Asking the app about the test pictures")
    pictures = golden_pictures(with_finder=with_finder)
    answers = expected_answers(run.path, pictures)
    facts = model_facts(folder)
    tell("Writing the model card")
    card = model_card(run)
    tell("Writing the web page")
    with_page = _page_written(workspace, facts, card, notes, folder)
    own = own_files() | {f"{GOLDEN}/{name}": data for name, data in pictures.items()}
    for name, data in own.items():
        _write(folder / name, data)
    inside = Inside(page=with_page, finder=with_finder)
    for name, text in texts(facts, answers, card, run.config, inside).items():
        _write(folder / name, text.encode("utf-8"))
    _write(folder / EXPECTED_AT, expected_document(folder, answers).encode("utf-8"))
    return notes


def _page_written(
    workspace: Workspace,
    facts: Mapping[str, Any],
    card: ModelCard,
    notes: list[str],
    folder: Path,
) -> bool:
    try:
        page = web_page(folder, facts, card, web_runtime(workspace))
    except WeightsMissing:
        notes.append(_lacks("its web page", WEB_RUNTIME, workspace))
        return False
    _write(folder / "index.html", page.encode("utf-8"))
    return True


def _fetched(workspace: Workspace, weights: WeightsFile, notes: list[str], folder: Path) -> bool:
    try:
        shutil.copyfile(find_weights(workspace, weights), folder / FACE_FINDER)
    except WeightsMissing:
        notes.append(
            _lacks("its face finder; photos have to be cut to the face", weights, workspace)
        )
        return False
    return True


def _lacks(what: str, file: WeightsFile, workspace: Workspace) -> str:
    return (
        f"This bundle came without {what}: {file.name} could not be fetched from {file.url}. "
        f"Connect to the internet and make the bundle again, or put that file into "
        f"{workspace.weights} by hand (a folder that MIEN_WEIGHTS names will do too)."
    )


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _pack(folder: Path, target: Path) -> None:
    with target.open("wb") as stream:
        with ZipFile(stream, "w") as archive:
            for path in sorted(each for each in folder.rglob("*") if _wanted(each)):
                how = ZIP_STORED if path.suffix in _PACKED_ALREADY else ZIP_DEFLATED
                archive.write(path, path.relative_to(folder.parent), how)
        stream.flush()
        os.fsync(stream.fileno())


def _wanted(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts
