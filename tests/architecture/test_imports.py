"""What each room loads when all of it is imported, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

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
    "connect": {"yaml"},  # the HTTP client comes when something is asked
    "measure": {"numpy", "duckdb"},
    "cli": {"click", "yaml"},
    "tui": {"textual", "rich", "yaml"},
    "web": {"rich"},  # the server it stands in front of writes with it
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


_FIRST_FRAME = """
import asyncio, json, pathlib, sys
from vsm_tui.tui.app import VsmApp

async def main():
    app = VsmApp(pathlib.Path(sys.argv[1]))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        print(json.dumps(sorted(sys.modules)))

asyncio.run(main())
"""


def test_the_first_frame_of_a_map_loads_no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stream without a log has nothing to measure, so nothing that measures or fetches is loaded."""
    monkeypatch.setenv("VSM_HOME", str(tmp_path))
    sample = (ROOT / "streams/standard-feature.yaml").read_text(encoding="utf-8")
    stream = tmp_path / "believed.yaml"
    stream.write_text(sample.replace("log: standard-feature.events.csv\n", ""), encoding="utf-8")
    assert WATCHED & loaded(_FIRST_FRAME, str(stream)) == {"textual", "rich", "yaml"}
