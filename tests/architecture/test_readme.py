"""The README's promises: its two commands are the ones CI runs, its links lead somewhere."""

from __future__ import annotations

import re

import pytest

from tests.architecture.tree import ROOT, name, tracked
from tools.key_table import placed

README = (ROOT / "README.md").read_text(encoding="utf-8")
PREPARE = "python3 -m venv --without-pip .venv && python3 -m pip --python .venv/bin/python install -q "
RUN = f"{PREPARE}. && .venv/bin/vsm streams/standard-feature.yaml"
TEST = f"{PREPARE}-e '.[test]' && .venv/bin/python -m pytest"


def test_it_gives_both_commands_on_a_line_of_their_own() -> None:
    lines = README.splitlines()
    assert RUN in lines
    assert TEST in lines


def test_ci_runs_the_test_command_with_its_environment_elsewhere() -> None:
    script = (ROOT / ".ci/run").read_text(encoding="utf-8").splitlines()
    elsewhere = re.sub(r"\.venv/bin/python", '"$venv/bin/python"', TEST)
    assert script[-1] == elsewhere.replace("--without-pip .venv", '--without-pip "$venv"')


LINKS = [target for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", README) if not re.match(r"[a-z]+:", target)]


@pytest.mark.parametrize("target", sorted(set(LINKS)))
def test_links_lead_to_files_of_the_project(target: str) -> None:
    known = {name(path) for path in tracked()}
    assert any(path == target or path.startswith(target.rstrip("/") + "/") for path in known)


def test_its_table_of_keys_is_the_commands() -> None:
    """``python -m tools.key_table`` writes it."""
    assert placed(README) == README
