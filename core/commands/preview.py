"""``preview``: photos as a training would see them, changed at random."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from numpy.typing import NDArray
from PIL import Image

from core.commands import console
from core.commands import train_options as given
from core.commands.files import read_photo, write_picture
from core.commands.options import AsJson, WorkspaceDir
from core.disk_refusals import why
from core.errors import CoreError
from core.outside_photos import OutsidePhotos
from core.runs.presets import default_config
from core.runs.settings import Augmentation

Photos = Annotated[list[Path], typer.Argument(metavar="PHOTO...", help="The photos.")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for the PNG files.")]
Count = Annotated[int, typer.Option(help="Versions of each photo.", min=1, max=100)]
Side = Annotated[int, typer.Option("--image-size", help="Their side in pixels.", min=16, max=1024)]
Seed = Annotated[int, typer.Option(help="Fixes every random choice.", min=0)]


def run(
    photos: Photos,
    *,
    out: Out,
    count: Count = 4,
    image_size: Side = 224,
    rotation: given.Rotation = None,
    zoom: given.Zoom = None,
    flip: given.Flip = None,
    shift: given.Shift = None,
    brightness: given.Brightness = None,
    seed: Seed = 0,
    workspace: WorkspaceDir = None,
    as_json: AsJson = False,
) -> None:
    """Write photos as a training would change them at random; left out, a default is taken."""
    del workspace  # taken as every command takes it; nothing is read from there
    chosen: dict[str, Any] = {
        "rotation": rotation,
        "zoom": zoom,
        "horizontal_flip": flip,
        "shift": shift,
        "brightness": brightness,
    }
    changes = replace(
        default_config().augmentation,
        **{name: value for name, value in chosen.items() if value is not None},
    )
    written: list[str] = []
    reader = OutsidePhotos()
    try:
        for number, photo in enumerate(photos):
            pixels = reader.square(read_photo(photo), image_size)
            versions = _changed(pixels, changes, count, seed + number)
            written += _keep(out, f"{number + 1}-{photo.stem}", versions)
    finally:
        reader.close()
    document = {"augmentation": changes.to_json(), "written": written}
    console.answer(document, "\n".join(written), as_json=as_json)


def _changed(
    pixels: NDArray[np.uint8], changes: Augmentation, count: int, seed: int
) -> list[NDArray[np.uint8]]:
    from core.learning.augmentation import preview  # noqa: PLC0415 - loads TensorFlow

    return preview(pixels, changes, count, seed)


def _keep(out: Path, name: str, versions: list[NDArray[np.uint8]]) -> list[str]:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CoreError(f"The folder {out} cannot be made: {why(error)}.") from error
    paths = [out / f"{name}-{version}.png" for version in range(1, len(versions) + 1)]
    for path, pixels in zip(paths, versions, strict=True):
        stream = BytesIO()
        Image.fromarray(pixels).save(stream, "PNG")
        write_picture(path, stream.getvalue())
    return [str(path) for path in paths]
