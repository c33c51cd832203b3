"""Versions below which something is known to be wrong, and what.

Sources: release notes and advisories of Pillow 13.0.0, Keras 3.15.1 (CVE-2026-12570 and earlier),
Streamlit 1.61 (CVE-2026-33682; host check), Starlette 1.3.1, python-multipart 0.0.31; CPython's
CVE-2024-0450 and CVE-2025-8291.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, version

FLOORS = {
    "pillow": (13, 0, 0),
    "keras": (3, 15, 1),
    "streamlit": (1, 61, 0),
    "starlette": (1, 3, 1),
    "python-multipart": (0, 0, 31),
}
"""Libraries that read what comes from outside -> the first version without known holes."""

PYTHON_FLOORS = {(3, 11): 14, (3, 12): 12, (3, 13): 10, (3, 14): 1}
"""Python -> the first patch whose zip reader is sound. Mien checks what the older ones do not."""


def below_floor() -> list[str]:
    """Return what is older than it should be, as ``pillow 12.0 (at least 13.0.0)``."""
    found = [_python()] + [_library(name, floor) for name, floor in FLOORS.items()]
    return [each for each in found if each]


def numbers(text: str) -> tuple[int, ...]:
    """Return the numbers a version begins with: ``"1.67.0rc1"`` is (1, 67, 0)."""
    begun = re.split(r"[^0-9.]", text, maxsplit=1)[0]
    return tuple(int(part) for part in begun.split(".") if part)


def _library(name: str, floor: tuple[int, ...]) -> str:
    try:
        here = version(name)
    except PackageNotFoundError:
        return ""
    wanted = ".".join(map(str, floor))
    return f"{name} {here} (at least {wanted})" if numbers(here) < floor else ""


def _python() -> str:
    major, minor, patch = sys.version_info[:3]
    floor = PYTHON_FLOORS.get((major, minor), 0)
    wanted = f"{major}.{minor}.{floor}"
    return f"Python {major}.{minor}.{patch} (at least {wanted})" if patch < floor else ""
