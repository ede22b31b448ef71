"""The table of tools says what the tools' modules take, and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vsm_tui.connect.entries import sources_of
from vsm_tui.connect.source import TOOLS, Given, source_of
from vsm_tui.files import read_stream
from vsm_tui.model import rules, secrets
from vsm_tui.model.addresses import read_off
from vsm_tui.model.tools import ALL, NAME, called, where


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
        assert not secrets.looks_secret(key.name)
    assert tool in rules.TOOLS
    assert found.example.startswith(f"{{tool: {tool}, ")


def test_where_an_entry_reads() -> None:
    assert where({"tool": "jira", "name": "x", "url": "https://j", "project": "AB"}) == "https://j · AB"
    assert where({"tool": "else", "name": "x", "board": [1, 2]}) == "1, 2"


def test_names_are_those_a_pull_uses(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(
        "vsm: 1\nname: s\nstages: []\nsources:\n  - {tool: git, path: a}\n  - {tool: git, path: b, name: web}\n"
        "  - {tool: git, path: c}\n  - {tool: git, path: d, name: web}\n"
    )
    opened = read_stream(path)
    assert (
        called(opened.stream.sources)
        == [named.name for named in sources_of(opened)]
        == ["git", "web", "git-2", "web-2"]
    )


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "https://acme.atlassian.net/jira/software/projects/SHOP/boards/12",
            {"tool": "jira", "url": "https://acme.atlassian.net", "project": "SHOP"},
        ),
        (
            "https://jira.example.com/tracker/browse/AB_1-12",
            {"tool": "jira", "url": "https://jira.example.com/tracker", "project": "AB_1"},
        ),
        ("https://me:pw@acme.atlassian.net", {"tool": "jira", "url": "https://acme.atlassian.net"}),
        (" ../service ", {"tool": "git", "path": "../service"}),
        ("jira", None),
        ("https://example.com/x", None),
        ("https://[", None),
        ("ftp://github.com/acme/shop", None),
        ("github.com", None),
        ("github.com/acme/shop/pulls", {"tool": "github", "repo": "acme/shop"}),
        ("git@github.com:acme/shop.git", {"tool": "github", "repo": "acme/shop"}),
        (
            "ssh://git@gitlab.acme.com:2222/a/b/c.git",
            {"tool": "gitlab", "project": "a/b/c", "url": "https://gitlab.acme.com"},
        ),
        ("https://github.acme.com/a/b", {"tool": "github", "repo": "a/b", "url": "https://github.acme.com"}),
        ("https://gitlab.com/a/b/-/merge_requests", {"tool": "gitlab", "project": "a/b"}),
        (
            "https://dev.azure.com/acme/Web%20Shop/_git/shop-api",
            {"tool": "azure", "url": "https://dev.azure.com/acme", "project": "Web Shop", "repo": "shop-api"},
        ),
        (
            "https://acme.visualstudio.com/Shop",
            {"tool": "azure", "url": "https://acme.visualstudio.com", "project": "Shop"},
        ),
        ("https://app.circleci.com/pipelines/github/acme/shop", {"tool": "circleci", "project": "gh/acme/shop"}),
        (
            "https://ci.acme.com/jenkins/job/web/job/shop/12/console",
            {"tool": "jenkins", "url": "https://ci.acme.com/jenkins", "job": "web/shop"},
        ),
    ],
)
def test_what_an_address_gives_away(text: str, values: dict[str, Any] | None) -> None:
    assert read_off(text) == values
