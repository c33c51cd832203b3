"""The app started, looked at and killed again and again while a training goes on."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from benchmarks.figure import Figure
from benchmarks.startup import DRAWN, PATIENCE, served
from core.dataset.importing import run_import
from core.dataset.store import DatasetStore
from core.runs import launcher
from core.runs.events import read_events
from core.runs.run_directory import RunDirectory
from core.runs.settings import MILD
from core.runs.spec import TrainConfig
from core.training_plan import start_training
from core.workspace import PROJECT, Workspace
from tests.chromium import QUIET, find_chromium

NAME = "app_restarts"
_LOOK_EVERY = 0.2
_MOST_SECONDS = 3600
_BREATH = 0.3
_ENDS = ("finished", "stopped")


def app_restarts(workspace: Workspace, restarts: int, _seed: int = 0) -> Figure:
    """Return what went wrong with a training while its app was killed and started anew.

    Each app draws the page of the training in a browser before it is killed. After the last one,
    the training is asked to stop.
    """
    run_import(workspace, "starter")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=QUIET)
        run = _training(workspace)
        workers, seen = set(), 0
        while seen < restarts and not run.state().ended:
            _started_and_killed(workspace, browser)
            workers.add(_worker(run))
            seen += not run.state().ended
        browser.close()
    if not run.state().ended:
        launcher.request_stop(run)
    _wait(run)
    wrong = _wrong(run, workers)
    detail = {
        "restarts": seen,
        "ended": run.state().status,
        "message": run.state().message,
        "rounds": len(run.state().history),
        "workers": len(workers),
        "wrong": wrong,
    }
    return Figure(NAME, len(wrong) + (restarts - seen), "faults", 0, None, detail)


def _training(workspace: Workspace) -> RunDirectory:
    config = TrainConfig(image_size=128, epochs=1000, early_stopping=False, augmentation=MILD)
    with DatasetStore.open(workspace) as store:
        run = start_training(workspace, store, config)
    while not (run.alive and run.worker_pid.is_file()):
        time.sleep(_LOOK_EVERY)
    return run


def _started_and_killed(workspace: Workspace, browser: Browser) -> None:
    app = ["run", str(PROJECT / "streamlit_app.py")]
    with served(app, workspace.root) as (process, port):
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{port}/train")
        page.locator(DRAWN).first.wait_for(timeout=PATIENCE * 1000)
        time.sleep(_BREATH)
        _kill(process)
        page.close()


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _worker(run: RunDirectory) -> str:
    return run.worker_pid.read_text()


def _wait(run: RunDirectory) -> None:
    until = time.monotonic() + _MOST_SECONDS
    while not run.state().ended and time.monotonic() < until:
        time.sleep(_LOOK_EVERY)


def _wrong(run: RunDirectory, workers: set[str]) -> list[str]:
    """Return what is wrong with a training that ended, each as a sentence."""
    events: list[Any] = read_events(run.events)[0]
    kinds = [event["event"] for event in events]
    rounds = [event["epoch"] for event in events if event["event"] == "epoch"]
    state = RunDirectory(Path(run.path)).state()
    found = [f"it is {state.status}: {state.message}"] * (state.status not in _ENDS)
    found += [f"{len(workers)} workers were at it"] * (len(workers) != 1)
    found += ["its rounds have a gap or repeat"] * (rounds != [*range(1, len(rounds) + 1)])
    found += ["its history differs from its rounds"] * (
        [record.epoch for record in state.history] != rounds
    )
    found += [f"it was {kind}" for kind in ("resumed", "unreadable", "failed") if kind in kinds]
    return found
