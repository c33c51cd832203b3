"""One option of ``train`` for every setting of a training; left out, a good default is taken."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from core.runs.networks import ARCHITECTURES
from core.runs.presets import PRESETS
from core.runs.spec import OPTIMIZERS

OTHERS = (
    "from_scratch",
    "progressive_resizing",
    "fine_tuning",
    "feature_views",
    "schedule",
    "warmup",
    "weight_decay",
    "label_smoothing",
    "weight_averaging",
    "mirrored_prediction",
    "precision",
    "cutout",
)
"""Settings without an option of their own."""


def _option(help_text: str, *names: str) -> Any:
    return typer.Option(*names, help=help_text, show_default=False)


Preset = Annotated[
    str | None, _option(f"Settings that go together: {', '.join(PRESETS)}; others may be added.")
]
Architecture = Annotated[
    str | None,
    _option(f"Network: {', '.join(ARCHITECTURES)}; left out, the one that fits the photos."),
]
ImageSize = Annotated[int | None, _option("Side in pixels that every photo is brought to.")]
Epochs = Annotated[int | None, _option("Most passes over the training photos.")]
BatchSize = Annotated[int | None, _option("Photos per step of the optimizer.")]
Optimizer = Annotated[str | None, _option(f"Optimizer: {', '.join(OPTIMIZERS)}.")]
Others = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help=f"Any other setting, as often as needed: {', '.join(OTHERS)}.",
        show_default=False,
    ),
]
Minutes = Annotated[float | None, _option("Time for learning; 0 sets no limit.")]
LearningRate = Annotated[float | None, _option("Step size of the optimizer.")]
DenseUnits = Annotated[int | None, _option("Width of the hidden dense layer.")]
Dropout = Annotated[
    float | None, _option("Share of its outputs silenced while learning, 0 to 0.9.")
]
EarlyStopping = Annotated[bool | None, _option("Stop when validation no longer improves.")]
Patience = Annotated[int | None, _option("Epochs to wait for an improvement.")]
ClassWeights = Annotated[bool | None, _option("Let rarer classes count more.")]
Plain = Annotated[bool, typer.Option("--no-augmentation", help="Change no photo at random.")]
Rotation = Annotated[float | None, _option("Largest random turn, in degrees.")]
Zoom = Annotated[float | None, _option("Largest random zoom, as a fraction, 0 to 0.9.")]
Flip = Annotated[bool | None, _option("Mirror half of the photos.", "--flip/--no-flip")]
Shift = Annotated[float | None, _option("Largest random move, as a fraction, 0 to 0.5.")]
Brightness = Annotated[float | None, _option("Largest random change of brightness, 0 to 0.9.")]
TrainShare = Annotated[float | None, _option("Share of photos to learn from.")]
ValidationShare = Annotated[float | None, _option("Share of photos kept aside while learning.")]
TestShare = Annotated[float | None, _option("Share of photos for the final test.")]
Framing = Annotated[str | None, _option("Look at the 'faces' in the photos or at 'whole' photos.")]
Seed = Annotated[int | None, _option("Fixes every random choice.")]
Seeds = Annotated[int, typer.Option(help="Train so often, each with another seed, 1 to 10.")]
Name = Annotated[str | None, _option("What to call this training.")]
Follow = Annotated[bool, typer.Option("--follow", help="Wait for the end; Ctrl+C keeps the best.")]
