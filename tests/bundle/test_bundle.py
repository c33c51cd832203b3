"""A bundle answers by itself what the app answers, and says so when it does not."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core import inference
from core.bundle import building
from core.bundle.building import Bundle, build_bundle, run_self_test
from core.bundle.contents import OWN_FILES, PACKAGES
from core.bundle.web_runtime import WEB_RUNTIME
from core.dataset.starter import draw_face
from core.errors import CannotExport
from core.inference import Prediction
from core.runs.run_directory import RunDirectory, list_runs
from core.workspace import PROJECT, Workspace
from tests.architecture.sources import begins, imports
from tests.finished_run import finished_run


def ask(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run ``predict.py`` as a person does, with nothing of this project in reach."""
    command = [sys.executable, "-E", str(folder / "predict.py"), *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", timeout=120, check=False
    )


def jpeg(pixels: np.ndarray, **how: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", **how)
    return stream.getvalue()


def sideways() -> bytes:
    """Return a large JPEG that lies on its side and says so."""
    notes = Image.Exif()
    notes[0x0112] = 6
    face = Image.fromarray(draw_face(21, "happy")).resize((700, 700))
    room = Image.new("RGB", (1200, 900), (90, 120, 160))
    room.paste(face, (300, 150))
    return jpeg(np.asarray(room.transpose(Image.Transpose.ROTATE_90)), quality=90, exif=notes)


def see_through() -> bytes:
    """Return a PNG whose edge is transparent."""
    image = Image.fromarray(draw_face(22, "sad")).convert("RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


PHOTOS = {
    "drawn.jpg": jpeg(draw_face(20, "sad"), quality=95),
    "sideways.jpg": sideways(),
    "see-through.png": see_through(),
    "grey.jpg": jpeg(np.asarray(Image.fromarray(draw_face(23, "happy")).convert("L"))),
    "no-face.jpg": jpeg(np.full((200, 300, 3), 128, np.uint8)),
    "tiny.png": jpeg(draw_face(24, "happy")[::2, ::2]),
}


READ = (
    "README.md",
    "MODEL_CARD.md",
    "MODEL_CARD.html",
    "LICENCES.txt",
    "labels.txt",
    "requirements.txt",
)


def test_whole_photos_are_answered_as_in_the_app(
    faces_run: RunDirectory, unpacked: Path, tmp_path: Path
) -> None:
    for name, data in PHOTOS.items():
        (tmp_path / name).write_bytes(data)
    done = ask(unpacked, "--json", *(str(tmp_path / name) for name in PHOTOS))
    assert done.returncode == 0, done.stderr
    in_app = inference.shared().predict(faces_run.path, list(PHOTOS.values()))
    for told, app in zip(json.loads(done.stdout), in_app, strict=True):
        assert isinstance(app, Prediction)
        assert (told["says"], told["faces"]) == (app.said.headline(), app.faces)
        assert told["probabilities"] == pytest.approx(app.probabilities, abs=1e-4)
        assert (told["label"], told["leans_to"]) == (app.said.guess, app.said.guess)
    assert {each.said.headline() for each in in_app} >= {"No face found"}


def test_one_sentence_for_what_cannot_be_answered(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("no photo")
    done = ask(unpacked, str(tmp_path / "notes.txt"), str(tmp_path / "gone.jpg"))
    assert done.returncode == 1
    first, second = done.stdout.splitlines()
    assert first.endswith(
        "This is not a photo. Photos are JPEG, PNG, WebP, HEIC, AVIF, GIF, BMP, TIFF."
    )
    assert second.endswith("There is no such file, or it cannot be read.")
    nothing = ask(unpacked)
    assert nothing.stderr == "No photo was named. Try: python predict.py photo.jpg\n"


def test_a_folder_is_answered_photo_by_photo(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name in ("tiny.png", "grey.jpg"):
        (tmp_path / name).write_bytes(PHOTOS[name])
    (tmp_path / "notes.txt").write_text("no photo")
    done = ask(unpacked, "--json", str(tmp_path), str(tmp_path / "empty"))
    *told, empty = json.loads(done.stdout)
    assert [Path(each["file"]).name for each in told] == ["grey.jpg", "tiny.png"]
    assert [each["error"] for each in told] == [None, None]
    assert empty["error"].startswith("This folder holds no photos")


def test_a_face_that_is_cut_out_already_is_not_looked_for(unpacked: Path, tmp_path: Path) -> None:
    (tmp_path / "grey.jpg").write_bytes(PHOTOS["no-face.jpg"])
    done = ask(unpacked, "--crop", "--json", str(tmp_path / "grey.jpg"))
    [told] = json.loads(done.stdout)
    assert told["faces"] is None
    assert told["verdict"] != "no face found"


def test_it_tests_itself(made: Bundle, unpacked: Path) -> None:
    assert [each["passed"] for each in run_self_test(unpacked)] == [True] * 3
    assert max(each["difference"] for each in made.tested) < 1e-5
    assert made.notes == [] or "web page" in made.notes[0]


def test_everything_a_person_reads_is_there(faces_run: RunDirectory, unpacked: Path) -> None:
    told = {name: (unpacked / name).read_text("utf-8") for name in READ}
    assert told["labels.txt"] == "happy\nsad\n"
    assert told["MODEL_CARD.md"].startswith("# ")
    assert "<html" in told["MODEL_CARD.html"]
    assert told["README.md"].startswith(f"# {faces_run.name}\n")
    assert "Shiqi Yu" in told["LICENCES.txt"]
    assert [line.split("==")[0] for line in told["requirements.txt"].split()] == [*PACKAGES]


@pytest.mark.parametrize("spoilt", ["model.onnx", "face_finder.onnx"])
def test_a_damaged_network_is_a_sentence(unpacked: Path, tmp_path: Path, spoilt: str) -> None:
    folder = shutil.copytree(unpacked, tmp_path / "copy")
    (folder / spoilt).write_bytes((folder / spoilt).read_bytes()[:1000])
    said = subprocess.run(
        [sys.executable, folder / "predict.py", folder / "golden" / "picture-1.png"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode != 0
    assert f"The file {spoilt} is missing or damaged" in said.stderr + said.stdout
    assert "Traceback" not in said.stderr


@pytest.mark.parametrize("spoilt", ["model.onnx", "face_finder.onnx", "golden/picture-2.png"])
def test_a_spoilt_file_is_noticed(unpacked: Path, tmp_path: Path, spoilt: str) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(unpacked, folder)
    (folder / spoilt).write_bytes((folder / spoilt).read_bytes()[:-100])
    with pytest.raises(CannotExport, match="not handed out"):
        run_self_test(folder)


def test_another_answer_is_noticed(unpacked: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(unpacked, folder)
    known = json.loads((folder / "golden" / "expected.json").read_text())
    known["pictures"][0]["probabilities"]["happy"] += 2e-4
    (folder / "golden" / "expected.json").write_text(json.dumps(known))
    done = ask(folder, "--self-test")
    assert done.returncode == 1
    assert done.stdout.endswith("It does NOT answer as the app did.\n")


@pytest.mark.parametrize("document", ["[]", "{}", "{", '{"files": {}, "pictures": []}'])
def test_answers_to_expect_that_are_gone_are_a_sentence(
    unpacked: Path, tmp_path: Path, document: str
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(unpacked, folder)
    (folder / "golden" / "expected.json").write_text(document)
    done = ask(folder, "--self-test")
    assert done.returncode == 1
    assert "golden/expected.json is missing or has changed" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_model_of_whole_photos_needs_no_face_finder_and_offline_there_is_no_page(
    trained_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")  # a computer that is offline
    monkeypatch.setattr(urllib.request, "_opener", None)  # made with the proxies of before
    monkeypatch.setenv("MIEN_WEIGHTS", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    [run] = list_runs(Workspace(trained_root))
    (run.workspace.weights / WEB_RUNTIME.name).unlink(missing_ok=True)
    made = build_bundle(run, tmp_path / "whole.zip")
    assert all(each["passed"] for each in made.tested)
    [lacks] = made.notes
    assert lacks.startswith("This bundle came without its web page: ")
    shutil.unpack_archive(tmp_path / "whole.zip", tmp_path)
    inside = {each.name for each in (tmp_path / "whole").iterdir()}
    assert not inside & {"face_finder.onnx", "index.html"}
    assert f"put that file into {run.workspace.weights}" in lacks
    told = (tmp_path / "whole" / "README.md").read_text("utf-8")
    terms = (tmp_path / "whole" / "LICENCES.txt").read_text("utf-8")
    assert "It came without its web page" in told
    for name in ("index.html", "face_finder.onnx", "In a browser", "everything that is needed"):
        assert name not in told
    for name in ("index.html", "YuNet", "onnxruntime-web", "MIT LICENSE"):
        assert name not in terms
    assert str(tmp_path) not in told + terms
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_what_cannot_be_exported_leaves_the_old_zip(workspace: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "old.zip"
    target.write_bytes(b"old")
    with pytest.raises(CannotExport):
        build_bundle(finished_run(workspace), target)
    assert target.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_a_place_that_cannot_be_written_to_is_said(faces_run: RunDirectory, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CannotExport, match="cannot be written"):
        build_bundle(faces_run, tmp_path / "file" / "new.zip")


def test_a_reason_that_the_system_has_no_word_for_is_said(
    workspace: Workspace, tmp_path: Path
) -> None:
    def hung_up(_: str) -> None:
        raise OSError("the listener hung up")

    with pytest.raises(CannotExport, match="cannot be written: the listener hung up"):
        build_bundle(finished_run(workspace), tmp_path / "new.zip", hung_up)


def test_a_bundle_that_never_answers_is_not_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "predict.py").write_text("import time\ntime.sleep(60)\n")
    monkeypatch.setattr(building, "_LONGEST", 0.5)
    with pytest.raises(CannotExport, match="did not answer its own test in time"):
        run_self_test(tmp_path)


def test_the_program_of_a_bundle_needs_nothing_else() -> None:
    brought = {name.removesuffix(".py").replace("/", ".") for name in OWN_FILES}
    allowed = (*sys.stdlib_module_names, *brought, "PIL", *PACKAGES)
    for file in (*OWN_FILES, "core/bundle/predict.py"):
        foreign = [name for name in imports(PROJECT / file) if not begins(name, allowed)]
        # pillow-heif is asked for where a HEIC photo is opened, and may be missing
        assert [name for name in foreign if not begins(name, ("pillow_heif",))] == [], file
