"""Every limit on what comes from outside, stated once.

Photos, archives and lists may be anybody's: whoever made them may have meant harm. The guide shows
these numbers as `table` tells them.
"""

from __future__ import annotations

PHOTO_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
"""What is opened, in Pillow's words; nothing else is tried."""

PHOTO_BYTES = 30_000_000
PHOTO_PIXELS = 50_000_000
PHOTO_SIDE = 16
"""Pixels that each side needs at least."""

BACKUP_FILES = 1_000_000
"""Files of a backup: photos, and what trainings keep."""

BACKUP_LIST_BYTES = 300_000_000
"""Bytes of either list of them: the one at the end of its zip, and the one with their hashes."""

BACKUP_LIST_ROW_BYTES = 600
"""Bytes of the latter for each of them, beside what photos that are missing take."""

IMPORT_PHOTOS = 100_000
"""Photos that a zip, a folder or a table brings at once."""

ARCHIVE_ENTRIES = 200_000
"""Entries of a zip of any kind, folders and left-overs too."""

ARCHIVE_LIST_BYTES = 64_000_000
"""Bytes of the list of entries at the end of a zip."""

ARCHIVE_TOTAL_BYTES = 20_000_000_000
ARCHIVE_RATIO = 200
"""How many times its size a zip may unpack to."""

LIST_BYTES = 100_000_000
"""A table or COCO document that is read whole."""

LIST_ROWS = 1_000_000

ROW_BYTES = 4_000_000
"""A row of a table that holds pixels as numbers: a photo of a million pixels."""

GROUP_TABLE_BYTES = 20_000_000

READER_MEMORY = 4 << 30
"""Bytes of memory of a process that reads photos, archives or lists."""

READER_CPU_SECONDS = 20
"""Computing time for one photo, archive or list, after which its reader is ended."""

READER_SECONDS = 120.0
"""Seconds for it on the clock, where a disk does not answer."""

READER_AGAIN_SECONDS = 2
"""Computing time for each of the few among which one was too slow, to find out which."""

READER_FILES = 20_000
"""Files after which a fresh process takes over."""

_MEGA = 1_000_000
_GIGA = 1_000_000_000


def table() -> list[tuple[str, str]]:
    """Return what is limited and how far, in words, row by row."""
    return [
        ("Formats of photos", ", ".join(PHOTO_FORMATS)),
        ("A photo", f"{PHOTO_BYTES // _MEGA} MB"),
        ("Its pixels", f"{PHOTO_PIXELS // _MEGA} megapixels, each side at least {PHOTO_SIDE}"),
        ("Photos in a zip, a folder or a table", f"{IMPORT_PHOTOS:,}"),
        ("Entries of a zip, of any kind", f"{ARCHIVE_ENTRIES:,}"),
        ("The list of entries in a zip", f"{ARCHIVE_LIST_BYTES // _MEGA} MB"),
        ("Files of a backup", f"{BACKUP_FILES:,}"),
        ("A list of them in it", f"{BACKUP_LIST_BYTES // _MEGA} MB"),
        ("What a zip unpacks to", f"{ARCHIVE_RATIO} times its size"),
        ("The same in all", f"{ARCHIVE_TOTAL_BYTES // _GIGA} GB, or twice its size"),
        ("A list of photos (CSV, COCO)", f"{LIST_BYTES // _MEGA} MB, {LIST_ROWS:,} rows"),
        ("A row of pixels in a list", f"{ROW_BYTES // _MEGA} MB"),
        ("A table of groups", f"{GROUP_TABLE_BYTES // _MEGA} MB"),
        ("Memory of a process that reads them", f"{READER_MEMORY >> 30} GB"),
        ("Computing time for one file", f"{READER_CPU_SECONDS} seconds"),
        ("Time for one file where the disk stalls", f"{READER_SECONDS:.0f} seconds"),
        ("Files until a fresh process takes over", f"{READER_FILES:,}"),
    ]
