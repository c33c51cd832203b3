"""The version of Mien."""

from __future__ import annotations

import tomllib
from functools import cache

from core.workspace import PROJECT


@cache
def mien_version() -> str:
    """Return it as ``pyproject.toml`` spells it, such as "0.1.0"."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    return str(project["project"]["version"])
