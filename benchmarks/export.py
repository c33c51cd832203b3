"""Models in other programs: ``python -m benchmarks export [FIGURE...]``.

Every network is trained for a short while on happy and sad faces of FER-2013 and exported; each
file is asked by its own runtime about every face under ``validation/``, which none has learned
from. ``--only NAME`` asks some networks only, ``--keep DIR`` leaves the trainings in a folder and
takes those that are there already, and ``--minutes N`` is how long a network learns that starts
from nothing, because what it learned elsewhere is not on this computer. The bundle is asked too,
and a whole project is backed up and put back: see `benchmarks.export_bundle` and
`benchmarks.export_restore`.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from benchmarks import export_bundle, export_restore
from benchmarks.figure import Figure
from core.dataset.importing import run_import
from core.errors import CannotExport
from core.export.exported import Exported
from core.export_process import exported
from core.runs.networks import ARCHITECTURES, FACE_NETWORK
from core.runs.run_directory import list_runs
from core.weights import IMAGENET, local_weights
from core.workspace import PROJECT, Workspace

_FER = PROJECT.parent / "shared" / "data" / "fer2013-happy-sad.zip"
_LEARNED_FROM = 3
"""One in so many of the training photos; one in ten of those watches."""

_OF_FILES = ("max_difference", "int8_drop", "int8_size", "int8_latency")
_FIGURES = ("restore", *_OF_FILES, "empty_environment")
_OF_BUNDLES = {"max_difference": ("predict", "web"), "empty_environment": ("empty_environment",)}
_EXACT = ("litert", "onnx", "saved-model")
_SIDE, _KNOWN_SIDE = 48, 96
_MINUTES = 3.0
_SLOWLY = ("--batch-size", "16", "--epochs", "300", "--no-early-stopping")
"""From nothing: many steps, which a normalisation that remembers the last thousand needs."""

_UNSTEADY = "vgg16"
"""Without normalisation: it stands still at the others' learning rate."""

Made = dict[str, Exported]


def run(arguments: Sequence[str]) -> Iterator[Figure]:
    """Yield the figures named, or all.

    Yields
    ------
    Figure
        ``restore``: files and rows lost when a project is backed up and put back;
        ``max_difference`` of any probability between the app and the face network as LiteRT, ONNX
        and SavedModel, or a bundle's ``predict.py`` and web page; ``int8_drop``: right answers that
        whole numbers lose, a line for each network and the worst; ``int8_size``: of the face
        network's file, beside full numbers;
        ``int8_latency``: median time for a face, one thread;
        ``empty_environment``: packages that a bundle needs beside Python.
    """
    given = asked_for(arguments)
    wanted = set(given.figures or _FIGURES)
    if "restore" in wanted:
        yield from export_restore.run([])
    of_bundles = [each for name in sorted(wanted & {*_OF_BUNDLES}) for each in _OF_BUNDLES[name]]
    told = [*export_bundle.run(of_bundles)] if of_bundles else []
    yield from (each for each in told if each.name == "empty_environment")
    beside = [each for each in told if each.name != "empty_environment"]
    yield from _of_files(wanted & {*_OF_FILES}, given, beside)


def asked_for(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what was asked for: names of figures and of networks, and where trainings are kept."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks export")
    parser.add_argument("figures", nargs="*", choices=[*_FIGURES, []], default=[])
    parser.add_argument("--only", action="append", choices=[*ARCHITECTURES])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--minutes", type=float, default=_MINUTES)
    return parser.parse_args(arguments)


def _of_files(
    wanted: set[str], given: argparse.Namespace, beside: Sequence[Figure]
) -> Iterator[Figure]:
    if not wanted:
        return
    if not _FER.is_file():
        reason = {"reason": "the photos of FER-2013 are not on this computer"}
        yield from (Figure(name, None, "share", None, None, reason) for name in sorted(wanted))
        return
    with tempfile.TemporaryDirectory(dir=PROJECT / "data", ignore_cleanup_errors=True) as folder:
        faces = Workspace((given.keep or Path(folder)).resolve())
        if not faces.data.exists():
            run_import(faces, _shared_out(Path(folder) / "faces.zip"))
        if wanted & {"max_difference", "int8_size", "int8_latency"}:
            made = _made(faces, FACE_NETWORK, (*_EXACT, "litert-int8"), given.minutes)
            yield from _face_network(made, wanted, beside)
        if "int8_drop" in wanted:
            yield from _drops(faces, given.only or [*ARCHITECTURES], given.minutes)


def _shared_out(target: Path) -> Path:
    """Write the zip anew with some of its training photos, its validation photos as test."""
    with zipfile.ZipFile(_FER) as source, zipfile.ZipFile(target, "w") as copy:
        names = sorted(name for name in source.namelist() if not name.endswith("/"))
        for number, name in enumerate(names):
            *_, split, label, file = name.split("/")
            part = "validation" if number % (10 * _LEARNED_FROM) == 0 else "train"
            part = part if split == "train" else "test"
            if part == "test" or number % _LEARNED_FROM == 0:
                copy.writestr(f"{part}/{label}/{file}", source.read(name))
    return target


def _face_network(made: Made, wanted: set[str], beside: Sequence[Figure]) -> Iterator[Figure]:
    differences = {name: made[name].figures["largest_difference"] for name in _EXACT}
    whole, full = made["litert-int8"], made["litert"]
    network = {"network": FACE_NETWORK, "photos": full.figures["n"]}
    if "max_difference" in wanted:
        yield furthest(differences, beside, network)
    if "int8_size" in wanted:
        sizes = {"int8": whole.megabytes, "float32": full.megabytes}
        ratio = round(whole.megabytes / full.megabytes, 4)
        yield Figure("int8_size", ratio, "x", "<= 0.28, stretch 0.26", "float32", sizes)
    if "int8_latency" in wanted:
        detail = {**network, "threads": 1, "float32": round(full.milliseconds, 3)}
        value = round(whole.milliseconds, 3)
        yield Figure("int8_latency", value, "ms", "<= 1, stretch 0.2", None, detail)


def furthest(
    formats: Mapping[str, float | None], beside: Sequence[Figure], network: Mapping[str, object]
) -> Figure:
    """Return how far any of the ways out is from the app at most.

    Parameters
    ----------
    formats : mapping of str to float or None
        By format of a file; None, an answer that was no number, counts as the furthest there is.
    beside : sequence of Figure
        Those of the bundle; one without a value could not be measured here and says why.
    network : mapping
        What is told of the files.
    """
    exported = [1.0 if each is None else each for each in formats.values()]
    worst = max([*exported, *(each.value for each in beside if each.value is not None)])
    bundles = {each.name: {"largest": each.value, **each.detail} for each in beside}
    target = "<= 1e-4, stretch 1e-5"
    told = {**network, **formats, **bundles}
    return Figure("max_difference", worst, "share", target, "the app", told)


def _drops(faces: Workspace, networks: Sequence[str], minutes: float) -> Iterator[Figure]:
    drops = {}
    for network in networks:
        made = _made(faces, network, ("litert", "litert-int8"), minutes)
        full, whole = made["litert"], made["litert-int8"]
        drops[network] = round(full.figures["app_accuracy"] - whole.figures["accuracy"], 4)
        detail = {
            "photos": whole.figures["n"],
            "app": round(full.figures["app_accuracy"], 4),
            "float32": round(full.figures["accuracy"], 4),
            "int8": round(whole.figures["accuracy"], 4),
            "same": whole.figures["same"],
            "largest_difference": whole.figures["largest_difference"],
            "size": round(whole.megabytes / full.megabytes, 4),
            "milliseconds": [round(whole.milliseconds, 2), round(full.milliseconds, 2)],
        }
        yield Figure(f"int8_drop_{network}", drops[network], "share", None, "the app", detail)
    yield Figure("int8_drop", max(drops.values()), "share", "<= 0.01, stretch 0.003", None, drops)


def _made(faces: Workspace, network: str, formats: Sequence[str], minutes: float) -> Made:
    known = {each.config.architecture: each for each in list_runs(faces) if each.finished}
    if network not in known:
        _train(faces, network, minutes)
        known = {each.config.architecture: each for each in list_runs(faces) if each.finished}
    with tempfile.TemporaryDirectory(dir=PROJECT / "data") as folder:
        came = [*exported(known[network], formats, Path(folder))]
    for each in came:
        if isinstance(each, CannotExport):
            raise each
    return {each.format: each for each in came if isinstance(each, Exported)}


def _train(faces: Workspace, network: str, minutes: float) -> None:
    """Train as a person does on the command line: at once where something is known already."""
    info = ARCHITECTURES[network]
    known = info.weights and local_weights(faces, IMAGENET[info.weights])
    command = [sys.executable, "-m", "core", "train", "--follow", "--architecture", network]
    command += ["--preset", "instant" if known else "quick"]
    command += ["--image-size", str(_KNOWN_SIDE if known else _SIDE)]
    if info.weights and not known:
        command += [*("--set", "from_scratch=true"), *("--minutes", str(minutes)), *_SLOWLY]
        command += ["--learning-rate", "1e-4" if network == _UNSTEADY else "3e-4"]
    subprocess.run([*command, "--workspace", str(faces.root)], cwd=PROJECT, check=True)
