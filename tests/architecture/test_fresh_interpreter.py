"""What really gets loaded, asked of a Python that has loaded nothing yet."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from core.workspace import PROJECT
from tests.architecture.sources import files, module_name

LIGHT_ROOMS = (
    "core.dataset",
    "core.faces",
    "core.runs",
    "core.evaluation",
    "core.curation",
    "core.face_search",
    "core.training_plan",
    "core.study_plan",
    "core.backup",
    "core.bundle",
    "core.doctor",
    "core.detached_job",
    "core.export_process",
    "core.share_jobs",
    "core.share_process",
    "core.inference",
    "core.erasing",
    "core.model_card",
    "core.serving",
    "core.web",
    "core.errors",
    "core.files",
    "core.processes",
    "core.workspace",
)


@pytest.mark.parametrize("room", LIGHT_ROOMS)
def test_every_light_room_exists(room: str) -> None:
    assert files(room)


def loaded_by(*modules: str) -> set[str]:
    """Return the top-level packages that importing these modules loads."""
    code = (
        "import importlib, json, sys\n"
        f"for name in {list(modules)!r}: importlib.import_module(name)\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


def modules_of(*rooms: str) -> list[str]:
    names = [module_name(path) for path in files(*rooms)]
    return [name for name in names if ".migrations." not in name and "__main__" not in name]


def test_core_never_loads_streamlit() -> None:
    assert "streamlit" not in loaded_by(*modules_of("core"))


def test_the_light_rooms_never_load_tensorflow() -> None:
    loaded = loaded_by(*modules_of(*LIGHT_ROOMS))
    assert loaded.isdisjoint({"tensorflow", "keras", "streamlit"})


@pytest.mark.parametrize("room", ["core.runs", "core.workspace"])
def test_what_pages_read_often_needs_no_numbers_library(room: str) -> None:
    assert loaded_by(*modules_of(room)).isdisjoint({"numpy", "PIL", "sqlalchemy", "sklearn"})


def test_the_screen_loads_neither_tensorflow_nor_opencv() -> None:
    assert loaded_by(*modules_of("ui")).isdisjoint({"tensorflow", "keras", "cv2"})


def test_the_command_line_finds_its_command_without_loading_the_others() -> None:
    assert loaded_by("core.commands.app").isdisjoint({"tensorflow", "numpy", "sqlalchemy"})


def test_what_reads_files_from_outside_holds_no_way_to_the_database() -> None:
    loaded = loaded_by("core.limited_child", "core.dataset.pool", "core.dataset.sources")
    assert loaded.isdisjoint({"sqlalchemy", "sqlite3", "psycopg"})
