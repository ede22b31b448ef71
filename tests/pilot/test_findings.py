"""Findings on the data screen, older open items on the items screen, and numbers of the folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from vsm_tui.tui.screens.explain import ExplainScreen

SAMPLES = Path(__file__).parents[2] / "streams"


@pytest.fixture
def sample(folder: Path) -> Path:
    """A shipped stream with its log."""
    for name in ("standard-feature.yaml", "standard-feature.events.csv"):
        shutil.copy(SAMPLES / name, folder / name)
    return folder / "standard-feature.yaml"


async def measured(app) -> None:  # type: ignore[no-untyped-def]
    await app.until(lambda: app.app.session.shown().measured is not None)


async def test_a_finding_says_what_it_does_to_which_number(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    for name in ("forecast-model.yaml", "forecast-model.events.csv"):
        shutil.copy(SAMPLES / name, folder / name)
    async with opened(folder / "forecast-model.yaml") as app:
        await measured(app)
        await app.press("d")
        await app.until(lambda: "finding" in app.text and "bends" in app.text)
        assert "flag: censored" in app.text
        assert "lead times look shorter" in app.text
        await app.press("tab")
        board = app.app.screen.query_one("#findings")
        assert board.has_focus
        board.point_at("lead_time.p50")
        await app.press("question_mark")
        assert app.app.screen.question.key == "lead_time.p50"
        await app.until(lambda: "! censored" in app.text)


async def test_open_items_older_than_most_finished_ones(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(sample) as app:
        await measured(app)
        stages = app.app.session.stream.stages
        p85 = app.app.session.shown().measured.lead_time.p85
        await app.press(*["right"] * len(stages), "i")
        await app.until(lambda: len(getattr(app.app.screen, "rows", ())) > 0)
        await app.press("f", "f")
        await app.until(lambda: "showing overdue" in app.text)
        assert all(r.status == "open" and r.lead > p85 for r in app.app.screen.rows)
        assert "open and older than the p85" in app.text


async def test_an_items_number_explains_itself(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(sample) as app:
        await measured(app)
        await app.press("i")
        await app.until(lambda: len(getattr(app.app.screen, "rows", ())) > 0)
        item = app.app.screen.current.item
        await app.press("right", "right")
        assert app.app.screen.query_one("#list").column == "lead"
        await app.press("question_mark")
        await app.until(lambda: f"Lead time of {item}" in app.text)
        assert "Triage (touch)" in app.text


async def test_the_number_of_a_column_of_the_folder_explains_itself(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened() as app:
        await app.until(lambda: app.app.screen.current.measured is not None)
        for column, key in (
            ("estimate", "estimate:lead_time.mean"),
            ("measured", "measured:lead_time.mean"),
            ("efficiency", "flow_efficiency"),
            ("constraint", "constraint"),
        ):
            await app.press("right")
            assert app.app.screen.query_one("#list").column == column
            await app.press("question_mark")
            assert app.app.screen.question.key == key
            assert "formula" in app.text
            await app.press("escape")


async def test_all_views_flag_the_same_stages(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(size=(160, 40)) as app:
        await app.until(lambda: app.app.screen.current.measured is not None)
        text, mark = app.app.screen.current.constraint()
        sign = {"held": "◆", "contender": "◇", "calendar": "◷", "so far": ""}[mark]
        named = text.removeprefix(sign).strip().split(" or ")
        await app.press("enter")
        await measured(app)
        flagged = [s.name for s in app.app.screen.map.drawing.scene.steps if s.mark == mark]
        assert set(named) <= set(flagged)
        await app.press("W")
        await app.until(lambda: "pile-up" in app.text)
        lines = [line for line in app.text.splitlines() if line.strip().startswith(sign)]
        assert all(any(name in line for line in lines) for name in named)


async def test_items_behind_a_number_are_those_it_is_over(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(sample) as app:
        await measured(app)
        screen, flow = app.app.screen, app.app.session.shown().measured
        for key, status, count in (
            ("items.open", "open", flow.observed.items.open),
            ("lead_time.p85", "finished", flow.observed.items.finished),
            ("wip.mean", None, None),
        ):
            app.app.push_screen(ExplainScreen(screen.question().about(key)))
            await app.until(lambda: app.screen == "ExplainScreen")
            await app.press("i")
            await app.until(lambda: app.screen == "ItemsScreen" and len(app.app.screen.rows) > 0)
            seen = {row.status for row in app.app.screen.rows}
            assert seen == {status} if status else seen == {"finished", "open", "cancelled"}
            assert count is None or len(app.app.screen.rows) == count
            await app.press("escape")


async def test_from_the_folder_it_says_where_the_items_are(opened, sample: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened() as app:
        await app.until(lambda: app.app.screen.current.measured is not None)
        await app.press("right", "right", "question_mark")
        await app.until(lambda: app.screen == "ExplainScreen")
        assert "measured" in app.text
        await app.press("i")
        assert "the items are behind this number on the stream's own map" in " ".join(app.text.split())
        assert "nothing was measured" not in app.text
