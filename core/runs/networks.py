"""The networks on offer: their names and what a person should know before choosing."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

LARGEST_IMAGE = 512


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
        Default width of its hidden dense layer.
    dropout : float
        Default share of silenced outputs.
    pretrained : bool
        Whether it starts from weights learned elsewhere, which have to be here or fetched.
    """

    name: str
    title: str
    summary: str
    image_size: int
    min_size: int
    dense_units: int
    dropout: float
    pretrained: bool


_ALL = (
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
        title="Slim network",
        summary="Like the small one with a narrower end: a quarter of the size, a little faster.",
        image_size=256,
        min_size=24,
        dense_units=256,
        dropout=0.0,
        pretrained=False,
    ),
    ArchitectureInfo(
        name="mobilenet-v2",
        title="Pre-trained network",
        summary="Has seen a million photos of everyday things; best with fewer than 200 photos.",
        image_size=224,
        min_size=32,
        dense_units=128,
        dropout=0.2,
        pretrained=True,
    ),
)

ARCHITECTURES = MappingProxyType({info.name: info for info in _ALL})
"""Every network by name, in the order they are offered."""
