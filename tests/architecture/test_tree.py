"""The tree itself: test layers exist, and nothing in it knows the machine it was written on."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import ROOT, name, tracked

LAYERS = ("unit", "property", "pilot", "looks", "terminal", "reality", "architecture", "benchmarks")
_TEXT = (".py", ".md", ".toml", ".yaml", ".yml", ".tcss", ".txt", ".csv", ".json", ".svg", "")
# Put together from pieces, so that this file is not its own finding.
_MACHINE = re.compile(
    "|".join(["/" + "home/[a-z]", "/" + "Users/[A-Za-z]", "/" + "root/", "/" + "work/", "/" + "tmp/[a-z]"])
)
_REGISTRY = re.compile(
    "(?i)(?:" + "|".join(["index-" + "url", "arti" + "factory", "nexus" + r"[.\-/]", "devpi" + "/"]) + ")"
)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_layer_has_tests(layer: str) -> None:
    found = [name(path) for path in tracked() if name(path).startswith(f"tests/{layer}/")]
    assert any(re.search(r"/test_\w+\.py$", path) for path in found), f"tests/{layer} has no test"


def findings(pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in tracked():
        if path.suffix not in _TEXT:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{name(path)}:{text.count(chr(10), 0, m.start()) + 1}: {m[0]}" for m in pattern.finditer(text)]
    return found


def test_no_path_of_a_machine() -> None:
    assert findings(_MACHINE) == []


def test_no_registry_host() -> None:
    assert findings(_REGISTRY) == []


def test_no_generated_litter_is_tracked() -> None:
    litter = [p for p in tracked() if {"__pycache__", ".venv", "dist", "out"} & set(p.relative_to(ROOT).parts)]
    assert litter == []
