"""One HTML file that runs a model in a browser: everything is inside, no request leaves."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from core.bundle.answering import FACE_FINDER, MODEL
from core.bundle.web_runtime import WebRuntime
from core.model_card.card import ModelCard
from core.model_card.not_for import NOT_FOR
from core.model_card.plain_text import clean

SCRIPTS = (
    "words.js",
    "rounding.js",
    "decoding.js",
    "resampling.js",
    "faces.js",
    "answering.js",
    "camera.js",
    "page.js",
)
"""In the order in which they stand in the page; each uses only those before it."""

_WEB = Path(__file__).resolve().parent / "web"


def web_page(folder: Path, facts: Mapping[str, Any], card: ModelCard, runtime: WebRuntime) -> str:
    """Return the page of the bundle in ``folder``.

    Parameters
    ----------
    folder : Path
        Holds the model and, where faces are to be found, the face finder.
    facts : mapping
        As `core.export.facts.facts` returns it.
    card : ModelCard
        Of the model; how good it is and what it is not for stand in the page.
    runtime : WebRuntime
        What runs the model.
    """
    finder = folder / FACE_FINDER
    parts = {
        "style": _file("page.css"),
        "script": "\n".join(map(_file, SCRIPTS)),
        "good": _paragraphs(card.in_short),
        "not-for": "".join(f"<li>{escape(each)}</li>" for each in NOT_FOR),
        "facts": json.dumps(facts, ensure_ascii=False).replace("<", "\\u003c"),
        "runtime": _packed(runtime.script),
        "wasm": _packed(runtime.wasm),
        "model": _packed((folder / MODEL).read_bytes()),
        "finder": _packed(finder.read_bytes()) if finder.is_file() else "",
    }
    before, *pieces = _file("page.html").split("{{")
    filled = [before]
    for piece in pieces:
        name, rest = piece.split("}}", 1)
        filled += [parts[name], rest]
    return "".join(filled)


def _paragraphs(said: Sequence[str]) -> str:
    return "".join(f"<p>{escape(clean(each))}</p>" for each in said)


def _file(name: str) -> str:
    return (_WEB / name).read_text("utf-8")


def _packed(data: bytes) -> str:
    return base64.b64encode(gzip.compress(data, mtime=0)).decode()
