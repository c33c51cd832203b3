"""Cases 65 to 68, 80 to 82 and 85 to 87: trainings that are cut off, halted, or cannot go on."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.dataset.importing import run_import
from core.dataset.store import DatasetStore
from core.errors import RunDamaged
from core.learning.predictor import Predictor
from core.runs import launcher
from core.runs.checkpoints import checkpoints, newest_intact
from core.runs.events import EventWriter
from core.runs.resuming import take_up
from core.runs.run_directory import RunDirectory, list_runs
from core.runs.spec import TrainConfig
from core.training_plan import start_training
from core.workspace import PROJECT, Workspace
from tests.browser.conftest import App
from tests.catalogue.aftermath import drawn, is_plain, said
from tests.catalogue.conftest import outliving
from tests.catalogue.odd_workers import HALF
from tests.commands.conftest import Ask
from tests.conftest import TINY
from tests.dataset.making import photo, zip_of
from tests.dataset.making import wait_until as wait_a_minute
from tests.finished_run import finished_run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs signals and limits of Unix")

PATIENCE = 250
PLANNED = 150
SHORT = replace(TINY, epochs=PLANNED, early_stopping=False)
LONG = replace(TINY, epochs=1000, batch_size=2, early_stopping=False)
ODD = [sys.executable, "-m", "tests.catalogue.odd_workers"]


def wait_until(happened: Callable[[], bool]) -> None:
    """Wait for something a worker does, also on a computer with much else to do."""
    wait_a_minute(happened, seconds=PATIENCE)


def fill(place: Workspace, source: Path) -> None:
    """Bring in twelve new photos of each class."""
    files = {
        f"{label}/{number}.png": photo(8000 + 100 * rank + number)
        for rank, label in enumerate(("happy", "sad"))
        for number in range(12)
    }
    run_import(place, zip_of(source, files), workers=0)


def made(place: Workspace, config: TrainConfig) -> RunDirectory:
    """Return a new training that nobody works on."""
    with DatasetStore.open(place) as store:
        return start_training(place, store, config, launch=False)


def working(run: RunDirectory, how: str = "") -> subprocess.Popen[bytes]:
    """Start the worker of a run, or an odd one."""
    program = [*ODD, how] if how else [sys.executable, "-m", "core.worker"]
    return subprocess.Popen(
        [*program, str(run.path)],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def after(source: Workspace, target: Path) -> tuple[Workspace, RunDirectory]:
    """Return a copy of a workspace and the one training in it."""
    place = Workspace(shutil.copytree(source.root, target))
    [run] = list_runs(place)
    return place, run


@pytest.fixture(scope="module")
def cut_off(six_photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Return a workspace with a training whose worker was killed in the middle of a round."""
    folder = tmp_path_factory.mktemp("cut")
    for place in outliving(six_photos, folder / "place"):
        fill(place, folder / "more.zip")
        run = made(place, SHORT)
        worker = working(run)
        wait_until(lambda run=run: min(each.epoch for each in checkpoints(run)) > 0)
        worker.kill()
        worker.wait()
        yield place


@pytest.fixture(scope="module")
def cut_twice(cut_off: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Return the same after it was resumed, and killed while it wrote its model."""
    place, run = after(cut_off, tmp_path_factory.mktemp("twice") / "place")
    run.resume_request.touch()
    assert working(run, "cut").wait(PATIENCE) == -signal.SIGXFSZ
    return place


@dataclass(frozen=True)
class Going:
    """A training that goes on, and the process group of the app that started it."""

    place: Workspace
    run: RunDirectory
    app: int


@pytest.fixture(scope="module")
def going(six_photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Going]:
    """Return a training that goes on for long, on a computer without a graphics card."""
    folder = tmp_path_factory.mktemp("going")
    for place in outliving(six_photos, folder / "place"):
        fill(place, folder / "more.zip")
        app = subprocess.Popen(
            [*ODD, "app", str(place.root), json.dumps(LONG.to_json())],
            cwd=PROJECT,
            env={**os.environ, "CUDA_VISIBLE_DEVICES": "", "LD_LIBRARY_PATH": "/nowhere"},
            start_new_session=True,
        )
        wait_until(lambda place=place: any(each.state().history for each in list_runs(place)))
        [run] = list_runs(place)
        yield Going(place, run, app.pid)
        app.kill()
        app.wait()
        if run.alive:
            launcher.end_at_once(run)


def round_shown(app: AppTest) -> int:
    """Return the round of the training that a page shows."""
    assert not app.exception
    words = [each.proto.text for each in app.get("progress")]
    return int(next(filter(None, (re.match(r"round (\d+) of", each) for each in words)))[1])


def test_case_65_a_worker_killed_in_a_round(
    cut_off: Workspace, cut_twice: Workspace, tmp_path: Path
) -> None:
    [run] = list_runs(cut_off)
    assert run.state().status == "interrupted"
    is_plain(run.state().message, "cut off", "smaller batch")
    app = drawn(cut_off, "train")
    assert any("Resume" in each.label for each in app.button)
    assert any("goes on after round" in each for each in said(app))
    _, twice = after(cut_twice, tmp_path / "place")
    launcher.resume(twice)  # for the second time
    wait_until(lambda: twice.state().status == "finished" and not twice.alive)
    assert [each.epoch for each in twice.state().history] == [*range(1, PLANNED + 1)]
    twice.verify()
    assert not twice.checkpoints.exists()
    assert [*twice.path.glob("draft*")] == []


def cut(share: float) -> Callable[[bytes], bytes]:
    return lambda data: data[: int(share * len(data))]


def flip(share: float) -> Callable[[bytes], bytes]:
    def harm(data: bytes) -> bytes:
        at = min(int(share * len(data)), len(data) - 1)
        return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]

    return harm


HARMS = [how(share) for how in (flip, cut) for share in (0.0, 0.3, 0.9)]


@pytest.mark.parametrize("file", ["arrays.npz", "facts.json", "manifest.json"])
def test_case_66_the_newest_checkpoint_is_damaged(
    cut_off: Workspace, tmp_path: Path, file: str
) -> None:
    place, run = after(cut_off, tmp_path / "place")
    newer, older = checkpoints(run)
    whole = (newer.folder / file).read_bytes()
    for harm in HARMS:
        (newer.folder / file).write_bytes(harm(whole))
        assert newest_intact(run) == older
    app = drawn(place, "train")
    assert any(f"goes on after round {older.epoch}" in each for each in said(app))
    with EventWriter(run.events) as diary:
        assert take_up(run, diary) == older
    state = run.state()
    assert [each.epoch for each in state.history] == [*range(1, older.epoch + 1)]
    [note] = state.notes
    is_plain(note, "damaged", "was not used")
    assert note in [each.replace("\\", "") for each in said(drawn(place, "train"))]


def test_case_67_killed_while_the_model_is_written(cut_twice: Workspace) -> None:
    [run] = list_runs(cut_twice)
    assert [each.stat().st_size for each in run.path.glob("*.keras")] == [HALF]
    assert not run.model.exists()
    assert not run.finished
    assert run.state().status == "interrupted"
    is_plain(run.state().message, "cut off")
    assert not drawn(cut_twice, "try_it").exception
    assert not drawn(cut_twice, "results").exception


def test_case_68_a_damaged_model(place: Workspace) -> None:
    run = finished_run(place)
    whole = run.model.read_bytes()
    shares = [number / 10 for number in range(10)]
    for harm in [how(share) for how in (cut, flip) for share in shares]:
        run.model.write_bytes(harm(whole))
        with pytest.raises(RunDamaged) as refused:
            Predictor.load(run)
        is_plain(str(refused.value), "model.keras", "has changed", "train again")
    run.model.unlink()
    with pytest.raises(RunDamaged, match="missing"):
        Predictor.load(run)
    run.model.write_bytes(whole)
    assert Predictor.load(run).classes == ["happy", "sad"]


def test_case_80_the_tab_is_closed_during_a_training(going: Going) -> None:
    before = round_shown(drawn(going.place, "train"))  # in a session that is gone then
    wait_until(lambda: going.run.state().epoch > before)
    app = drawn(going.place, "train")
    assert round_shown(app) > before
    assert any(going.run.name in each and "is learning" in each for each in said(app))


def test_case_81_the_app_is_restarted_during_a_training(going: Going) -> None:
    before = going.run.state().epoch
    os.killpg(going.app, signal.SIGKILL)
    for _ in range(2):
        app = App(going.place)
        app.start()
        app.stop()
    wait_until(lambda: going.run.state().epoch > before)
    assert going.run.alive
    assert going.run.state().status == "training"
    assert round_shown(drawn(going.place, "train")) > before
    assert len(list_runs(going.place)) == 1


def test_case_86_no_graphics_card(going: Going) -> None:
    app = drawn(going.place, "train")
    assert not app.error
    [told] = [each for each in said(app) if "processor" in each]
    is_plain(told, "no graphics card")


def test_case_87_a_worker_that_hangs(going: Going) -> None:
    os.kill(int(going.run.worker_pid.read_text()), signal.SIGSTOP)
    long_ago = time.time() - 3600
    os.utime(going.run.events, (long_ago, long_ago))
    assert going.run.state().status == "stalled"
    app = drawn(going.place, "train")
    assert any("has not moved for a while" in each for each in said(app))
    is_plain(app.warning[0].value, "nothing has come from it", "end it")
    app.button(key=f"end-{going.run.run_id}").click().run()
    wait_until(lambda: not going.run.alive)
    assert not app.exception
    assert going.run.state().status == "interrupted"
    assert going.run.resumable


def test_case_82_the_numbers_run_away(place: Workspace, tmp_path: Path, ask: Ask) -> None:
    fill(place, tmp_path / "more.zip")
    good = finished_run(place)
    told = ask(place.root, "train", "--learning-rate", "1e9", as_json=False)
    assert told.status == 1
    is_plain(told.err.strip(), "learning rate", "10")
    run = made(place, replace(TINY, learning_rate=10, dense_units=256, epochs=9))
    assert working(run).wait(PATIENCE) == 1
    is_plain(run.state().message, "learning rate", "smaller")
    assert not run.resumable
    app = drawn(place, "train")
    assert any("learning rate" in each.value for each in app.error)
    good.verify()  # and serves on


def test_case_85_out_of_memory(place: Workspace, tmp_path: Path) -> None:
    fill(place, tmp_path / "more.zip")
    run = made(place, replace(TINY, image_size=512, batch_size=64, epochs=3))
    worker = working(run, "poor")
    first_to_go = Path(f"/proc/{worker.pid}/oom_score_adj")
    wait_until(lambda: run.events.exists() and first_to_go.read_text().strip() == "500")
    assert worker.wait(PATIENCE)
    state = run.state()
    assert state.status in ("interrupted", "failed")  # TensorFlow may fall where it stands
    is_plain(state.message, "memory ran out", "batch")
    assert run.resumable
    assert any("memory ran out" in each for each in said(drawn(place, "train")))
