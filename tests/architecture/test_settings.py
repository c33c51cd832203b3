"""The lock and the app's configuration hold what they promise."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from core.workspace import PROJECT
from ui.theme import CLASS_COLOURS, TRAINING, VALIDATION

LOCKS = ("requirements.txt", "requirements-dev.txt")
CONFIG = PROJECT / ".streamlit" / "config.toml"


def pins(lock: str) -> list[str]:
    """Return the pinned requirements of a lock, each with what belongs to it."""
    text = (PROJECT / lock).read_text("utf-8")
    return [pin for pin in re.split(r"\n(?=[A-Za-z0-9])", text) if "==" in pin]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    assert pins(lock)
    assert [pin.splitlines()[0] for pin in pins(lock) if "--hash=sha256:" not in pin] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_names_no_index_and_no_machine(lock: str) -> None:
    text = (PROJECT / lock).read_text("utf-8")
    assert not re.search(r"index-url|find-links|trusted-host|https?:|file:|(?m:^\s*#.*\s/)", text)


def test_both_locks_agree() -> None:
    versions = [dict(pin.split()[0].split("==") for pin in pins(lock)) for lock in LOCKS]
    both = versions[0].keys() & versions[1].keys()
    assert {name for name in both if versions[0][name] != versions[1][name]} == set()


def test_everything_a_person_edits_is_locked() -> None:
    locked = {pin.split("==")[0] for pin in pins("requirements.txt")}
    wanted = re.findall(r"(?m)^[a-z0-9-]+", (PROJECT / "requirements.in").read_text("utf-8"))
    assert set(wanted) <= locked


def options(table: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield the dotted names of the options in a TOML table."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from options(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}"


def test_streamlit_knows_every_option() -> None:
    from streamlit import config

    known = set(config._config_options_template)
    assert set(options(tomllib.loads(CONFIG.read_text("utf-8")))) <= known


def test_the_theme_fetches_no_fonts() -> None:
    theme = tomllib.loads(CONFIG.read_text("utf-8"))["theme"]
    assert not any("http" in theme[name] for name in ("font", "headingFont", "codeFont"))
    assert "fontFaces" not in theme


def luminance(colour: str) -> float:
    """Return the relative luminance of ``#RRGGBB``, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def faded(text: str, ground: str) -> str:
    """Return the colour of a caption: Streamlit draws the text's at six tenths on the ground."""
    parts = [(int(text[i : i + 2], 16), int(ground[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(0.6 * over + 0.4 * under):02x}" for over, under in parts)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_theme_can_be_read(name: str) -> None:
    theme = tomllib.loads(CONFIG.read_text("utf-8"))["theme"][name]
    grounds = theme["backgroundColor"], theme["secondaryBackgroundColor"]
    assert min(contrast(theme["textColor"], ground) for ground in grounds) >= 7
    assert contrast("#FFFFFF", theme["primaryColor"]) >= 4.5  # text on the main button
    assert contrast(theme["linkColor"], grounds[0]) >= 4.5
    assert [colour for colour in CLASS_COLOURS if contrast(colour, grounds[0]) < 3] == []
    assert min(contrast(colour, grounds[0]) for colour in (TRAINING, VALIDATION)) >= 3
    assert contrast(theme["primaryColor"], grounds[0]) >= 3
    captions = [(faded(theme["textColor"], ground), ground) for ground in grounds]
    assert min(contrast(caption, ground) for caption, ground in captions) >= 4.5
