"""Nothing in the house grows beyond what one person reads at once."""

from __future__ import annotations

import ast

from tests.architecture.sources import files, tree

SOURCES = ("streamlit_app", "start", "app_pages", "ui", "core", "benchmarks")
LONGEST_FUNCTION = 60
LONGEST_FILE = 250
LONGEST_PAGE = 120

Function = ast.FunctionDef | ast.AsyncFunctionDef


def lines_of(function: Function) -> int:
    """Return the lines of a function without its docstring."""
    first = function.body[0]
    documented = ast.get_docstring(function, clean=False) is not None
    docstring = (first.end_lineno or 0) - first.lineno + 1 if documented else 0
    return (function.end_lineno or 0) - function.lineno + 1 - docstring


def test_functions_stay_short() -> None:
    long = [
        f"{path.name}:{node.lineno} {node.name}: {lines_of(node)} lines"
        for path in files(*SOURCES)
        for node in ast.walk(tree(path))
        if isinstance(node, Function) and lines_of(node) > LONGEST_FUNCTION
    ]
    assert long == []


def test_files_stay_short() -> None:
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in files(*SOURCES)}
    limits = {
        path: LONGEST_PAGE if path.parent.name == "app_pages" else LONGEST_FILE for path in sizes
    }
    assert [f"{p.name}: {n} lines" for p, n in sizes.items() if n > limits[p]] == []
