"""Paths as people type them lead where they mean, or are refused in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.commands.app import main
from core.errors import CoreError
from core.typed_paths import typed_path

NOBODY = "~nobody-of-this-name/x.zip"


@pytest.mark.parametrize("typed", ["~/photos", "  ~/photos ", '"~/photos"', "' ~/photos'"])
def test_blanks_quotes_and_the_home_folder_are_understood(
    typed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path))
    assert typed_path(typed) == tmp_path / "photos"


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "No path"), (' "" ', "No path"), (NOBODY, "home folder"), ("a\0b", "cannot be a path")],
)
def test_what_is_no_path_is_a_sentence(typed: str, said: str) -> None:
    with pytest.raises(CoreError, match=said):
        typed_path(typed)


@pytest.mark.parametrize(
    "command",
    [
        ("backup", NOBODY),
        ("bundle", "--out", NOBODY),
        ("card", "--out", NOBODY.replace(".zip", ".md")),
        ("import", NOBODY),
        ("restore-backup", NOBODY, "--into", "back"),
        ("restore-backup", "project.zip", "--into", NOBODY),
        ("take-away", "csv", NOBODY),
    ],
    ids=" ".join,
)
def test_an_unknown_home_is_a_sentence_for_every_command(
    command: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MIEN_WORKSPACE", str(tmp_path))
    assert main(command) == 1
    said = capfd.readouterr().err
    assert "The home folder in ~nobody-of-this-name" in said
    assert "Traceback" not in said
