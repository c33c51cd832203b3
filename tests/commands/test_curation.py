"""What is worth a look, from the command line."""

from __future__ import annotations

from pathlib import Path

from tests.commands.conftest import Ask


def test_suspects_are_listed_with_their_reason(filled: Path, ask: Ask) -> None:
    said = ask(filled, "suspects", "--limit", "3")
    assert said.status == 0
    document = said.document
    assert document["judged"] == 40
    assert len(document["suspects"]) == min(3, document["found"])
    for each in document["suspects"]:
        assert {"file", "id", "given", "said", "probability", "sentence"} <= each.keys()


def test_an_empty_set_has_no_suspects_but_advice(tmp_path: Path, ask: Ask) -> None:
    said = ask(tmp_path, "suspects")
    assert said.status == 1
    assert "Label some more photos" in said.document["error"]
