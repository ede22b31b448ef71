"""Text from outside never reaches a place where Textual parses markup as a plain, put-together string.

A stage named ``[@click=app.quit]x[/]`` must be drawn, not obeyed. The one place that may build such strings is
``tui/widgets/safe.py``.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGE, name, parsed

PARSES = {"Static", "Label", "Button", "Checkbox", "RadioButton", "Option", "Tab", "Collapsible", "Placeholder"}
PARSES_BY_METHOD = {"from_markup", "from_text"}
PARSES_BY_ASSIGNMENT = {"border_title", "border_subtitle", "tooltip"}
SAFE = "vsm_tui/tui/widgets/safe.py"


def put_together(node: ast.expr) -> bool:
    """Whether the expression builds a string out of values: an f-string, ``+``, ``%``, ``.format`` or ``str()``."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        texts = (ast.JoinedStr, ast.Constant)
        return isinstance(node.left, texts) or isinstance(node.right, texts)
    if isinstance(node, ast.IfExp):
        return put_together(node.body) or put_together(node.orelse)
    if isinstance(node, ast.Call):
        function = node.func
        return (isinstance(function, ast.Attribute) and function.attr in {"format", "join"}) or (
            isinstance(function, ast.Name) and function.id == "str"
        )
    return False


def says_no_markup(call: ast.Call) -> bool:
    return any(
        keyword.arg == "markup" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
        for keyword in call.keywords
    )


def called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def unsafe_call(call: ast.Call) -> bool:
    if not call.args or says_no_markup(call):
        return False
    first, what = call.args[0], called(call)
    if what == "notify":
        return not isinstance(first, ast.Constant)
    return what in PARSES | PARSES_BY_METHOD and put_together(first)


def unsafe(tree: ast.Module) -> list[int]:
    """Lines on which a string that is not a literal would be parsed as markup."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and unsafe_call(node):
            lines.append(node.lineno)
        if isinstance(node, ast.Assign) and put_together(node.value):
            targets = {target.attr for target in node.targets if isinstance(target, ast.Attribute)}
            if targets & PARSES_BY_ASSIGNMENT:
                lines.append(node.lineno)
    return lines


def test_no_raw_text_where_markup_is_parsed() -> None:
    files: list[Path] = [path for path in sorted((PACKAGE / "tui").rglob("*.py")) if name(path) != SAFE]
    assert files
    found = [f"{name(path)}:{line}" for path in files for line in unsafe(parsed(path))]
    assert found == [], "use Content(text), Text(text) or markup=False"


@pytest.mark.parametrize(
    "code",
    [
        "Static(f'{stage.name}')",
        "Label('Stage ' + stage.name)",
        "self.notify(message)",
        "self.app.notify(f'Saved {path}', title='x')",
        "Content.from_markup(f'[b]{stage.name}[/b]')",
        "Static('{}'.format(stage.name))",
        "widget.border_title = f'{stream.name}'",
    ],
)
def test_the_check_finds(code: str) -> None:
    assert unsafe(ast.parse(code)) == [1]


@pytest.mark.parametrize(
    "code",
    [
        "Static('Nothing here yet')",
        "Static(Content(stage.name))",
        "Static(f'{stage.name}', markup=False)",
        "self.notify(message, markup=False)",
        "self.notify('Saved')",
        "Content.from_markup('[b]$name[/b]', name=stage.name)",
        "widget.border_title = Content(stream.name)",
    ],
)
def test_the_check_allows(code: str) -> None:
    assert unsafe(ast.parse(code)) == []
