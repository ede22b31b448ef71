"""What each room loads when all of it is imported, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.architecture.tree import PACKAGE, ROOT

WATCHED = {"textual", "rich", "numpy", "duckdb", "pandas", "httpx", "yaml", "click"}
MAY_LOAD = {
    "model": set[str](),
    "flow": set[str](),
    "events": set[str](),
    "edit": set[str](),
    "draw": set[str](),
    "files": {"yaml"},
    "export": set[str](),
    "connect": {"httpx"},
    "measure": {"numpy", "duckdb"},
    "cli": {"click", "yaml"},
    "tui": {"textual", "rich", "yaml"},
}
_IMPORT_ALL = """
import importlib, json, pkgutil, sys
room = importlib.import_module("vsm_tui." + sys.argv[1])
for found in pkgutil.walk_packages(room.__path__, room.__name__ + "."):
    importlib.import_module(found.name)
print(json.dumps(sorted(sys.modules)))
"""
_IMPORT_ONE = """
import importlib, json, sys
importlib.import_module(sys.argv[1])
print(json.dumps(sorted(sys.modules)))
"""


def loaded(script: str, argument: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", script, argument], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return {str(module) for module in json.loads(done.stdout)}


def test_every_room_is_listed() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms == set(MAY_LOAD)


@pytest.mark.parametrize("room", MAY_LOAD)
def test_a_room_loads_only_what_is_its_own(room: str) -> None:
    heavy = WATCHED & loaded(_IMPORT_ALL, room)
    assert heavy <= MAY_LOAD[room], f"{room} also loads {sorted(heavy - MAY_LOAD[room])}"


@pytest.mark.parametrize("module", ["vsm_tui", "vsm_tui.cli", "vsm_tui.__main__"])
def test_starting_loads_little(module: str) -> None:
    modules = loaded(_IMPORT_ONE, module)
    assert WATCHED & modules <= {"click"}
    assert not {found for found in modules if found.startswith("vsm_tui.tui")}
