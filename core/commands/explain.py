"""``explain``: where a trained model looked in a photo."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core import inference
from core.commands import console
from core.commands.files import read_photo, write_picture
from core.commands.options import AsJson, RunName, WorkspaceDir, open_workspace, usable_run
from core.commands.targets import target
from core.errors import NotInDataset
from core.explain.method_names import METHODS
from core.explain.overlay import blend

Photo = Annotated[Path, typer.Argument(metavar="PHOTO", help="The photo.")]
ClassName = Annotated[
    str | None, typer.Option("--class", help="What speaks for this class [default: the answer].")
]
Face = Annotated[
    int, typer.Option(help="Which face, if there are several: 0 is the largest.", min=0)
]
Method = Annotated[
    str | None,
    typer.Option(help=f"One of {', '.join(METHODS)} [default: what suits the model]."),
]
Signed = Annotated[
    bool, typer.Option("--signed", help="Also show, in blue, what speaks against the class.")
]
Out = Annotated[Path, typer.Option("--out", help="JPEG file to write.")]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that exists.")]
Opacity = Annotated[float, typer.Option(help="Of the heat map, 0 to 1.", min=0.0, max=1.0)]


def run(
    name: RunName,
    photo: Photo,
    *,
    label: ClassName = None,
    face: Face = 0,
    method: Method = None,
    signed: Signed = False,
    out: Out = Path("heat.jpg"),
    force: Force = False,
    opacity: Opacity = 0.6,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Write the photo with a heat map of where the model looked."""
    place = open_workspace(workspace)
    file = target(out, place, force=force, inputs=[photo])
    chosen = usable_run(place, name)
    look = inference.shared().look(chosen.path, read_photo(photo), face=face, method=method)
    shown = label or look.answer
    if shown not in look.maps:
        raise NotInDataset(
            f"The model knows no class {shown!r}.", f"It knows {', '.join(look.maps)}."
        )
    against = look.against[shown] if signed else None
    if look.face is not None and face >= len(look.faces):
        raise NotInDataset(
            f"There is no face {face}: {len(look.faces)} were found.", "The largest is face 0."
        )
    write_picture(file, blend(look.photo, look.maps[shown], opacity, against))
    document = {
        "file": str(photo),
        "label": look.answer,
        "verdict": str(look.said.verdict),
        "probabilities": look.probabilities,
        "class": shown,
        "method": look.method,
        "out": str(out),
        "faces": len(look.faces),
        "face": look.face,
        "notice": look.notice,
    }
    said = f"{look.said.headline()}. {look.said.explanation()}"
    speaks = "for and, in blue, against" if signed else "for"
    sentence = f"{said} What speaks {speaks} {shown} is in {out} ({METHODS[look.method]})."
    if look.notice:
        sentence = f"{sentence} {look.notice}"
    console.answer(document, sentence, as_json=as_json)
