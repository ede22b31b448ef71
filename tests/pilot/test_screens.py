"""Items, data, comparison, help, palette and explanation, each by its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsm_tui.files import read_stream


async def measured(app) -> None:  # type: ignore[no-untyped-def]
    await app.until(lambda: app.app.session.shown().measured is not None)


async def test_items_slowest_first_filtered_and_copied(opened, small: Path, small_log: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await measured(app)
        await app.press("i")
        await app.until(lambda: len(getattr(app.app.screen, "rows", ())) == 2)
        assert app.app.screen.current.item == "A-1"
        assert "one time scale" in app.text
        assert "2 of 3 · finished" in app.text, "the mean is over finished items"
        assert "the number is over finished items: f shows others" in " ".join(app.text.split())
        await app.press("f")
        assert [row.item for row in app.app.screen.query_one("#list").rows] == ["A-3"]
        await app.press("f", "f", "f")
        assert [row.item for row in app.app.screen.query_one("#list").rows] == ["A-1"], "reworked"
        await app.press("y")
        assert "https://tracker.example/A-1" in app.text
        await app.press("escape")
        assert app.screen == "MapScreen"


async def test_no_items_without_a_log_and_why(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await app.press("i")
        assert "no event log yet" in app.text


async def test_a_log_is_laid_over_a_stream_in_the_app(opened, small: Path, shop_log: Path) -> None:  # type: ignore[no-untyped-def]
    bare = "\n".join(line for line in small.read_text(encoding="utf-8").splitlines() if "states:" not in line)
    small.write_text(bare.replace("finish: {state: [Done]}", "") + "\n", encoding="utf-8")
    async with opened(small) as app:
        await app.press("d")
        assert "no event log yet" in app.text
        await app.press("d", "'shop", "enter")
        await app.until(lambda: "To do" in app.text)
        for state, words in (("To do", "build wait"), ("Doing", "build touch"), ("Ready", "review wait"),
                             ("Reviewing", "review touch"), ("Done", "finished")):  # fmt: skip
            rows = app.app.screen.listed
            app.app.screen.query_one("#list").cursor = next(i for i, r in enumerate(rows) if r.seen.state == state)
            await app.press("enter", f"'{words}", "enter")
        await app.until(lambda: "measured: 2 finished items" in app.text)
        assert "100% of the logged time is mapped" in app.text
        await app.press("escape", "m", "m", "m")
        await app.until(lambda: app.app.session.shown().measured is not None)
        await app.press("ctrl+q")
        await app.until(lambda: app.app.return_code is not None or not app.app.is_running)
    stream = read_stream(small).stream
    assert stream.log == ("shop.csv",)
    assert stream.finish.states == ("Done",)
    assert stream.stage("build").states.wait == ("To do",)


async def test_estimate_beside_measurement(opened, small: Path, small_log: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await measured(app)
        await app.press("v")
        assert app.screen == "CompareScreen"
        await app.until(lambda: "B − A" in app.text)
        await app.press("V")
        await app.until(lambda: app.app.screen.sides.left.label == "measured")
        await app.press("escape")
        assert app.screen == "MapScreen"


async def test_help_is_made_from_the_commands(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await app.press("f1")
        assert app.screen == "HelpScreen"
        await app.until(lambda: "Keys" in app.text)
        assert "insert" in app.text
        await app.press("escape")
        assert app.screen == "MapScreen"


async def test_the_palette_finds_every_action_and_runs_it(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        from vsm_tui.tui.commands.provider import CommandProvider

        provider = CommandProvider(app.app.screen)
        listed = {hit.text async for hit in provider.discover()}
        expected = {c.label() for c in app.app.screen.commands() if c.id != "palette"}
        assert listed == expected
        await app.press("ctrl+p", "'Scope")
        await app.until(lambda: "Scope: start, end, clock" in app.text)
        await app.pilot.pause(0.3)
        await app.press("enter")
        await app.until(lambda: app.screen == "ScopeDialog")


async def test_a_wrong_clock_is_said_in_the_panel(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await app.press("s")
        field = app.app.screen.query_one("#day")
        field.focus()
        await app.press("ctrl+u", "'25h", "enter")
        assert "Hours a day" in app.text
        assert app.app.session.stream.clock.day == 8 * 3600


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), (40, 10)])
async def test_every_size_draws(opened, small: Path, small_log: Path, size: tuple[int, int]) -> None:  # type: ignore[no-untyped-def]
    async with opened(size=size) as app:
        assert "Small" in app.text
        await app.press("enter")
        await measured(app)
        for key in ("i", "d", "v", "s", "f1", "question_mark"):
            await app.press(key)
            assert app.text.strip()
            await app.press("escape")
            assert app.screen == "MapScreen"
            assert not app.app.crash_line


async def test_themes_switch_and_ascii_stays_ascii(opened, small: Path, small_log: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(ascii=True) as app:
        await app.until(lambda: app.app.screen.current.measured is not None)
        await app.press("f4")
        assert app.app.theme == "vsm-light"
        picture = app.app.screen.query_one("#preview")
        lines = ["".join(s.text for s in picture.render_line(y)) for y in range(picture.size.height)]
        assert all(line.isascii() for line in lines), lines


async def test_without_colour_there_is_one_theme(opened, small: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened() as app:
        assert app.app.theme == "vsm-mono"
        await app.press("f4")
        assert "NO_COLOR" in app.text
