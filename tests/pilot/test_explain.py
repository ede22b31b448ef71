"""``?`` opens the explanation of exactly the number under the cursor, and leads on from there."""

from __future__ import annotations

from pathlib import Path

from vsm_tui.draw import Spot


async def measured(app) -> None:  # type: ignore[no-untyped-def]
    await app.until(lambda: app.app.session.shown().measured is not None)


def asked(app) -> str:  # type: ignore[no-untyped-def]
    return str(app.app.screen.question.key)


async def test_every_value_of_a_stage_explains_itself(opened, small: Path, small_log: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await measured(app)
        await app.press("right")
        found = []
        for _ in range(7):
            await app.press("question_mark")
            assert app.screen == "ExplainScreen"
            found.append(asked(app))
            assert "formula" in app.text
            await app.press("escape", "down")
        assert found == [
            "stages.review.time",
            "stages.review.wait",
            "stages.review.touch",
            "estimate:stages.review.time",
            "measured:stages.review.time",
            "stages.review.pca",
            "stages.review.queue",
        ]


async def test_an_explanation_leads_on_to_related_numbers_and_back(opened, small: Path, small_log: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await measured(app)
        await app.press("right", "down", "question_mark")
        await app.until(lambda: "From here" in app.text)
        await app.press("down", "enter")
        assert asked(app) == "measured:stages.review.time"
        await app.press("m")
        await app.until(lambda: "estimated" in app.text)
        await app.press("escape")
        assert asked(app) == "stages.review.wait"
        await app.press("escape")
        assert app.screen == "MapScreen"


async def test_enter_leads_to_the_items_behind_a_number(opened, small: Path, small_log: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await measured(app)
        await app.press("right", "down", "question_mark", "enter")
        await app.until(lambda: app.screen == "ItemsScreen" and len(app.app.screen.rows) == 2)
        assert app.app.screen.about.stage == "review"
        await app.press("escape")
        assert app.screen == "MapScreen"


async def test_totals_are_reached_and_explained(opened, small: Path, small_log: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await measured(app)
        await app.press("right", "down", "right")
        assert app.app.screen.map.spot == Spot(1, "fact", key="wait")
        await app.press("question_mark")
        assert "Wait" in app.text
        assert asked(app) == "wait"
        await app.press("escape", "left")
        assert app.app.screen.map.spot == Spot(1, "wait")


async def test_a_stage_is_not_deleted_from_its_total(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await app.press("right", "down", "right")
        assert app.app.screen.map.spot.field == "fact"
        await app.press("x")
        assert len(app.app.session.stream.stages) == 2
        assert "cursor is on a total" in app.text


async def test_an_estimate_explains_itself_without_items(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await app.press("question_mark")
        await app.until(lambda: "estimated" in app.text)
        await app.press("i")
        assert "nothing was measured" in app.text


async def test_a_total_under_the_cursor_is_named_with_both_values(opened, small: Path, small_log: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await measured(app)
        await app.press("right", "down", "right")
        await app.until(lambda: "? tells how it came about" in app.text)
        line = next(row for row in app.text.splitlines() if "tells how" in row)
        assert "measured" in line
        assert "estimate" in line
