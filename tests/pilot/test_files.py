"""What happens between the screens and the files: autosave, conflicts, recovery, leaving."""

from __future__ import annotations

from pathlib import Path

from tests.pilot.conftest import SMALL
from vsm_tui.files import read_stream, recovery


async def rename(app, text: str) -> None:  # type: ignore[no-untyped-def]
    await app.press("s", f"'{text}", "enter", "escape")
    assert app.app.session.stream.name == f"Small{text}"


async def test_an_edit_reaches_the_file_by_itself(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await rename(app, "er")
        await app.until(lambda: read_stream(small).stream.name == "Smaller")
        await app.until(lambda: recovery.pending(small) is None)


async def test_a_conflict_asks_and_keeps_mine(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await rename(app, "er")
        small.write_text(SMALL.replace("in use", "with users"), encoding="utf-8")
        await app.until(lambda: app.screen == "Question")
        await app.until(lambda: "changed outside" in app.text)
        await app.press("down", "down", "down", "enter")
        await app.until(lambda: app.screen == "Difference")
        await app.until(lambda: "-end: with users" in app.text)
        assert "+name: Smaller" in app.text
        assert "   - id: build" in app.text, "the indent says what belongs to what"
        await app.press("escape")
        await app.until(lambda: app.screen == "Question")
        await app.press("1")
        await app.until(lambda: app.screen == "MapScreen")
    stream = read_stream(small).stream
    assert (stream.name, stream.end) == ("Smaller", "in use")


async def test_a_conflict_put_off_comes_back_on_leaving(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await rename(app, "er")
        small.write_text(SMALL.replace("in use", "with users"), encoding="utf-8")
        await app.until(lambda: app.screen == "Question")
        await app.press("escape")
        await app.until(lambda: app.screen == "MapScreen")
        assert "! not saved: the file was changed outside; leaving asks what to do" in app.text
        assert "! not saved " in app.text.splitlines()[-1]
        await app.press("ctrl+q")
        await app.until(lambda: app.screen == "Question")
        await app.press("4")
        await app.until(lambda: not app.app.is_running or app.app.return_code is not None)
    assert read_stream(small).stream.end == "with users"
    assert read_stream(small.with_name("small-mine.yaml")).stream.name == "Smaller"


async def test_a_change_outside_shows_at_once_where_nothing_is_unsaved(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        small.write_text(SMALL.replace("name: Review", "name: Look over"), encoding="utf-8")
        await app.until(lambda: "Look over" in app.text)


async def test_unsaved_edits_of_a_crash_are_offered(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    recovery.keep(small, SMALL.replace("name: Small", "name: Nearly lost"))
    async with opened(small) as app:
        await app.until(lambda: app.screen == "Question")
        await app.until(lambda: "unsaved edits from last time" in app.text)
        await app.press("1")
        await app.until(lambda: "Nearly lost" in app.text)
        await app.press("u")
        assert app.app.session.stream.name == "Small"


async def test_escape_from_the_first_screen_leads_to_its_folder(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await rename(app, "er")
        await app.press("escape")
        await app.until(lambda: app.screen == "WorkspaceScreen")
        assert read_stream(small).stream.name == "Smaller"
        await app.press("enter")
        await app.until(lambda: app.screen == "MapScreen")


async def test_undoing_a_delete_brings_its_comments_back(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    text = SMALL.replace("  - id: review", "  # Everybody said a day.\n  - id: review")
    assert text != SMALL
    small.write_text(text, encoding="utf-8")
    async with opened(small) as app:
        await app.press("l", "x")
        await app.until(lambda: "review" not in small.read_text(encoding="utf-8"))
        await app.press("u")
        await app.until(lambda: small.read_text(encoding="utf-8") == text)


async def test_an_edit_undone_before_it_was_saved_leaves_nothing_to_recover(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await app.press("j", "'7d", "enter", "u", "ctrl+q")
        await app.until(lambda: not app.app.is_running or app.app.return_code is not None)
    assert recovery.pending(small) is None
    assert small.read_text(encoding="utf-8") == SMALL


async def test_a_conflict_never_takes_keys_that_were_meant_for_a_value(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small) as app:
        await rename(app, "er")
        theirs = SMALL.replace("in use", "with users")
        await app.press("home", "down", "'3")
        small.write_text(theirs, encoding="utf-8")
        await app.until(lambda: app.app.session.disk.conflict)
        await app.until(lambda: "! not saved" in app.text)
        assert app.screen == "MapScreen", "nothing comes between while a value is being typed"
        await app.press("'0m", "enter")
        await app.until(lambda: app.screen == "Question")
        await app.press("'1d", "enter", "'20m", "tab", "enter", "down", "'1", "enter")
        assert app.screen == "Question"
        assert small.read_text(encoding="utf-8") == theirs
        await app.press("down", "enter")
        await app.until(lambda: app.screen == "MapScreen")
    stream = read_stream(small).stream
    assert (stream.name, str(stream.stage("build").wait)) == ("Smaller", "30m")
