"""The table of tools says what the tools' modules take, and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vsm_tui.connect.source import TOOLS, Given, source_of
from vsm_tui.model import rules
from vsm_tui.model.tools import ALL, NAME, where


class Asked(Given):
    """Remembers which keys a tool's module may have."""

    known: tuple[str, ...] = ()

    def only(self, *keys: str) -> None:
        object.__setattr__(self, "known", keys)
        super().only(*keys)


def given(tool: str, values: dict[str, Any]) -> Asked:
    return Asked({"tool": tool, **values}, Path("streams"))


def examples(tool: str) -> dict[str, Any]:
    return {
        key.name: key.example.replace(",", " ").split() if key.many else key.example
        for key in ALL[tool].keys
        if "…" not in key.example
    }


@pytest.mark.parametrize("tool", TOOLS)
def test_a_module_takes_what_the_table_says(tool: str) -> None:
    asked = given(tool, examples(tool))
    source = source_of(asked)
    assert source.tool == tool
    assert set(asked.known) == {key.name for key in ALL[tool].keys}


@pytest.mark.parametrize("tool", TOOLS)
def test_what_is_needed_is_enough(tool: str) -> None:
    least = {need[0]: examples(tool)[need[0]] for need in ALL[tool].needs}
    assert source_of(given(tool, least)).where
    assert not ALL[tool].missing(least)
    for name in least:
        without = {key: value for key, value in least.items() if key != name}
        assert name in ALL[tool].missing(without)


@pytest.mark.parametrize("tool", ALL)
def test_every_key_says_what_it_is(tool: str) -> None:
    found = ALL[tool]
    assert found.title
    assert found.gives
    assert len({key.name for key in found.keys}) == len(found.keys)
    assert "name" not in {key.name for key in found.keys}
    for key in (*found.keys, NAME):
        assert key.title
        assert key.help
        assert not rules.looks_secret(key.name)
    assert tool in rules.TOOLS
    assert found.example.startswith(f"{{tool: {tool}, ")


def test_where_an_entry_reads() -> None:
    assert where({"tool": "jira", "name": "x", "url": "https://j", "project": "AB"}) == "https://j · AB"
    assert where({"tool": "else", "name": "x", "board": [1, 2]}) == "1, 2"
