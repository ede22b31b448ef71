"""A file breaks in an editor while its map is open: what is said, and that nothing comes between typing."""

from __future__ import annotations

from pathlib import Path

from tests.pilot.conftest import SMALL
from tests.pilot.test_files import rename


async def test_the_first_problem_is_named_with_its_line(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small, size=(80, 24)) as app:
        broken = SMALL.replace("wait: 1d", "wait: 3 banana")
        line = next(n for n, text in enumerate(broken.splitlines(), 1) if "banana" in text)
        small.write_text(broken, encoding="utf-8")
        await app.until(lambda: f"the file has problems now: line {line}: " in app.text)


async def test_the_question_waits_for_the_palette(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small, size=(80, 24)) as app:
        await rename(app, "er")
        await app.press("ctrl+p")
        await app.until(lambda: app.screen == "CommandPalette")
        small.write_text(SMALL.replace("wait: 1d", "wait: 3 banana"), encoding="utf-8")
        await app.until(lambda: app.app.session.disk.conflict)
        await app.press("'sc")
        await app.pilot.pause(0.6)  # longer than the pulse that asks
        assert app.screen == "CommandPalette"
        await app.press("escape")
        await app.until(lambda: app.screen == "Question")
