"""Using a trained model from the command line."""

from __future__ import annotations

import os
from contextlib import closing
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image

from core import inference
from core.commands import predict
from core.commands.predict import batches
from core.dataset.entries import FileBytes
from core.dataset.opening import OpenedElsewhere, open_here
from core.verdict import Answer, Verdict
from tests.commands.conftest import Ask, photo


def test_the_report_holds_figures_of_photos_never_seen(trained: Path, ask: Ask) -> None:
    document = ask(trained, "report").document
    report = document["report"]["test"]
    assert report["n"] == sum(map(sum, report["confusion"])) == document["test"]["n"]
    assert "test photos right" in ask(trained, "report", as_json=False).out


def test_the_report_says_what_the_results_page_says(
    trained: Path, tmp_path: Path, ask: Ask
) -> None:
    table = tmp_path / "groups.csv"
    rows = [f"{kind}/{at}.png,{at % 2}" for kind in ("happy", "sad") for at in range(20)]
    table.write_text("\n".join(["file,hand", *rows]))
    document = ask(trained, "report", "latest", "--groups", table).document
    n = document["report"]["test"]["n"]
    assert document["calibration"] is None  # fewer than twenty test photos
    assert "percentages" in document["temperature"]
    assert document["groups"] == [f"The table tells the group of {n} of {n} photos."]
    hands = [row for row in document["slices"] if row["fact"] == "hand"]
    assert sum(row["n"] for row in hands) == n
    assert {row["verdict"] for row in hands} == {"too few photos"}
    assert {each["other"] for each in document["compared"]} >= {"hog_svm", "bigger_class"}
    assert document["rounds"].startswith("The best round")
    text = ask(trained, "report", "latest", "--groups", table, as_json=False).out
    assert document["temperature"] in " ".join(text.split())
    for heading in ("Photo by photo", "Can its percentages be believed?", "Where is it weaker?"):
        assert heading in text
    said = ask(trained, "report", "latest", "--groups", tmp_path / "none.csv")
    assert (said.status, "cannot be read" in said.err) == (1, True)


def test_where_it_looks_is_told_in_words_and_as_figures(trained: Path, ask: Ask) -> None:
    document = ask(trained, "looks").document
    assert document["split"] == "test"
    assert 0 <= document["shortcut"]["inside"] <= document["n"]
    text = ask(trained, "looks", as_json=False).out
    assert document["shortcut"]["sentence"] in " ".join(text.split())
    assert document["trust"] in " ".join(text.split())


def test_the_starter_model_has_no_photos_to_look_at(trained: Path, ask: Ask) -> None:
    said = ask(trained, "looks", "starter")
    assert said.status == 1
    assert "has learned from none of your photos" in " ".join(said.err.split())


def test_photos_folders_and_zips_are_answered(trained: Path, tmp_path: Path, ask: Ask) -> None:
    one = photo(tmp_path / "one.png", 7, bright=True)
    photo(tmp_path / "more" / "sad" / "two.png", 8, bright=False)
    (tmp_path / "bad.jpg").write_bytes(b"\xff\xd8\xff nothing")
    with ZipFile(tmp_path / "zip.zip", "w") as archive:
        archive.write(one, "inside/three.png")
    files = [one, tmp_path / "more", tmp_path / "bad.jpg", tmp_path / "zip.zip"]
    answers = ask(trained, "predict", "latest", *files).document
    assert [Path(each["file"]).name for each in answers] == [
        "one.png",
        "two.png",
        "bad.jpg",
        "three.png",
    ]
    good = [each for each in answers if each["error"] is None]
    assert len(good) == 3
    assert all(sum(each["probabilities"].values()) == pytest.approx(1) for each in good)
    assert all(each["probabilities"].keys() == {"happy", "sad"} for each in good)
    assert all(each["faces"] is None for each in answers)
    assert answers[2]["label"] is None


@pytest.mark.parametrize("verdict", Verdict)
def test_what_may_not_be_told_has_no_share_in_the_table(verdict: Verdict) -> None:
    said = Answer({"happy": 0.97, "sad": 0.03}, verdict, ("happy", "sad"))
    document = predict._document("a.png", inference.Prediction(said))
    told = verdict in (Verdict.LOOKS, Verdict.NOT_SURE)
    assert predict._sure(document) == ("happy 97 %" if told else "")
    assert document["leans_to"] == ("happy" if told else None)


def test_a_table_of_pixels_in_a_zip_is_answered(trained: Path, tmp_path: Path, ask: Ask) -> None:
    rows = [f"3,{' '.join([str(grey)] * 48 * 48)},PrivateTest" for grey in (30, 220)]
    with ZipFile(tmp_path / "fer.zip", "w") as archive:
        archive.writestr("fer2013.csv", "\n".join(["emotion,pixels,Usage", *rows]))
    answers = ask(trained, "predict", "latest", tmp_path / "fer.zip").document
    assert [each["error"] for each in answers] == [None, None]


def test_a_batch_holds_no_more_photos_or_bytes_than_allowed(tmp_path: Path) -> None:
    paths = [tmp_path / f"{size}-{number}" for number, size in enumerate((4, 4, 4, 9, 1, 1))]
    for path in paths:
        path.write_bytes(bytes(int(path.name[0])))
    sources = [(path.name, FileBytes(path)) for path in paths]
    sizes = [[len(content) for _, content in each] for each in batches(sources, open_here, 2, 8)]
    assert sizes == [[4, 4], [4], [9], [1, 1]]


@dataclass(frozen=True)
class Deadly:
    """Bytes that the process dies of which unpacks them."""

    def read(self) -> bytes:
        os._exit(3)


def test_what_cannot_be_unpacked_costs_its_file_and_not_the_app(tmp_path: Path) -> None:
    (tmp_path / "one.png").write_bytes(b"one")
    good = FileBytes(tmp_path / "one.png")
    with closing(OpenedElsewhere()) as opener:
        sources = [("one.png", good), ("bad.png", Deadly()), ("two.png", good)]
        [batch] = batches(sources, opener)
    (_, first), (_, bad), (_, last) = batch
    assert (first, last) == (b"one", b"one")
    assert isinstance(bad, str)
    assert "bad.png could not be read" in bad


def test_a_heat_map_is_written(trained: Path, tmp_path: Path, ask: Ask) -> None:
    picture = photo(tmp_path / "one.png", 9, bright=True)
    out = tmp_path / "heat.jpg"
    document = ask(trained, "explain", "latest", picture, "--class", "sad", "--out", out).document
    assert (document["class"], document["out"]) == ("sad", str(out))
    assert Image.open(BytesIO(out.read_bytes())).format == "JPEG"


def test_a_heat_map_is_made_as_asked(trained: Path, tmp_path: Path, ask: Ask) -> None:
    picture = photo(tmp_path / "one.png", 9, bright=True)
    plain, signed = tmp_path / "plain.jpg", tmp_path / "signed.jpg"
    way = ("--class", "sad", "--method", "occlusion")
    document = ask(trained, "explain", "latest", picture, *way, "--out", plain).document
    assert document["method"] == "occlusion"
    ask(trained, "explain", "latest", picture, *way, "--signed", "--out", signed)
    assert plain.read_bytes() != signed.read_bytes()


def test_a_heat_map_never_takes_the_place_of_its_photo(
    trained: Path, tmp_path: Path, ask: Ask
) -> None:
    picture = photo(tmp_path / "one.png", 9, bright=True)
    before = picture.read_bytes()
    said = ask(trained, "explain", "latest", picture, "--out", picture, "--force")
    assert said.status == 1
    assert "is what is read" in said.err
    assert picture.read_bytes() == before


def test_a_class_the_model_does_not_know_is_refused(
    trained: Path, tmp_path: Path, ask: Ask
) -> None:
    picture = photo(tmp_path / "one.png", 9, bright=True)
    said = ask(trained, "explain", "latest", picture, "--class", "angry")
    assert said.status == 1
    assert "happy, sad" in said.err


def test_nothing_is_said_of_graphics_cards_that_nobody_asked_for(
    trained: Path, tmp_path: Path, ask: Ask
) -> None:
    inference.shared().close()
    said = ask(trained, "predict", "latest", photo(tmp_path / "one.png", 7, bright=True))
    assert said.status == 0
    assert "cudart" not in said.err
    assert "absl" not in said.err


def test_a_model_is_exported_and_every_refusal_is_a_sentence(
    trained: Path, tmp_path: Path, ask: Ask
) -> None:
    document = ask(trained, "export", "--format", "onnx", "--out", tmp_path / "out").document
    [made] = document["exported"]
    assert Path(made["path"]).is_file()
    assert made["figures"]["largest_difference"] < 1e-5
    again = ask(trained, "export", "--format", "onnx", "--out", tmp_path / "out")
    assert (again.status, "add --force" in again.err) == (1, True)
    starter = ask(trained, "export", "starter", "--out", tmp_path / "out")
    assert (starter.status, "came with Mien" in starter.err) == (1, True)
    said = ask(trained, "export", "--format", "coreml", "--out", tmp_path / "out")
    assert (said.status, "There is no format 'coreml'" in said.err) == (1, True)
