"""Cases 49, 57 and 79: files that go out, models from elsewhere, photos changed on the disk."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.commands.app import main
from core.dataset import labels
from core.dataset.importing import run_import
from core.dataset.records import PictureQuery
from core.dataset.store import DatasetStore
from core.errors import RunDamaged
from core.inference import Inference
from core.runs.run_directory import list_runs
from core.runs.spec import TrainConfig
from core.training_plan import start_training
from core.workspace import PROJECT, Workspace
from tests.catalogue.aftermath import answers, is_plain
from tests.dataset.making import photo, zip_of
from ui.text import plain

FORMULAS = ('=HYPERLINK("x")', "+1", "-1", "@x", "\t=1")


def cells_of(archive: Path) -> Iterator[str]:
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            if name.endswith(".csv"):
                for row in csv.reader(io.StringIO(opened.read(name).decode("utf-8-sig"))):
                    yield from row


def test_case_49_formulas_as_labels_and_file_names(
    place: Workspace, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    files = {f"{text}.png": photo(490 + n) for n, text in enumerate(FORMULAS)}
    run_import(place, zip_of(tmp_path / "odd.zip", files), workers=0)
    with DatasetStore.open(place) as store:
        fresh = store.pictures(PictureQuery(unlabelled=True))
        assert len(fresh) == len(FORMULAS)
        for record in fresh:
            labels.set_label(store, [record.id], record.name.removesuffix(".png"))
        given = {each.id: (each.name, each.label) for each in store.pictures(limit=100)}
    out = tmp_path / "out.zip"
    assert main(["take-away", "csv", str(out), "--workspace", str(place.root)]) == 0
    assert "11 photos" in capfd.readouterr().out
    cells = [*cells_of(out)]
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    again = Workspace(tmp_path / "again")
    run_import(again, out, workers=0)
    with DatasetStore.open(again) as store:
        assert {each.id: (each.name, each.label) for each in store.pictures(limit=100)} == given
    assert "disableDataExport = true" in (PROJECT / ".streamlit" / "config.toml").read_text("utf-8")


EVIL = """
from pathlib import Path
Path({marker!r}).write_text("it ran")
"""
CONFIG = '{"module": "mien_evil", "class_name": "Model", "config": {}, "registered_name": null}'
LAMBDA = (
    '{"module": "keras.layers", "class_name": "Lambda", "config": {"name": "l", "function": '
    '{"module": "mien_evil", "class_name": "function", "config": "run"}}}'
)
SAVED = '{"module": "keras.layers", "class_name": "TFSMLayer", "config": {"filepath": "/evil"}}'


def keras_file(config: str, **more: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("metadata.json", '{"keras_version": "3.15.1"}')
        archive.writestr("config.json", config)
        for name, data in more.items():
            archive.writestr(name, data)
    return stream.getvalue()


def hostile_models(marker: Path) -> dict[str, bytes]:
    return {
        "a class of a foreign module": keras_file(CONFIG),
        "a Lambda": keras_file(LAMBDA),
        "a TFSMLayer": keras_file(SAVED),
        "a vocabulary file": keras_file(CONFIG, **{"assets/vocabulary.txt": b"/etc/passwd"}),
        "a bomb": keras_file(CONFIG, **{"model.weights.h5": bytes(30_000_000)}),
        "an h5 file": b"\x89HDF\r\n\x1a\n" + bytes(2_000),
        "a pickle": f"cos\nsystem\n(S'touch {marker}'\ntR.".encode(),
    }


def test_case_57_a_hostile_model_put_in_a_run(
    trained: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker, evil = tmp_path / "ran", tmp_path / "evil"
    evil.mkdir()
    (evil / "mien_evil.py").write_text(EVIL.format(marker=str(marker)))
    monkeypatch.setenv("PYTHONPATH", f"{PROJECT}:{evil}")
    [run] = list_runs(trained)
    sound = run.model.read_bytes()
    asking = Inference()
    try:
        for what, data in hostile_models(marker).items():
            run.model.write_bytes(data)
            with pytest.raises(RunDamaged) as refused:
                asking.predict(run.path, [photo(57)])
            is_plain(str(refused.value), "model.keras", "changed")
            assert not marker.exists(), what
    finally:
        asking.close()
        run.model.write_bytes(sound)


def test_case_79_photos_deleted_and_changed_on_the_disk(
    trained: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MIEN_WORKSPACE", str(trained.root))
    with DatasetStore.open(trained) as store:
        shown = store.pictures(limit=10)
        for record in shown:
            file = trained.picture(record.id, record.suffix)
            (tmp_path / "again").mkdir(exist_ok=True)
            (tmp_path / "again" / file.name).write_bytes(file.read_bytes())
        for record in shown[:5]:
            trained.picture(record.id, record.suffix).unlink()
        for record in shown[5:]:
            file = trained.picture(record.id, record.suffix)
            file.chmod(0o644)
            file.write_bytes(file.read_bytes() + b"changed")
        run = start_training(trained, store, TrainConfig(image_size=32, epochs=1), launch=False)
    assert {each.id for each in run.pictures}.isdisjoint(each.id for each in shown)
    assert len(run.pictures) == 30
    [told] = [note for note in run.spec["notes"] if "gone" in note]
    is_plain(told, "left out", "5 photos whose file is gone", "5 photos whose file was changed")
    app = answers(trained)
    badges = [each.value for each in app.markdown if "badge" in each.value]
    assert sum("file is gone" in each for each in badges) == 5
    assert sum("file was changed" in each for each in badges) == 5
    app.switch_page("app_pages/train.py").run()
    assert not app.exception
    assert any("10 photos left out" in each.value for each in app.warning)
    listed = {each.value for each in app.markdown}
    assert {plain(record.name, 120) for record in shown} <= listed
    assert run_import(trained, tmp_path / "again", workers=0).duplicates  # adding them mends them
