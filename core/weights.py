"""Pre-trained weights: found on this computer, else fetched once, and always checked."""

from __future__ import annotations

import hashlib
import http.client
import os
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from core.errors import WeightsMissing
from core.files import sha256_file, sync_folder
from core.workspace import Workspace

Progress = Callable[[int, int | None], None]

_BLOCK = 1 << 16
_TIMEOUT = 20.0
_REST = 206
_NO_REST = 416


@dataclass(frozen=True)
class WeightsFile:
    """One published file.

    Parameters
    ----------
    name : str
        File name, as Keras calls it.
    url : str
        Where it is published.
    sha256 : str
        Of its content; empty where the publisher gives another checksum, or none.
    md5 : str
        What the publisher gives instead: against damage, not against malice. Where there is none
        either, the encrypted connection and the shapes of the layers have to do.
    """

    name: str
    url: str
    sha256: str = ""
    md5: str = ""

    def matches(self, path: Path) -> bool:
        """Return whether a file has the content that was published."""
        if self.sha256:
            return sha256_file(path) == self.sha256
        if self.md5:
            return _md5(path) == self.md5
        return path.stat().st_size > 0


_STORE = "https://storage.googleapis.com/tensorflow/keras-applications/"


def _published(folder: str, name: str, sha256: str = "", md5: str = "") -> WeightsFile:
    return WeightsFile(name, f"{_STORE}{folder}/{name}", sha256, md5)


_MOBILENET = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_{}_224_no_top.h5"
MOBILENET_V2 = _published(
    "mobilenet_v2",
    _MOBILENET.format("0.35"),
    sha256="d43c70f8ea04b1087170401b2f4739f41b94200e30892ea8d050ac65779146c6",
)
"""MobileNetV2 of width 0.35 without its top, trained on ImageNet at 224 x 224 (Apache-2.0)."""

IMAGENET = MappingProxyType(
    {
        "mobilenet_v2_0.35": MOBILENET_V2,
        "mobilenet_v2_1.0": _published("mobilenet_v2", _MOBILENET.format("1.0")),
        "efficientnet_v2_b0": _published(
            "efficientnet_v2",
            "efficientnetv2-b0_notop.h5",
            md5="893217f2bb855e2983157299931e43ff",
        ),
        "resnet50": _published(
            "resnet",
            "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
            md5="4d473c1dd8becc155b73f8504c6f6626",
        ),
        "vgg16": _published(
            "vgg16",
            "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5",
            md5="6d6bbae143d832006294945121d1f1fc",
        ),
    }
)
"""Weights learned on ImageNet, as Keras publishes them, by `ArchitectureInfo.weights`."""

_ZOO = "https://media.githubusercontent.com/media/opencv/opencv_zoo/main/models/"
YUNET = WeightsFile(
    name="face_detection_yunet_2026may.onnx",
    url=_ZOO + "face_detection_yunet/face_detection_yunet_2026may.onnx",
    sha256="ebafce4e3c118d6554634be5c27ab333b4c047a9a8c3faf1d7cf93101c22f0f0",
)
"""YuNet, the face finder of the OpenCV Zoo, for photos of any size (MIT)."""


def find_weights(
    workspace: Workspace, file: WeightsFile = MOBILENET_V2, progress: Progress | None = None
) -> Path:
    """Return a checked copy of the weights, fetching them if there is none.

    Looked for in the workspace's ``models/weights`` and ``models``, in the folder ``MIEN_WEIGHTS``
    names, then where Keras keeps its own (``KERAS_HOME``, else ``~/.keras``). What was fetched is
    kept in the workspace; a download that broke off goes on where it stopped.

    Parameters
    ----------
    workspace : Workspace
        Its folders are looked in first.
    file : WeightsFile, optional
        Which weights.
    progress : callable, optional
        Called with the bytes fetched so far and their number, None where the server hides it.

    Raises
    ------
    WeightsMissing
        If they are not here and cannot be fetched, with the folder to put them in by hand.
    """
    found = local_weights(workspace, file)
    if found:
        return found
    try:
        return _fetch(file, workspace.weights, progress)
    except WeightsMissing as missing:
        damaged = damaged_copy(workspace, file)
        if damaged is None:
            raise
        raise WeightsMissing(
            f"The pre-trained weights {damaged} are damaged, and new ones cannot be fetched.",
            missing.expected,
            "Put the published file in its place, or connect to the internet and try again.",
        ) from missing


def local_weights(workspace: Workspace, file: WeightsFile = MOBILENET_V2) -> Path | None:
    """Return a checked copy of the weights that is on this computer, None if there is none."""
    return next((path for path in _copies(workspace, file) if file.matches(path)), None)


def is_here(workspace: Workspace, file: WeightsFile) -> bool:
    """Return whether a copy of the weights is on this computer, whole or not."""
    return bool(_copies(workspace, file))


def damaged_copy(workspace: Workspace, file: WeightsFile) -> Path | None:
    """Return a copy of the weights that is not as they were published, None if there is none."""
    return next((path for path in _copies(workspace, file) if not file.matches(path)), None)


def _copies(workspace: Workspace, file: WeightsFile) -> list[Path]:
    paths = [folder / file.name for folder in _folders(workspace)]
    return [path for path in paths if path.is_file()]


def _md5(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _folders(workspace: Workspace) -> list[Path]:
    named = os.environ.get("MIEN_WEIGHTS")
    keras = os.environ.get("KERAS_HOME")
    return [
        workspace.weights,
        workspace.models,
        *([Path(named)] if named else []),
        (Path(keras) if keras else Path.home() / ".keras") / "models",
    ]


def _fetch(file: WeightsFile, folder: Path, progress: Progress | None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f"{file.name}.part"
    try:
        _download(file.url, part, progress)
    except (OSError, http.client.HTTPException) as error:
        raise _missing(file, folder, "cannot be fetched") from error
    if not file.matches(part):
        part.unlink()
        raise _missing(file, folder, "came damaged")
    target = folder / file.name
    part.replace(target)
    sync_folder(folder)
    return target


def _download(url: str, part: Path, progress: Progress | None) -> None:
    """Append to ``part`` what it still lacks of ``url``."""
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})  # noqa: S310  the address is a constant of this project
    try:
        answer = urllib.request.urlopen(request, timeout=_TIMEOUT)  # noqa: S310  the same
    except urllib.error.HTTPError as error:
        if error.code == _NO_REST:  # nothing is lacking
            return
        raise
    with answer, part.open("ab" if answer.status == _REST else "wb") as stream:
        length = answer.headers.get("Content-Length")
        total = stream.tell() + int(length) if length else None
        while block := answer.read(_BLOCK):
            stream.write(block)
            if progress:
                progress(stream.tell(), total)
        stream.flush()
        os.fsync(stream.fileno())
        if total is not None and stream.tell() < total:
            raise ConnectionError("The server hung up before the end.")


def _missing(file: WeightsFile, folder: Path, what: str) -> WeightsMissing:
    return WeightsMissing(
        f"The pre-trained weights {file.name} are not on this computer and {what}.",
        f"They are published at {file.url}.",
        f"Connect to the internet and train again, or put the file into {folder}.",
    )
