"""Say what photos look like: ``python predict.py photo.jpg another.png``.

Needs what requirements.txt names and nothing else; nothing is sent anywhere. The words are about
the expression shown, not about what a person feels; they must not be used to judge staff or pupils.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from core.bundle.answering import BundledModel
from core.bundle.self_test import self_test
from core.errors import CoreError

HERE = Path(__file__).resolve().parent

_ENDINGS = frozenset(
    ".jpg .jpeg .jfif .png .webp .gif .bmp .tif .tiff .heic .heif .avif".split()  # noqa: SIM905
)


def main(arguments: Sequence[str]) -> int:
    """Answer photos, or test the bundle.

    Parameters
    ----------
    arguments : sequence of str
        What follows ``predict.py`` on the command line.

    Returns
    -------
    int
        Exit status: 0, or 1 where a photo could not be answered or the test failed.
    """
    options = _parser().parse_args(arguments)
    try:
        if options.self_test:
            return _tested(as_json=options.json)
        documents = list(_documents(options.photos, cropped=options.crop))
    except CoreError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    _say(documents if options.json else "\n".join(map(_in_words, documents)))
    return int(any(each["error"] for each in documents))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Say what photos look like.")
    parser.add_argument(
        "photos", nargs="*", type=Path, metavar="PHOTO", help="a photo, or a folder of photos"
    )
    parser.add_argument(
        "--crop", action="store_true", help="the photos are faces already: do not look for any"
    )
    parser.add_argument("--json", action="store_true", help="answer with a JSON document")
    parser.add_argument(
        "--self-test", action="store_true", help="ask about the pictures that came along"
    )
    return parser


def _documents(photos: Sequence[Path], *, cropped: bool) -> Iterator[dict[str, Any]]:
    if not photos:
        raise CoreError("No photo was named.", advice="Try: python predict.py photo.jpg")
    model = BundledModel(HERE)
    for photo in (each for named in photos for each in _files(named)):
        try:
            told = model.tell(photo.read_bytes(), cropped=cropped)
        except OSError:
            yield {"file": str(photo), "error": _unreadable(photo)}
        except CoreError as refusal:
            yield {"file": str(photo), "error": str(refusal)}
        else:
            yield {
                "file": str(photo),
                "label": told.said.guess,
                "verdict": str(told.said.verdict),
                "says": told.said.headline(),
                "explanation": told.said.explanation(),
                "leans_to": told.said.guess,
                "probabilities": told.said.probabilities,
                "faces": told.faces,
                "error": None,
            }


def _files(named: Path) -> list[Path]:
    """Return a file, or the photos in a folder by name; a folder without any stays as it is."""
    if not named.is_dir():
        return [named]
    photos = sorted(each for each in named.iterdir() if each.suffix.lower() in _ENDINGS)
    return photos or [named]


def _unreadable(photo: Path) -> str:
    if photo.is_dir():
        return "This folder holds no photos; photos in folders inside it are not looked at."
    return "There is no such file, or it cannot be read."


def _in_words(document: dict[str, Any]) -> str:
    if document["error"]:
        return f"{document['file']}: {document['error']}"
    several = (document["faces"] or 0) > 1
    which = f" {document['faces']} faces were found; this is for the largest." if several else ""
    return f"{document['file']}: {document['says']}. {document['explanation']}{which}"


def _tested(*, as_json: bool) -> int:
    found = self_test(HERE)
    passed = all(each["passed"] for each in found)
    lines = [
        f"{each['file']}: {each['says']}; in the app: {each['expected']}. "
        f"Largest difference {each['difference']:.1e}."
        for each in found
    ]
    verdict = "It answers as the app did." if passed else "It does NOT answer as the app did."
    _say(found if as_json else "\n".join([*lines, verdict]))
    return int(not passed)


def _say(what: Any) -> None:
    text = what if isinstance(what, str) else json.dumps(what, indent=2, ensure_ascii=False)
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]  # the shares' names may be anything
    sys.exit(main(sys.argv[1:]))
