"""What must not stand anywhere in the house, however useful it looks."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.sources import begins, called, files, imports, tree
from ui import shell

PRODUCT = files("streamlit_app", "start", "app_pages", "ui", "core")
SOURCES = [*PRODUCT, *files("benchmarks", "tests")]

FORBIDDEN_CALLS = {
    "extractall": "writes wherever an archive says",
    "eval": "runs text as a program",
    "exec": "runs text as a program",
}
FORBIDDEN_MODULES = ("pickle", "cPickle", "dill", "shelve", "marshal", "joblib")
FORBIDDEN_ARGUMENTS = {
    ("unsafe_allow_html", True): "lets a file name become a web page",
    ("shell", True): "lets a file name become a command",
    ("allow_pickle", True): "runs what a file says",
    ("safe_mode", False): "runs what a model file says",
}


def keywords(path: Path) -> set[tuple[str, object]]:
    """Return the keyword arguments with a constant value in a file."""
    return {
        (node.arg, node.value.value)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.keyword)
        and node.arg is not None
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, bool)
    }


@pytest.mark.parametrize("name", FORBIDDEN_CALLS)
def test_no_dangerous_function_is_called(name: str) -> None:
    assert [path.name for path in PRODUCT if name in called(path)] == [], FORBIDDEN_CALLS[name]


def test_nothing_unpickles() -> None:
    found = [p.name for p in SOURCES if any(begins(n, FORBIDDEN_MODULES) for n in imports(p))]
    assert found == []


@pytest.mark.parametrize("argument", FORBIDDEN_ARGUMENTS)
def test_no_dangerous_argument_is_given(argument: tuple[str, bool]) -> None:
    found = [path.name for path in SOURCES if argument in keywords(path)]
    assert found == [], FORBIDDEN_ARGUMENTS[argument]


QUERIES = {"execute", "exec_driver_sql", "text", "executescript", "executemany", "scalar"}


def made_up_queries(path: Path) -> list[str]:
    """Return the calls that hand a database words put together on the spot."""
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call) and node.args]
    named = [(ast.unparse(call.func).rpartition(".")[2], call.args[0]) for call in calls]
    made = (ast.JoinedStr, ast.BinOp)
    return [ast.unparse(words) for name, words in named if name in QUERIES and _made(words, made)]


def _made(words: ast.expr, made: tuple[type[ast.expr], ...]) -> bool:
    if ast.unparse(words).startswith("f'PRAGMA "):  # takes no parameters
        return False
    formatted = isinstance(words, ast.Call) and ast.unparse(words.func).endswith(".format")
    return isinstance(words, made) or formatted


def test_no_query_is_put_together_from_text() -> None:
    assert {p.name: made_up_queries(p) for p in files("core") if made_up_queries(p)} == {}


def test_nothing_draws_raw_html_but_one_stylesheet() -> None:
    html = [
        (path.name, ast.unparse(node))
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("st.html")
    ]
    named = [each for path in SOURCES for each in ast.walk(tree(path)) if _names_html(each)]
    assert html == [("shell.py", "st.html(_AWAY)")]
    assert len(named) == len(html)  # nobody hands it on
    assert shell._AWAY.suffix == ".css"


def _names_html(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and ast.unparse(node) == "st.html"


def test_damaged_photos_are_never_let_through() -> None:
    assigned = [
        ast.unparse(node)
        for path in SOURCES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Assign) and "LOAD_TRUNCATED_IMAGES" in ast.unparse(node.targets[0])
    ]
    assert [line for line in assigned if not line.endswith("= False")] == []


def test_only_commands_and_start_print() -> None:
    assert [p.name for p in PRODUCT if "print" in called(p) and p.name not in PRINTERS] == []


PRINTERS = {"start.py", "console.py", "__main__.py"}
