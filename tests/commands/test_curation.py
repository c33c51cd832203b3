"""What is worth a look, from the command line."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tests.commands.conftest import Ask, photo


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


def test_look_alikes_are_listed_in_groups(tmp_path: Path, ask: Ask) -> None:
    photo(tmp_path / "in" / "happy" / "a.png", 1, bright=True)
    with Image.open(tmp_path / "in" / "happy" / "a.png") as image:
        (tmp_path / "in" / "sad").mkdir()
        image.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(tmp_path / "in" / "sad" / "b.png")
    assert ask(tmp_path / "w", "import", tmp_path / "in").status == 0
    document = ask(tmp_path / "w", "duplicates").document
    assert (document["photos"], document["groups"], document["conflicts"]) == (2, 1, 1)
    assert document["look_alikes"][0]["files"] == ["a.png", "b.png"]
    assert "different labels" in ask(tmp_path / "w", "duplicates", as_json=False).out


def test_poor_photos_are_counted_by_kind(filled: Path, ask: Ask) -> None:
    document = ask(filled, "quality", "--limit", "2").document
    assert document["photos"] == 40
    assert document["counts"]["tiny"] == 40
    assert [each["kind"] for each in document["poor"]].count("tiny") == 2
