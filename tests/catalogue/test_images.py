"""Cases 1 to 26: pictures that are none, or are unlike what a camera writes."""

from __future__ import annotations

import struct
import subprocess
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from core.dataset.importing import run_import
from core.workspace import PROJECT, Workspace
from tests.catalogue.aftermath import is_plain
from tests.catalogue.bringing import bring, found_in, kept, kept_bytes, kept_pixels
from tests.dataset.making import encoded, photo, pixels, zip_of

HTML = b"<!DOCTYPE html><script>alert('hostile-mark')</script>" + bytes(600)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert("hostile-mark")</script></svg>'


def png(width: int, height: int, body: bytes = b"") -> bytes:
    """Return a PNG that declares a size, with any body."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = [chunk(b"IHDR", head), chunk(b"IDAT", body), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def large_jpeg(width: int, height: int) -> bytes:
    """Return a JPEG that declares a size."""
    data = bytearray(photo(kind="JPEG"))
    at = data.index(b"\xff\xc0")
    struct.pack_into(">HH", data, at + 5, height, width)
    return bytes(data)


def test_case_01_an_empty_file(place: Workspace, tmp_path: Path) -> None:
    report = run_import(place, zip_of(tmp_path / "a.zip", {"0.jpg": b"", "good.png": photo(77)}))
    assert report.added == 1
    [refused] = report.refused
    is_plain(refused.reason, "empty")


def test_case_02_a_text_renamed_to_jpg(place: Workspace, tmp_path: Path) -> None:
    report, why = bring(place, tmp_path, {"letter.jpg": b"Dear Ann,\n" * 90, "g.png": photo(77)})
    assert report.added == 1
    is_plain(why["letter.jpg"], "not a photo", "JPEG")


def test_case_03_a_web_page_renamed_to_png(place: Workspace, tmp_path: Path) -> None:
    report, why = bring(place, tmp_path, {"page.png": HTML, "g.png": photo(77)})
    assert report.added == 1
    is_plain(why["page.png"], "web page")
    assert found_in(place, b"hostile-mark") == []


def test_case_04_a_drawing_with_a_script(place: Workspace, tmp_path: Path) -> None:
    report, why = bring(place, tmp_path, {"a.svg": SVG, "b.png": SVG, "g.png": photo(77)})
    assert report.added == 1
    is_plain(why["a.svg"], "not a photo")
    is_plain(why["b.png"], "SVG")
    assert found_in(place, b"hostile-mark") == []


def test_case_05_a_photo_cut_in_half(place: Workspace, tmp_path: Path) -> None:
    whole = encoded(Image.fromarray(pixels(78, 400, 500)), "JPEG")
    assert whole.index(b"\xff\xda") < len(whole) // 3  # it is cut where the pixels are
    report, why = bring(place, tmp_path, {"a.jpg": whole[: len(whole) // 2], "b.jpg": whole})
    assert report.added == 1
    is_plain(why["a.jpg"], "damaged")


def test_case_06_a_photo_without_its_last_two_bytes(place: Workspace, tmp_path: Path) -> None:
    files = {f"{seed}.jpg": photo(100 + seed, "JPEG")[:-2] for seed in range(4)}
    report, why = bring(place, tmp_path, files)
    assert report.added == 0
    assert {*why} == {*files}
    [only] = {*why.values()}
    is_plain(only, "damaged")


def test_case_07_a_png_with_a_wrong_checksum_or_no_end(place: Workspace, tmp_path: Path) -> None:
    whole = photo(79)
    wrong = bytearray(whole)
    wrong[-20] ^= 1
    files = {"crc.png": bytes(wrong), "end.png": whole[:-12], "whole.png": whole}
    report, why = bring(place, tmp_path, files)
    assert report.added == 1
    is_plain(why["crc.png"], "damaged")
    is_plain(why["end.png"], "damaged")


def test_case_08_a_few_bytes_that_declare_a_giant(place: Workspace, tmp_path: Path) -> None:
    report, why = bring(place, tmp_path, {"giant.png": png(13_000, 13_000), "g.png": photo(77)})
    assert report.added == 1
    is_plain(why["giant.png"], "50 megapixels", "smaller copy")


def test_case_09_a_few_bytes_that_declare_the_largest(place: Workspace, tmp_path: Path) -> None:
    report, why = bring(place, tmp_path, {"giant.png": png(65_500, 65_500), "g.png": photo(77)})
    assert report.added == 1
    is_plain(why["giant.png"], "50 megapixels", "smaller copy")


def test_case_10_eight_thousand_squared_zeros(place: Workspace, tmp_path: Path) -> None:
    data = png(8000, 8000, zlib.compress(bytes(8001 * 8000)))
    assert len(data) < 100_000
    _, why = bring(place, tmp_path, {"zeros.png": data})
    is_plain(why["zeros.png"], "64 megapixels", "50 megapixels")


def test_case_11_a_phone_photo_of_200_megapixels(place: Workspace, tmp_path: Path) -> None:
    _, why = bring(place, tmp_path, {"phone.jpg": large_jpeg(16_320, 12_240)})
    is_plain(why["phone.jpg"], "50 megapixels", "smaller copy")


def test_case_12_pictures_too_small_or_too_narrow(place: Workspace, tmp_path: Path) -> None:
    sizes = [(1, 1), (1, 10_000), (47, 15)]
    files = {f"{size[0]}.png": encoded(Image.new("RGB", size)) for size in sizes}
    report, why = bring(place, tmp_path, files | {"16.png": encoded(Image.new("L", (16, 16)))})
    assert report.added == 1
    for size in sizes:
        is_plain(why[f"{size[0]}.png"], f"{size[0]} x {size[1]}", "at least 16")


def test_case_13_printing_colours(place: Workspace, tmp_path: Path) -> None:
    picture = Image.fromarray(pixels(7)).convert("CMYK")
    report, _ = bring(place, tmp_path, {"print.jpg": encoded(picture, "JPEG", quality=95)})
    assert report.added == 1
    means = [each.mean(axis=(0, 1)) for each in (kept_pixels(place, "print.jpg"), pixels(7))]
    assert np.abs(means[0] - means[1]).max() < 10


def test_case_14_sixteen_bits_of_grey(place: Workspace, tmp_path: Path) -> None:
    picture = Image.fromarray(np.full((20, 20), 30_000, dtype=np.uint16))
    bring(place, tmp_path, {"deep.png": encoded(picture)})
    assert abs(kept_pixels(place, "deep.png").mean() - 30_000 / 257) < 1


def test_case_15_a_transparent_ground(place: Workspace, tmp_path: Path) -> None:
    picture = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    picture.paste((200, 0, 0, 255), (0, 0, 20, 10))
    bring(place, tmp_path, {"clear.png": encoded(picture)})
    assert kept_pixels(place, "clear.png")[-1, -1].tolist() == [255, 255, 255]


def test_case_16_palettes_and_single_bits(place: Workspace, tmp_path: Path) -> None:
    pictures = {mode: Image.fromarray(pixels(9)).convert(mode) for mode in ("P", "LA", "1")}
    bring(place, tmp_path, {f"odd-{mode}.png": encoded(each) for mode, each in pictures.items()})
    for mode, picture in pictures.items():
        found = kept_pixels(place, f"odd-{mode}.png")
        assert found.shape == (20, 24, 3)
        assert abs(found.mean() - np.asarray(picture.convert("RGB")).mean()) < 1


def test_case_17_measured_values_and_several_pages(place: Workspace, tmp_path: Path) -> None:
    measured = encoded(Image.fromarray(np.ones((20, 20), np.float32)), "TIFF")
    pages = [Image.new("RGB", (20, 20), colour) for colour in ("white", "navy")]
    several = encoded(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    report, why = bring(place, tmp_path, {"32.tif": measured, "pages.tif": several})
    assert report.added == 1
    is_plain(why["32.tif"], "8 or 16 bits")
    assert "first one was used" in kept(place, "pages.tif").notes[0]


def test_case_18_animations(place: Workspace, tmp_path: Path) -> None:
    files = {}
    for number, kind in enumerate(["GIF", "PNG", "WEBP"]):
        frames = [Image.new("RGB", (20, 20 + number), colour) for colour in ("yellow", "navy")]
        files[kind] = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
    bring(place, tmp_path, files)
    for kind in files:
        assert "animation: the first picture was used" in kept(place, kind).notes
        assert kept_pixels(place, kind)[0, 0].argmin() == 2  # yellow


def test_case_19_one_scene_turned_in_eight_ways(place: Workspace, tmp_path: Path) -> None:
    backwards = {
        1: [],
        2: [Image.Transpose.FLIP_LEFT_RIGHT],
        3: [Image.Transpose.ROTATE_180],
        4: [Image.Transpose.FLIP_TOP_BOTTOM],
        5: [Image.Transpose.TRANSPOSE],
        6: [Image.Transpose.ROTATE_90],
        7: [Image.Transpose.TRANSVERSE],
        8: [Image.Transpose.ROTATE_270],
    }
    files = {}
    for orientation, turns in backwards.items():
        scene = Image.fromarray(pixels(11))
        for turn in turns:
            scene = scene.transpose(turn)
        exif = Image.Exif()
        exif[0x0112] = orientation
        files[f"turned-{orientation}.png"] = encoded(scene, exif=exif)
    report, _ = bring(place, tmp_path, files)
    assert (report.added, len(report.duplicates)) == (1, 7)
    assert kept_pixels(place, "turned-1.png").tolist() == pixels(11).tolist()


def test_case_20_impossible_notes_about_the_side(place: Workspace, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 99
    loop = b"Exif\0\0II*\0" + struct.pack("<I", 8) + struct.pack("<HHHII", 1, 0x8769, 4, 1, 8)
    loop += struct.pack("<I", 8)
    files = {
        "99.jpg": encoded(Image.fromarray(pixels(12)), "JPEG", exif=exif),
        "torn.jpg": encoded(Image.fromarray(pixels(13)), "JPEG", exif=b"Exif\0\0II*\0\x08\0"),
        "torn.png": encoded(Image.fromarray(pixels(24)), "PNG", exif=b"Exif\0\0II*\0\x08\0"),
        "loop.jpg": encoded(Image.fromarray(pixels(14)), "JPEG", exif=loop),
    }
    report, why = bring(place, tmp_path, files)
    assert (report.added, why) == (4, {})


def test_case_21_where_and_with_what_it_was_taken(place: Workspace, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "secret-maker"
    exif.get_ifd(0x8769)[0xA431] = "secret-serial"
    exif.get_ifd(0x8825)[0x1D] = "secret-gps-day"
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "secret-comment")
    notes.add_itxt("XML:com.adobe.xmp", "<x>secret-xmp</x>")
    iptc = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">I", 14) + b"secret-caption"
    jpeg = encoded(
        Image.fromarray(pixels(15, 400, 300)),
        "JPEG",
        exif=exif,
        comment=b"secret-comment",
        xmp=b"secret-xmp",
    )
    jpeg = jpeg[:2] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + jpeg[2:]
    files = {"a.jpg": jpeg, "b.png": encoded(Image.fromarray(pixels(16)), exif=exif, pnginfo=notes)}
    assert all(data.count(b"secret-") > 2 for data in files.values())
    report, _ = bring(place, tmp_path, files)
    assert report.added == 2
    assert found_in(place, b"secret-") == []


def test_case_22_photos_of_phones(place: Workspace, tmp_path: Path) -> None:
    import pillow_heif

    pillow_heif.register_heif_opener()
    scenes = [Image.fromarray(pixels(seed, 64, 80)) for seed in (17, 18, 19)]
    files = {
        "a.heic": encoded(scenes[0], "HEIF"),
        "b.jpg": encoded(scenes[1], "HEIF"),
        "c.avif": encoded(scenes[2], "AVIF"),
    }
    report, why = bring(place, tmp_path, files)
    assert (report.added, why) == (3, {})


def test_case_23_a_photo_that_is_a_zip_or_a_script_too(place: Workspace, tmp_path: Path) -> None:
    zipped = zip_of(tmp_path / "in.zip", {"hostile-mark": b"x"}).read_bytes()
    script = b"<script>hostile-mark</script>"
    files = {
        "zip.jpg": encoded(Image.fromarray(pixels(20, 400, 300)), "JPEG") + zipped,
        "script.gif": encoded(Image.fromarray(pixels(21)), "GIF", comment=script),
    }
    report, _ = bring(place, tmp_path, files)
    assert report.added == 2
    assert found_in(place, b"hostile-mark", b"PK\x03\x04") == []
    assert kept_bytes(place, "zip.jpg").endswith(b"\xff\xd9")


def test_case_24_one_photo_twice(place: Workspace, tmp_path: Path) -> None:
    again = encoded(Image.fromarray(pixels(22)), "BMP")
    files = {"one.png": photo(22), "two.png": photo(22), "again.bmp": again}
    report, _ = bring(place, tmp_path, files)
    assert report.added == 1
    assert {(each.file, each.same_as) for each in report.duplicates} == {
        ("two.png", "one.png"),
        ("again.bmp", "one.png"),
    }


def test_case_25_formats_that_other_programs_open(
    place: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = Image.fromarray(pixels(23))
    spider = encoded(picture.convert("F"), "SPIDER")
    files = {
        "a.eps": encoded(picture, "EPS"),
        "b.psd": b"8BPS\0\1" + bytes(600),
        "c.fits": b"SIMPLE  =                    T" + bytes(3000),
        "d.wmf": b"\xd7\xcd\xc6\x9a" + bytes(600),
        "e.spider": spider,
        "f.jpg": encoded(picture, "PDF"),
        "g.png": photo(77),
    }

    def started(*_: object, **__: object) -> None:
        pytest.fail("a program was started")

    zipped = zip_of(tmp_path / "formats.zip", files)
    monkeypatch.setattr(subprocess.Popen, "__init__", started)
    report = run_import(place, zipped, workers=0)  # in this process, where we see what it starts
    monkeypatch.undo()
    assert report.added == 1
    assert len(report.refused) == 6
    for each in report.refused:
        is_plain(each.reason, "not a photo")


STUB = """
import os
from core import limits
limits.READER_CPU_SECONDS = 1
from PIL import Image
real = Image.open
def stub(stream, *given, **more):
    data = stream.getvalue()
    if data.startswith(b"spin"):
        while True: pass
    if data.startswith(b"die"): os.abort()
    if data.startswith(b"eat"): bytearray(limits.READER_MEMORY)
    return real(stream, *given, **more)
Image.open = stub
"""


def test_case_26_a_picture_that_spins_dies_or_eats_memory(
    place: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(STUB, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{tmp_path}:{PROJECT}")
    files = {"1.png": photo(31), "die.png": b"die", "2.png": photo(32), "spin.png": b"spin"}
    report, why = bring(place, tmp_path, files | {"eat.png": b"eat", "3.png": photo(33)})
    assert report.added == 3
    is_plain(why["die.png"], "brought the picture reader down")
    is_plain(why["spin.png"], "took more than")
    is_plain(why["eat.png"], "memory")
