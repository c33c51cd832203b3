"""What a set that is taken away consists of."""

from __future__ import annotations

from dataclasses import dataclass

from core.dataset.exchange.told import Told


@dataclass(frozen=True, slots=True)
class AwayPhoto:
    """A photo to take away; the fields as in `core.dataset.records.PictureRecord`."""

    id: str
    suffix: str
    width: int
    height: int
    file_size: int
    told: Told


@dataclass(frozen=True)
class AwaySet:
    """What is taken away, as it was at one moment.

    Parameters
    ----------
    photos : list of AwayPhoto
        All photos in use, in order of arrival.
    classes : list of str
        All classes some of them has, in class order.
    binned : int
        Photos in the bin, which stay here.
    """

    photos: list[AwayPhoto]
    classes: list[str]
    binned: int
