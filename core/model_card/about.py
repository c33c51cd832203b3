"""The first sections: what was found in a sentence, what the model is, and what it is for."""

from __future__ import annotations

from core.evaluation.report import sentence
from core.evaluation.wording import guessing_sentence, leak_sentence, right_words
from core.learned_rounds import rounds_sentence
from core.model_card.blocks import Block, Facts, Items, Paragraph, Section
from core.model_card.material import Material
from core.model_card.not_for import NOT_FOR
from core.runs.networks import ARCHITECTURES

_EXPRESSION = (
    "It guesses the expression that a face shows. It does not know what a person feels: a smile "
    "is not joy and a scowl is not anger, and how people show what they feel differs between "
    "people and cultures (Barrett and others 2019, doi:10.1177/1529100619832930)."
)
_IF_PEOPLE = (
    "Where these photos show people, its answers are about what can be seen in a photo, never "
    "about what somebody feels, is, or will do."
)


def in_short(known: Material) -> Section:
    """Say how good it is, and what stands against that."""
    said = [sentence(known.figures), f"Right: {right_words(known.figures)}."]
    warned = [guessing_sentence(known.figures), leak_sentence(known.figures)]
    if known.state.status in ("stopped", "failed", "interrupted"):
        warned.append(f"It did not learn to the end: {known.state.message}")
    blocks: list[Block] = [Paragraph(" ".join(said))]
    blocks += [Paragraph(each, warning=True) for each in warned if each]
    return Section("In short", blocks)


def model_details(known: Material) -> Section:
    """Say what kind of model it is, and how it came to be."""
    run, config = known.run, known.run.config
    aside = sum(each.split == "validation" for each in run.pictures)
    network = ARCHITECTURES[config.architecture]
    pairs = [
        ("Name", run.name),
        ("Id", run.run_id),
        ("Begun", f"{run.created_at:%Y-%m-%d %H:%M} UTC"),
        ("Answers", f"one of: {', '.join(run.classes)}"),
        ("Looks at", _looks_at(known)),
        ("Network", f"{network.title} ({network.name})"),
        ("Began with", _began(known)),
    ]
    rounds = rounds_sentence(known.state.history, known.state.best_epoch, aside)
    blocks: list[Block] = [Facts(pairs), *([Paragraph(rounds)] if rounds else [])]
    return Section("The model", blocks)


def use(known: Material) -> Section:
    """Say what it is for and what it must not be used for."""
    what = f"Telling photos apart by whether they look {known.class_names}."
    blocks: list[Block] = [
        Paragraph(
            f"{what} {_EXPRESSION if known.on_faces else _IF_PEOPLE} It was made with Mien, by "
            "which people teach a computer from their own photos, to try out and to learn how such "
            "a model comes about. For what else it was made is not written down in Mien: whoever "
            "gives it on should add that here."
        ),
        Paragraph("What it must not be used for:", warning=True),
        Items(NOT_FOR),
    ]
    return Section("What it is for, and what not", blocks)


def _looks_at(known: Material) -> str:
    side = known.run.config.image_size
    what = "faces, found and cut out" if known.on_faces else "whole photos"
    also = ", each together with its mirror image" if known.run.config.mirrored_prediction else ""
    return f"{what}, brought to {side} x {side} pixels{also}"


def _began(known: Material) -> str:
    config = known.run.config
    if known.is_starter:
        return "random weights"
    if config.starts_as_starter:
        return (
            "what the starter model of Mien knows from the faces of FER-2013 (Goodfellow and "
            "others 2013, arXiv:1307.0414)"
        )
    if config.starts_pretrained:
        return "what it knows from the everyday photos of ImageNet (doi:10.1007/s11263-015-0816-y)"
    return "random weights; it learned from the photos below alone"
