"""The networks on offer: their names and what a person should know before choosing."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

LARGEST_IMAGE = 512

OLD_NAMES = MappingProxyType({"mobilenet-v2": "mobilenet-v2-0.35"})
"""Networks by the name that earlier runs have in their settings."""


@dataclass(frozen=True)
class ArchitectureInfo:
    """What is known of a network without building it.

    Parameters
    ----------
    name : str
        The key in settings and on the command line.
    title : str
        What a person reads.
    summary : str
        One sentence on what it is good for.
    image_size : int
        Side in pixels it was made for.
    min_size : int
        Smallest side that leaves its last layers something to see.
    dense_units : int
        Default width of its hidden dense layer; 0 if it has none.
    dropout : float
        Default share of silenced outputs.
    pretrained : bool
        Whether it can start from what it learned elsewhere.
    weights : str
        Name of the file of `core.weights` it starts from; empty for the face network, which
        starts from the starter model, and for those that learn from nothing.
    """

    name: str
    title: str
    summary: str
    image_size: int
    min_size: int
    dense_units: int
    dropout: float
    pretrained: bool
    weights: str = ""


FACE_NETWORK = "face-cnn"

_ALL = (
    ArchitectureInfo(
        name=FACE_NETWORK,
        title="Face network",
        summary="Has seen 28,000 faces of people smiling, frowning, crying; best for faces.",
        image_size=48,
        min_size=24,
        dense_units=0,
        dropout=0.0,
        pretrained=True,
    ),
    ArchitectureInfo(
        name="mobilenet-v2-0.35",
        title="MobileNetV2, slim",
        summary="Has seen a million photos of everyday things; for anything but faces.",
        image_size=224,
        min_size=32,
        dense_units=128,
        dropout=0.2,
        pretrained=True,
        weights="mobilenet_v2_0.35",
    ),
    ArchitectureInfo(
        name="mobilenet-v2-1.0",
        title="MobileNetV2",
        summary="The same at full width: better, and three times slower.",
        image_size=224,
        min_size=32,
        dense_units=128,
        dropout=0.2,
        pretrained=True,
        weights="mobilenet_v2_1.0",
    ),
    ArchitectureInfo(
        name="efficientnet-v2-b0",
        title="EfficientNetV2-B0",
        summary="Sees the most of the everyday networks for its size.",
        image_size=224,
        min_size=32,
        dense_units=128,
        dropout=0.2,
        pretrained=True,
        weights="efficientnet_v2_b0",
    ),
    ArchitectureInfo(
        name="resnet50",
        title="ResNet-50",
        summary="A classic with 24 million weights; slow without a graphics card.",
        image_size=224,
        min_size=32,
        dense_units=128,
        dropout=0.2,
        pretrained=True,
        weights="resnet50",
    ),
    ArchitectureInfo(
        name="vgg16",
        title="VGG-16",
        summary="The classic of the tutorials; the slowest of all.",
        image_size=224,
        min_size=32,
        dense_units=128,
        dropout=0.2,
        pretrained=True,
        weights="vgg16",
    ),
    ArchitectureInfo(
        name="cnn-16-32-64",
        title="Small network",
        summary="Learns everything from your photos alone; good with 200 or more.",
        image_size=256,
        min_size=24,
        dense_units=256,
        dropout=0.0,
        pretrained=False,
    ),
    ArchitectureInfo(
        name="cnn-16-32-16",
        title="Small network with a narrow end",
        summary="Like the small one with a narrower end: a quarter of the size, a little faster.",
        image_size=256,
        min_size=24,
        dense_units=256,
        dropout=0.0,
        pretrained=False,
    ),
)

ARCHITECTURES = MappingProxyType({info.name: info for info in _ALL})
"""Every network by name, in the order they are offered."""
