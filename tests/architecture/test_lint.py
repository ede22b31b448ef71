"""Lint, format, types, import contracts and spelling: the one pytest command is everything."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT, name, tracked

BIN = Path(sys.executable).parent
NOT_MISSPELT = ("mesure", "rewiev", "simpy", "itme", "servise", "buil", "chnged", "wiat", "biuld")
"""What tests type wrongly on purpose, to see what the program suggests, and a package that is called so."""
_PROSE = (".py", ".md", ".toml", ".yaml", ".yml", ".tcss", ".txt")


def run(*command: str) -> None:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{' '.join(command[:4])}\n{done.stdout[-6000:]}\n{done.stderr[-2000:]}"


def test_ruff_finds_nothing() -> None:
    run(sys.executable, "-m", "ruff", "check", "--no-cache", ".")


def test_every_file_is_formatted() -> None:
    run(sys.executable, "-m", "ruff", "format", "--no-cache", "--check", ".")


def test_types_are_strict(tmp_path: Path) -> None:
    run(sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path))


def test_import_contracts_hold() -> None:
    run(str(BIN / "lint-imports"), "--no-cache")


def test_spelling() -> None:
    drawn = "tests/looks/kept/"  # where words are cut short
    written = [name(path) for path in tracked() if path.suffix in _PROSE and not name(path).startswith(drawn)]
    assert written
    run(sys.executable, "-m", "codespell_lib", "--ignore-words-list", ",".join(NOT_MISSPELT), *written)


@pytest.mark.parametrize("break_it", ["import textual\n", "import numpy\n", "from vsm_tui.tui import app\n"])
def test_contracts_would_notice(tmp_path: Path, break_it: str) -> None:
    """The contracts are not empty: a forbidden import in ``flow`` fails them."""
    for path in tracked():
        if (path.suffix == ".py" and name(path).startswith("vsm_tui/")) or path.name == "pyproject.toml":
            copy = tmp_path / name(path)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    (tmp_path / "vsm_tui/tui/app.py").touch()
    (tmp_path / "vsm_tui/flow/sneaky.py").write_text(break_it, encoding="utf-8")
    done = subprocess.run([str(BIN / "lint-imports"), "--no-cache"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0
    assert "BROKEN" in done.stdout
