"""The program that runs models in a browser: fetched from npm once, checked, never from a CDN."""

from __future__ import annotations

import tarfile
from dataclasses import dataclass

from core.errors import WeightsMissing
from core.weights import WeightsFile, find_weights
from core.workspace import Workspace

VERSION = "1.30.0"
WEB_RUNTIME = WeightsFile(
    name=f"onnxruntime-web-{VERSION}.tgz",
    url=f"https://registry.npmjs.org/onnxruntime-web/-/onnxruntime-web-{VERSION}.tgz",
    sha256="d2228df7e4616bc3348bf504ee888f3bec43789a273f0a63f3e68d203ce3bf71",
)
"""onnxruntime for browsers (MIT), as its makers publish it."""

_SCRIPT = "package/dist/ort.wasm.bundle.min.mjs"
_WASM = "package/dist/ort-wasm-simd-threaded.wasm"


@dataclass(frozen=True)
class WebRuntime:
    """What a page needs to run a model.

    Parameters
    ----------
    script : bytes
        A JavaScript module.
    wasm : bytes
        The WebAssembly it loads.
    """

    script: bytes
    wasm: bytes


def web_runtime(workspace: Workspace) -> WebRuntime:
    """Return the runtime, fetching it if it is not on this computer.

    Parameters
    ----------
    workspace : Workspace
        Where it is looked for, and kept.

    Raises
    ------
    WeightsMissing
        If it is not here and cannot be fetched.
    """
    package = find_weights(workspace, WEB_RUNTIME)
    with tarfile.open(package) as archive:
        return WebRuntime(_member(archive, _SCRIPT), _member(archive, _WASM))


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    stream = archive.extractfile(name)
    if stream is None:
        raise WeightsMissing(f"{WEB_RUNTIME.name} holds no {name}.")
    return stream.read()
