"""Files that are nearly right: a seed makes the same one every time."""

from __future__ import annotations

import json
import random
import struct
import zipfile
from collections.abc import Sequence
from functools import cache
from io import BytesIO

import numpy as np
from PIL import Image, PngImagePlugin

_SIDE = (24, 20)
_NUMBERS = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_MOST_CHANGES = 6
_WORDS = (
    *("\u202e", "\u200b", "\ud800", "\udfff", "\0", "\n", "\r", "\t", "\x7f", "\ufeff", "\u0301"),
    *(
        "=",
        "+",
        "-",
        "@",
        "'",
        '"',
        ",",
        ";",
        "/",
        "\\",
        "..",
        ".",
        " ",
        "|",
        "<b>",
        "![x](y)",
        "$",
    ),
    *(
        "CON",
        "nul.",
        "train",
        "test",
        "happy",
        "\U0001f600",
        "\u00e9",
        "e\u0301",
        "\uff1d",
        "%",
        "_",
    ),
    *("\u00df", "\u0130", "\u1e9e", "\ufb01", "NULL", "a", "Z", "0", "-0", "1e9", "C:", "__MACOSX"),
)


def image(seed: int) -> bytes:
    """Return a picture of some format with some bytes changed."""
    chance = random.Random(seed)
    return mutated(chance.choice(_images()), chance)


def zipped(seed: int) -> bytes:
    """Return a zip with some bytes changed."""
    chance = random.Random(seed)
    return mutated(chance.choice(_zips()), chance)


def listed(seed: int) -> tuple[str, bytes]:
    """Return the name and the bytes of a table or a document with some of it changed."""
    chance = random.Random(seed)
    name, data = chance.choice(_lists())
    if name.endswith(".json") and chance.random() < 1 / 2:
        return name, json.dumps(_other_values(json.loads(data), chance)).encode()
    return name, mutated(data, chance)


def name(seed: int) -> str:
    """Return a text that a person would hardly type."""
    chance = random.Random(seed)
    parts = []
    for _ in range(chance.randint(0, 12)):
        odd = chance.random() < 2 / 3
        parts.append(chance.choice(_WORDS) if odd else chr(chance.randrange(0x110000)))
    text = "".join(parts)
    return text * chance.randint(2, 40) if chance.random() < 1 / 20 else text


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with one to six changes: values, cuts, repeats, insertions, exchanges."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, _MOST_CHANGES)):
        if not changed:
            break
        _change(changed, chance)
    return bytes(changed)


def _change(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    kind = chance.randrange(7)
    if kind == 0:
        data[at] ^= 1 << chance.randrange(8)
    elif kind == 1:
        data[at] = chance.randrange(256)
    elif kind == 2:  # noqa: PLR2004 - one of the kinds
        width, form = chance.choice(((2, "H"), (4, "I")))
        value = chance.choice(_NUMBERS) & (256**width - 1)
        data[at : at + width] = struct.pack(chance.choice("<>") + form, value)
    elif kind == 3:  # noqa: PLR2004
        del data[at : at + chance.randint(1, 64)]
    elif kind == 4:  # noqa: PLR2004
        data[at:at] = data[at : at + chance.randint(1, 64)] * chance.randint(1, 4)
    elif kind == 5:  # noqa: PLR2004
        data[at:at] = chance.randbytes(chance.randint(1, 16))
    else:
        del data[at:]


def _other_values(value: object, chance: random.Random) -> object:
    if chance.random() < 1 / 12:
        odd: Sequence[object] = (
            None,
            True,
            -1,
            2**70,
            1e308,
            "",
            [],
            {},
            [[]],
            "x" * 300,
            "\ud800",
        )
        return chance.choice(odd)
    if isinstance(value, dict):
        return {key: _other_values(each, chance) for key, each in value.items()}
    if isinstance(value, list):
        return [_other_values(each, chance) for each in value]
    return value


def _pixels() -> Image.Image:
    small = np.random.default_rng(0).integers(0, 256, (3, 4, 3), dtype=np.uint8)
    return Image.fromarray(small).resize(_SIDE, Image.Resampling.BICUBIC)


def _saved(picture: Image.Image, kind: str, **settings: object) -> bytes:
    stream = BytesIO()
    picture.save(stream, kind, **settings)
    return stream.getvalue()


@cache
def _images() -> tuple[bytes, ...]:
    rgb = _pixels()
    grey = rgb.convert("L")
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "maker"
    exif.get_ifd(0x8769)[0x9286] = b"note"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "words", zip=True)
    deep = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    moving = {"save_all": True, "append_images": [rgb.rotate(90)]}
    found = [
        _saved(rgb, "JPEG", exif=exif, comment=b"words"),
        _saved(rgb, "JPEG", progressive=True, optimize=True),
        _saved(rgb.convert("CMYK"), "JPEG"),
        _saved(grey, "JPEG", restart_marker_blocks=1),
        *(_saved(rgb.convert(mode), "PNG", pnginfo=notes) for mode in ("RGB", "RGBA", "P", "1")),
        _saved(deep, "PNG"),
        _saved(rgb, "PNG", **moving),
        _saved(rgb, "WEBP", exif=exif),
        _saved(rgb.convert("RGBA"), "WEBP", lossless=True),
        _saved(rgb, "WEBP", **moving),
        _saved(rgb, "GIF", comment=b"words"),
        _saved(rgb, "GIF", **moving),
        _saved(rgb, "BMP"),
        _saved(rgb.convert("P"), "BMP"),
        _saved(rgb, "TIFF", exif=exif),
        _saved(rgb, "TIFF", **moving),
        *(
            _saved(rgb, "TIFF", compression=how)
            for how in ("tiff_lzw", "tiff_adobe_deflate", "jpeg", "packbits")
        ),
        _saved(grey.convert("1"), "TIFF", compression="group4"),
        _saved(rgb, "AVIF"),
        *_phone_photos(rgb),
    ]
    return tuple(found)


def _phone_photos(picture: Image.Image) -> list[bytes]:
    from pillow_heif import register_heif_opener

    register_heif_opener(thumbnails=False)
    return [_saved(picture, "HEIF")]


@cache
def _zips() -> tuple[bytes, ...]:
    photos = {f"{label}/{at}.png": _saved(_pixels(), "PNG") for at, label in enumerate("abc")}
    found = []
    for packed in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA):
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", packed) as archive:
            archive.comment = b"words"
            for path, data in photos.items():
                archive.writestr(path, data)
            archive.writestr("labels.csv", "path,label\n0.png,happy\n")
            archive.writestr("../__MACOSX/._0.png", b"junk")
            with archive.open("large.png", "w", force_zip64=True) as entry:
                entry.write(photos["a/0.png"])
        found.append(stream.getvalue())
    return tuple(found)


@cache
def _lists() -> tuple[tuple[str, bytes], ...]:
    pixels = " ".join(str(at % 256) for at in range(48 * 48))
    short = " ".join(["7"] * 16)
    fields = "file_name,sha256,label,split,mark,face,who,when,name,folder,source"
    ours = f"p/1.png,{'a' * 64},'=happy,train,unsure,0,Ann,2026-01-02T03:04:05.678Z,1.png,h,zip"
    coco = {
        "images": [{"id": 1, "file_name": "1.png", "width": 24, "height": 20, "when": "2026"}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [0, 0, 1, 1]}],
        "categories": [{"id": 1, "name": "happy", "supercategory": ""}],
    }
    return (
        ("list.csv", b'path,label,split\nh/1.png,happy,train\n"2, or.png";sad,test\n'),
        ("list.tsv", "file\tclass\n1.png\thäppy\n2.png\t=sad\n".encode("utf-8-sig")),
        ("fer.csv", f"emotion,pixels,Usage\n3,{pixels},Training\n4,{short},PublicTest\n".encode()),
        ("manifest.csv", f"{fields}\n{ours}\n".encode()),
        ("annotations.json", json.dumps(coco).encode()),
        ("groups.csv", b"file,age group,light\n1.png,young,dark\nh/2.png,old,bright\n"),
    )
