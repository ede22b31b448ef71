"""A log is chosen, by the keys of somebody who has none yet: what is said on the way, and where the cursor is then."""

from __future__ import annotations

from pathlib import Path

from vsm_tui.tui.commands.provider import fits
from vsm_tui.tui.widgets.stategrid import StateGrid

LOG = "item,at,state\nO-1,2026-01-01,To do\nO-1,2026-01-02,Doing\nO-1,2026-01-04,Odd\nO-1,2026-01-05,Done\n"


async def test_the_states_have_the_keys_once_a_first_log_is_chosen(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    small.with_name("first.csv").write_text(LOG, encoding="utf-8")
    async with opened(small, size=(80, 24)) as app:
        await app.press("d")
        await app.until(lambda: app.screen == "DataScreen")
        await app.press("d", "'first.csv", "enter")
        await app.until(lambda: app.screen == "DataScreen" and "4 events" in app.text)
        await app.until(lambda: "▌" in app.text)
        assert isinstance(app.app.focused, StateGrid)
        before = next(line for line in app.text.splitlines() if "▌" in line)
        await app.press("down")
        assert next(line for line in app.text.splitlines() if "▌" in line) != before
        assert app.app.screen.query_one(StateGrid).cursor == 1


def test_the_palette_lists_what_begins_as_typed_and_nothing_else() -> None:
    assert fits("throw", "Explain this value", "Data", "What the number is made of, through all layers") == 0
    assert fits("expl", "Explain this value", "Data", "") > fits("val", "Explain this value", "Data", "")
    assert fits("val", "Explain this value", "Data", "") > fits("val", "Take it", "Data", "the value") > 0
    assert fits("this value", "Explain this value", "Data", "") > 0
    assert fits("  ", "Explain", "Data", "") == 0


async def test_the_chooser_names_its_folder_and_says_what_is_not_there(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(small, size=(80, 24)) as app:
        await app.press("d")
        await app.until(lambda: app.screen == "DataScreen")
        await app.press("d")
        await app.until(lambda: "in the folder streams" in app.text and "there is no log in this folder" in app.text)
        assert "Size" not in app.text, "no head over an empty list"
        assert str(small.parent) not in app.text
        await app.press("'nosuch.csv", "enter")
        await app.until(lambda: "no such file: nosuch.csv" in app.text)
        await app.press("x", "tab")
        await app.until(lambda: "nothing to complete: no such file: nosuch.csvx" in app.text)
        await app.press("ctrl+a", "ctrl+k")
        small.with_name("first.csv").write_text(LOG, encoding="utf-8")
        await app.press("f")
        await app.until(lambda: "first.csv" in app.text and "Size" in app.text)
        assert "there is no log" not in app.text


async def test_what_is_missing_is_seen_beside_folders(opened, small: Path) -> None:  # type: ignore[no-untyped-def]
    for n in range(20):
        (small.parent / f"folder{n}").mkdir()
    async with opened(small, size=(80, 24)) as app:
        await app.press("d")
        await app.until(lambda: app.screen == "DataScreen")
        await app.press("d")
        await app.until(lambda: "folder1/" in app.text and "there is no log in this folder" in app.text)
