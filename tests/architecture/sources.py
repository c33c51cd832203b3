"""The project's Python files, parsed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from core.workspace import PROJECT


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def files(*rooms: str) -> list[Path]:
    """Return the Python files of these rooms (``"core.dataset"``, ``"app_pages"``, ``"start"``)."""
    found: list[Path] = []
    for room in rooms:
        place = PROJECT.joinpath(*room.split("."))
        found += sorted(place.rglob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    return [path for path in found if path.is_file()]


def module_name(path: Path) -> str:
    """Return the dotted name a file is imported by."""
    parts = path.relative_to(PROJECT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, *, everywhere: bool = True) -> Iterator[str]:
    """Yield the dotted names a file imports, ``a.b.name`` for ``from a.b import name``.

    Parameters
    ----------
    path : Path
        The file.
    everywhere : bool, default True
        Whether imports inside functions and classes count; else those run on import alone.
    """
    nodes = ast.walk(tree(path)) if everywhere else _on_import(tree(path))
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = module_name(path).split(".")
                keep = len(package) - node.level + (path.name == "__init__.py")
                base = ".".join([*package[:keep], *filter(None, [base])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _on_import(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        yield child
        yield from _on_import(child)


def begins(name: str, prefixes: tuple[str, ...]) -> bool:
    """Return whether a dotted name is one of the prefixes or lies below one."""
    return any(name == prefix or name.startswith(f"{prefix}.") for prefix in prefixes)


def called(path: Path) -> set[str]:
    """Return the names a file calls: ``open`` for ``open(...)`` and for ``path.open(...)``."""
    calls = [node.func for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    named = {function.id for function in calls if isinstance(function, ast.Name)}
    return named | {function.attr for function in calls if isinstance(function, ast.Attribute)}
