"""Entries of ``sources`` that are no sources as they stand: said where people would pull, before they do."""

from __future__ import annotations

from pathlib import Path

import pytest

STREAM = """vsm: 1
name: X
stages:
  - {{id: a, name: A, states: {{touch: [Doing]}}}}
finish: {{state: Done}}
sources:
  - {}
"""


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{tool: git, pth: ../service}", "a source of this tool has no pth: did you mean path?"),
        ("{tool: jira, url: 'http://jira.example.org', jql: project = AB}", "write https://jira.example.org"),
    ],
)
async def test_a_source_that_is_none_says_so_before_a_pull(opened, folder: Path, source: str, said: str) -> None:  # type: ignore[no-untyped-def]
    path = folder / "x.yaml"
    path.write_text(STREAM.format(source), encoding="utf-8")
    async with opened(path) as app:
        await app.press("d")
        await app.until(lambda: said in app.text)
        assert "not pulled yet" not in app.text
        assert "Pull from the sources" not in app.text
        assert "Mend the source" in app.text
        screen = app.app.screen
        assert screen.sourcing.no_pull() == "no source can be pulled as it stands: e mends one"
        await app.press("p")
        assert app.app.session.pulling is None
        await app.press("enter")
        await app.until(lambda: app.screen == "PlanScreen" and "e on the source mends it" in app.text)
        assert "pull now" not in app.text
        await app.press("p")
        assert app.screen == "PlanScreen"


async def test_a_source_is_looked_at_again_once_it_is_changed(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    path = folder / "x.yaml"
    path.write_text(STREAM.format("{tool: git, pth: ../service}"), encoding="utf-8")
    async with opened(path) as app:
        await app.press("d")
        await app.until(lambda: "did you mean path?" in app.text)
        path.write_text(STREAM.format("{tool: git, path: ../service}"), encoding="utf-8")
        await app.until(lambda: "not pulled yet" in app.text, seconds=20)
        assert "Pull from the sources" in app.text


async def test_down_from_the_last_source_is_to_the_first_state(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    path = folder / "x.yaml"
    path.write_text(STREAM.format("{tool: git, path: ../a}\n  - {tool: git, path: ../b}"), encoding="utf-8")
    rows = "".join(f"A-{n},2026-03-0{n},Doing\nA-{n},2026-03-1{n},Done\n" for n in range(1, 5))
    (folder / "x.events.csv").write_text(f"item,at,state\n{rows}", encoding="utf-8")
    async with opened(path) as app:
        await app.press("d")
        await app.until(lambda: "8 events" in app.text)
        screen = app.app.screen
        await app.press("down", "shift+tab")
        assert screen.on_sources
        assert "enter requests" in app.text
        await app.press("down")
        assert screen.on_sources
        await app.press("down")
        assert not screen.on_sources
        assert screen.query_one("#list").cursor == 0
        assert "enter meaning" in app.text


async def test_the_clock_that_changes_with_the_layers_is_said(opened, small: Path, small_log: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await app.press("m")
        assert "estimate alone · working clock" in app.text
        await app.press("m")
        assert "measured alone: elapsed clock; c switches" in app.text
        await app.press("m")
        assert "both layers: working clock; c switches" in app.text


async def test_one_suggestion_is_one(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    path = folder / "y.yaml"
    stage = "{id: review, name: Review, states: {wait: [Ready for review]}}"
    text = f"vsm: 1\nname: Y\nstages:\n  - {stage}\nfinish: {{state: Done}}\n"
    path.write_text(text, encoding="utf-8")
    ways = (("Ready for review", 1), ("In review", 2), ("Done", 3))
    rows = "".join(f"A-{n},2026-03-0{day}T0{n}:00Z,{state}\n" for n in range(1, 5) for state, day in ways)
    (folder / "y.events.csv").write_text(f"item,at,state\n{rows}", encoding="utf-8")
    async with opened(path) as app:
        await app.press("d")
        await app.until(lambda: "12 events" in app.text)
        await app.press("asterisk")
        await app.until(lambda: "Took 1 suggestion for what states mean" in app.text)
        assert app.app.session.stream.stages[0].states.touch == ("In review",)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{tool: git, pth: ../service}", "! the source git has no pth: did you mean path? (d: data)"),
        ("{tool: jira, url: 'https://jira.example.org'}", "! the source jira lacks project: SHOP"),
        ("{tool: git, path: ../service}", ""),
    ],
)
async def test_the_map_says_that_a_source_is_wrong(opened, folder: Path, source: str, said: str) -> None:  # type: ignore[no-untyped-def]
    path = folder / "x.yaml"
    path.write_text(STREAM.format(source), encoding="utf-8")
    async with opened(path) as app:
        assert said in app.text
        assert ("! the source" in app.text) == bool(said)
