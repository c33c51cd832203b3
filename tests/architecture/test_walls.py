"""Who may import whom, read from the source."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import begins, called, files, imports, module_name, tree

TENSORFLOW = ("tensorflow", "keras")
SCREEN = ("streamlit",)
MACHINERY = ("numpy", "PIL", "cv2", "sqlalchemy", "sqlite3", "subprocess")
BELOW_LEARNING = ("core.dataset", "core.faces", "core.runs", "core.evaluation", "core.curation")

# room -> what no file of it may import anywhere
WALLS: dict[str, tuple[str, ...]] = {
    "core": (*SCREEN, "ui", "app_pages", "streamlit_app"),
    "core.dataset": (*TENSORFLOW, "core.faces", "core.runs", "core.evaluation", "cv2"),
    "core.faces": (
        *TENSORFLOW,
        "core.dataset",
        "core.runs",
        "core.evaluation",
        "PIL",
        "sqlalchemy",
    ),
    "core.runs": (*TENSORFLOW, "core.dataset", "core.faces", "core.evaluation", "numpy", "PIL"),
    "core.evaluation": (*TENSORFLOW, "core.dataset", "core.faces", "core.runs"),
    "core.curation": (
        *TENSORFLOW,
        "core.dataset",
        "core.faces",
        "core.runs",
        "PIL",
        "cv2",
        "sqlalchemy",
    ),
    "core.learning": ("core.explain", "core.commands", "core.inference"),
    "core.explain": ("core.commands", "core.inference"),
    "core.backup": (*TENSORFLOW, "core.learning", "core.explain", "core.commands"),
    "core.doctor": (*TENSORFLOW, "core.learning", "core.explain", "core.commands"),
    "core.erasing": (*TENSORFLOW, "cv2", "core.learning", "core.explain", "core.commands"),
    "core.model_card": (*TENSORFLOW, "core.learning", "core.explain.cam", "core.commands"),
    "core.web": (*TENSORFLOW, *MACHINERY, "core.dataset", "core.runs", "core.learning", "fastapi"),
    "core.serving": (*TENSORFLOW, "core.learning", "core.explain", "core.commands"),
    "core.bundle": (*TENSORFLOW, "core.learning", "core.explain.cam", "core.commands"),
    "core.export_process": (*TENSORFLOW, "core.learning", "core.explain", "core.commands"),
    "core.share_jobs": (*TENSORFLOW, "core.learning", "core.explain", "core.commands"),
    "core.share_process": (*TENSORFLOW, "core.learning", "core.explain.cam", "core.commands"),
    "core.detached_job": (*TENSORFLOW, "core.learning", "core.explain", "core.commands"),
    "core.training_plan": (*TENSORFLOW, "core.learning", "core.explain"),
    "core.study_plan": (*TENSORFLOW, "core.learning", "core.explain"),
    "ui": (*TENSORFLOW, *MACHINERY, "core.learning", "core.commands", "app_pages"),
    "app_pages": (*TENSORFLOW, *MACHINERY, "core.learning", "core.commands", "app_pages"),
    "streamlit_app": (*TENSORFLOW, *MACHINERY, "core.learning", "core.commands"),
}
FOUNDATION = (
    "core.errors",
    "core.disk_refusals",
    "core.files",
    "core.workspace",
    "core.processes",
    "core.percent",
    "core.weights",
    "core.occupancy",
    "core.error_log",
)


def crossings(path: Path, forbidden: tuple[str, ...]) -> list[str]:
    """Return the forbidden names a file imports."""
    return [name for name in imports(path) if begins(name, forbidden)]


@pytest.mark.parametrize("room", sorted({*WALLS, *BELOW_LEARNING, *FOUNDATION}))
def test_every_room_with_a_wall_exists(room: str) -> None:
    assert files(room)


@pytest.mark.parametrize("room", WALLS)
def test_a_room_does_not_reach_through_its_wall(room: str) -> None:
    found = {module_name(path): crossings(path, WALLS[room]) for path in files(room)}
    assert {name: names for name, names in found.items() if names} == {}


@pytest.mark.parametrize("room", BELOW_LEARNING)
def test_the_rooms_below_learning_do_not_know_what_stands_above(room: str) -> None:
    above = ("core.learning", "core.explain", "core.training_plan", "core.inference", "core.worker")
    assert [path.name for path in files(room) if crossings(path, above)] == []


@pytest.mark.parametrize("module", FOUNDATION)
def test_the_foundation_needs_nothing_but_the_standard_library(module: str) -> None:
    import sys

    allowed = (*sys.stdlib_module_names, "filelock", *FOUNDATION)
    (path,) = files(module)
    assert [name for name in imports(path) if not begins(name, allowed)] == []


def test_core_modules_never_import_tensorflow_to_answer_questions() -> None:
    light = [*files("core.inference"), *files("core.commands"), *files("core.__main__")]
    at_import = {
        path.name: [n for n in imports(path, everywhere=False) if begins(n, TENSORFLOW)]
        for path in light
    }
    assert {name: names for name, names in at_import.items() if names} == {}


def test_room_packages_import_nothing() -> None:
    packages = [path for path in files("core") if path.name == "__init__.py"]
    assert {str(path): [*imports(path)] for path in packages if [*imports(path)]} == {}


def test_pages_open_no_files() -> None:
    calls = {
        path.name: called(path) & {"open", "read_bytes", "read_text"} for path in files("app_pages")
    }
    assert {name: names for name, names in calls.items() if names} == {}


def test_only_the_caches_of_the_screen_keep_things_between_runs() -> None:
    caches = ("st.cache_data", "st.cache_resource")
    named = {
        module_name(path)
        for path in files("streamlit_app", "app_pages", "ui")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in caches
    }
    brought = {
        module_name(path)
        for path in files("streamlit_app", "app_pages", "ui")
        if crossings(path, ("streamlit.cache_data", "streamlit.cache_resource"))
    }
    kept = {"cache", "cache_computed", "cache_looks", "cache_searches"}
    assert named | brought == {f"ui.{each}" for each in kept}
