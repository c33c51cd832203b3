"""Which class and which split the folders of a photo stand for."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.dataset.naming import class_key, split_of, tidy_class

EXPRESSIONS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")


def folder_labels(
    paths: Sequence[str], known: Collection[str] = (), root: str = ""
) -> list[tuple[str | None, str | None]]:
    """Read the class and the split of every photo from the folders it lies in.

    The split is the innermost folder named like one (``train``, ``training``, ``validation``,
    ``valid``, ``val``, ``dev``, ``test``, ``testing``). Split folders aside, the class is

    1. the innermost folder named like a class the dataset has, or like an expression;
    2. else, once the folders that all photos share are put aside, the outermost folder that holds
       photos itself: ``happy`` for ``happy/1.jpg`` and for ``happy/more/2.jpg``, and ``happy`` for
       ``dataset/a/happy/1.jpg``.

    So photos that all lie in one and the same folder are unlabelled, unless the folder is named
    like a known class, and so are photos that lie beside the class folders.

    Parameters
    ----------
    paths : sequence of str
        Path of each photo inside the source, with ``/`` between folders.
    known : collection of str, optional
        Classes the dataset has.
    root : str, optional
        Name of the folder or archive itself; only used where it is a known class.

    Returns
    -------
    list of (str or None, str or None)
        Label and split per path; labels in their first spelling.
    """
    keys = {class_key(name): name for name in (*EXPRESSIONS, *known)}
    folders = [path.split("/")[:-1] for path in paths]
    plain = [tuple(part for part in parts if split_of(part) is None) for parts in folders]
    shared = _shared_length(plain)
    holding = {parts[shared:] for parts in plain}
    spelled: dict[str, str] = {}
    found = []
    for parts, rest in zip(folders, plain, strict=True):
        label = (
            _known_folder(rest, keys)
            or _holding_folder(rest[shared:], holding)
            or _known_folder((root,), keys)
        )
        if label is not None:
            label = spelled.setdefault(class_key(label), tidy_class(label))
        found.append((label, next(filter(None, map(split_of, reversed(parts))), None)))
    return found


def _shared_length(folders: Sequence[tuple[str, ...]]) -> int:
    if not folders:
        return 0
    low, high = min(folders), max(folders)
    length = 0
    while length < min(len(low), len(high)) and low[length] == high[length]:
        length += 1
    return length


def _known_folder(parts: Sequence[str], keys: dict[str, str]) -> str | None:
    return next((part for part in reversed(parts) if class_key(part) in keys), None)


def _holding_folder(parts: tuple[str, ...], holding: Collection[tuple[str, ...]]) -> str | None:
    for length in range(1, len(parts) + 1):
        if parts[:length] in holding and class_key(parts[length - 1]):
            return parts[length - 1]
    return None
