"""A feel for size: files mostly under 300 lines, functions under 50, classes under 15 public methods."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.tree import ROOT, name, parsed, sources

FILE, FUNCTION, METHODS = 300, 50, 15
HARD_FILE = 400

LONG_FILES: dict[str, str] = {}
"""File → why it is one thing although it is long; never beyond HARD_FILE lines."""

LONG_FUNCTIONS: dict[str, str] = {}
"""``file:function`` → why it is one thing although it is long."""

WIDE_CLASSES: dict[str, str] = {}
"""``file:Class`` → why it has so many public methods."""


def own_code() -> list[Path]:
    return [*sources(), *sorted((ROOT / "tools").rglob("*.py"))]


def too_long_files() -> dict[str, int]:
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in own_code()}
    return {file: lines for file, lines in lengths.items() if lines > FILE}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function with its length, docstring and decorators left out."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            start = body[0].lineno if body else node.lineno
            yield f"{name(path)}:{node.name}", (node.end_lineno or start) - start + 1


def public_methods(path: Path) -> Iterator[tuple[str, int]]:
    """Every class with the number of its public methods: what others call, not what Textual calls back."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ClassDef):
            methods = (f.name for f in node.body if isinstance(f, ast.FunctionDef | ast.AsyncFunctionDef))
            called_back = ("_", "on_", "action_", "watch_", "compute_", "validate_", "check_action", "compose")
            yield f"{name(path)}:{node.name}", sum(1 for method in methods if not method.startswith(called_back))


def test_files_are_short() -> None:
    long = too_long_files()
    assert set(long) == set(LONG_FILES), f"over {FILE} lines: {long}"
    assert all(lines <= HARD_FILE for lines in long.values())


def test_functions_are_short() -> None:
    long = {where: lines for path in own_code() for where, lines in functions(path) if lines > FUNCTION}
    assert set(long) == set(LONG_FUNCTIONS), f"over {FUNCTION} lines: {long}"


def test_classes_are_narrow() -> None:
    wide = {where: count for path in own_code() for where, count in public_methods(path) if count > METHODS}
    assert set(wide) == set(WIDE_CLASSES), f"over {METHODS} public methods: {wide}"


def test_exceptions_are_few_and_reasoned() -> None:
    exceptions = {**LONG_FILES, **LONG_FUNCTIONS, **WIDE_CLASSES}
    assert len(exceptions) <= max(4, len(own_code()) // 10)
    assert all(len(reason) > 20 for reason in exceptions.values())
