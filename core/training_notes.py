"""What a person should know of a training that can start, but may not become what they hope for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.counting import photos_in_words

MUCH_MORE = 10
"""From so many times as many photos of one class as of another, answering it alone looks good."""

_NEARLY_ALL = 0.8


def warnings(
    per_class: Mapping[str, int], groups: Sequence[Sequence[str]], batch_size: int, learned: int
) -> list[str]:
    """Return whatever `one_sided`, `all_alike` and `larger_than_all` have to say."""
    photos = sum(per_class.values())
    said = (one_sided(per_class), all_alike(groups, photos), larger_than_all(batch_size, learned))
    return [sentence for sentence in said if sentence]


def one_sided(per_class: Mapping[str, int]) -> str:
    """Return a warning where one class has far more photos than another, empty where none has.

    Parameters
    ----------
    per_class : mapping of str to int
        Photos of each class, above 0.
    """
    most = max(per_class, key=per_class.__getitem__, default="")
    least = min(per_class, key=per_class.__getitem__, default="")
    if not per_class or per_class[most] < MUCH_MORE * per_class[least]:
        return ""
    return (
        f"There are {photos_in_words(per_class[most])} of {most} and {per_class[least]:,} of "
        f"{least}: a model that answers {most} to everything would look good. See how many of each "
        f"it gets right, and add photos of {least}."
    )


def without_photos(per_class: Mapping[str, int]) -> str:
    """Return which classes no photo has, so that no training knows them; empty where all have some.

    Parameters
    ----------
    per_class : mapping of str to int
        Photos of each class, 0 for one that a person added and has not used.
    """
    unused = [label for label, count in per_class.items() if not count]
    if not unused:
        return ""
    them = "it" if len(unused) == 1 else "them"
    return (
        f"No photo is labelled {' or '.join(unused)} yet, so a model cannot know {them}. "
        "Label some photos so, or remove the label."
    )


def all_alike(groups: Sequence[Sequence[str]], photos: int) -> str:
    """Return a warning where nearly all photos show the same picture, empty where they do not.

    Parameters
    ----------
    groups : sequence of sequence of str
        Ids of photos that look alike.
    photos : int
        All photos there are.
    """
    largest = max(map(len, groups), default=0)
    if largest < _NEARLY_ALL * photos:
        return ""
    return (
        f"{largest:,} of {photos_in_words(photos)} look the same, so there is hardly anything to "
        "tell apart. Clean up shows them side by side; add others."
    )


def larger_than_all(batch_size: int, learned: int) -> str:
    """Return what becomes of batches that the photos do not fill, empty where they do.

    Parameters
    ----------
    batch_size : int
        Photos per step, as chosen.
    learned : int
        Photos to learn from.
    """
    if batch_size <= learned:
        return ""
    return (
        f"A step would take {batch_size:,} photos, and there are {learned:,} to learn from: every "
        "round is one step with all of them."
    )
