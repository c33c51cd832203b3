"""README and licences of a bundle: they tell of what is in it, and of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.dataset.framing import FACES
from core.runs.networks import ARCHITECTURES
from core.runs.spec import TrainConfig

_TEXTS = Path(__file__).resolve().parent / "texts"
_TERMS = {"resnet50": "MIT License", "vgg16": "CC BY 4.0"}
_USUAL_TERMS = "Apache License 2.0"

_FINDER_ROW = "| `face_finder.onnx` | finds the faces in a photo |\n"
_PAGE_ROW = "| `index.html` | the same in a browser |\n"
_NO_PAGE = "It came without its web page: it is asked in a terminal."
_NO_FINDER = (
    "It came without its face finder, and its model was taught on faces that were cut out: cut "
    "your photos to the face before you ask about them{how}."
)


@dataclass(frozen=True)
class Inside:
    """What a bundle holds besides its model and program.

    Parameters
    ----------
    page : bool
        Whether a web page.
    finder : bool
        Whether a face finder.
    """

    page: bool
    finder: bool


def readme(facts: Mapping[str, Any], example: str, inside: Inside) -> str:
    """Return the text that a person reads first.

    Parameters
    ----------
    facts : mapping
        As `core.export.facts.facts` returns it.
    example : str
        What the app said about the first test picture.
    inside : Inside
        What else the bundle holds.
    """
    return _text("README.md").format(
        name=facts["run"]["name"],
        classes=", ".join(facts["classes"]),
        promise=facts["promise"],
        example=example,
        holds=_holds(inside),
        lacks="".join(f"\n{each}\n" for each in _lacks(facts, inside)),
        browser=_text("browser.md") if inside.page else "",
        finder_row=_FINDER_ROW if inside.finder else "",
        page_row=_PAGE_ROW if inside.page else "",
    )


def licences(config: TrainConfig, inside: Inside) -> str:
    """Return who made what is in a bundle, and under which terms.

    Parameters
    ----------
    config : TrainConfig
        Of the training: it names what the model began from.
    inside : Inside
        What else the bundle holds.
    """
    in_page = " (also inside index.html)" if inside.page else ""
    page = "index.html (but for what is named below), " if inside.page else ""
    parts = [
        "WHO MADE WHAT IS IN THIS FOLDER, AND UNDER WHICH TERMS\n",
        _text("licences/mien.txt").format(page=page),
        _text("licences/model.txt").format(in_page=in_page, began=_began(config)),
        *([_text("licences/finder.txt").format(in_page=in_page)] if inside.finder else []),
        *([_text("licences/runtime.txt")] if inside.page else []),
        _text("licences/fetched.txt"),
        *([_text("licences/mit.txt")] if inside.page or inside.finder else []),
    ]
    return "\n".join(parts)


def _holds(inside: Inside) -> str:
    if inside.page:
        return "Its web page holds everything that is needed to ask it."
    return (
        "This folder holds the model and a small program that asks it; Python and three packages "
        "for it come from the internet once."
    )


def _lacks(facts: Mapping[str, Any], inside: Inside) -> list[str]:
    blind = facts["input"]["framing"] == FACES and not inside.finder
    how = " (`--crop`" + (", or the box on the page)" if inside.page else ")")
    said = [] if inside.page else [_NO_PAGE]
    return [*said, _NO_FINDER.format(how=how)] if blind else said


def _began(config: TrainConfig) -> str:
    if config.starts_as_starter:
        return (
            "It began as Mien's own face network (Apache License 2.0), whose weights were learned\n"
            "    from the faces of FER-2013 (Goodfellow et al. 2013, arXiv:1307.0414)."
        )
    if config.starts_pretrained:
        network = ARCHITECTURES[config.architecture]
        terms = _TERMS.get(network.weights, _USUAL_TERMS)
        return f"It began as {network.title}, with the weights that Keras publishes ({terms})."
    return "It began with random weights: nobody else's are in it."


def _text(name: str) -> str:
    return (_TEXTS / name).read_text("utf-8")
