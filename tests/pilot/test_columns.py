"""A log whose columns do not say what they mean, in the app: shown with examples, said once, kept in the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.test_ocel import as_json
from vsm_tui.files import read_stream
from vsm_tui.model import Columns

TICKETS = """Ticket,Changed on,Assignee,Status
SHOP-1,2026-01-01 10:00,Ann Example,To Do
SHOP-1,2026-01-02 10:00,Bob Example,Doing
SHOP-2,2026-01-02 10:00,Bob Example,To Do
SHOP-1,2026-01-03 11:00,Bob Example,Done
"""
STREAM = """vsm: 1
name: Shop
stages:
  - id: do
    states: {wait: [To Do], touch: [Doing]}
finish: {state: Done}
log: tickets.csv   # the export
"""
SAID = Columns(item="Ticket", at="Changed on", state="Status")


@pytest.fixture
def shop(folder: Path) -> Path:
    """A stream whose log needs a word about its columns."""
    (folder / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    path = folder / "shop.yaml"
    path.write_text(STREAM, encoding="utf-8")
    return path


async def test_enter_on_a_log_that_cannot_be_read_asks_what_its_columns_mean(opened, shop: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(shop) as app:
        await app.press("d")
        await app.until(lambda: "enter says what the columns of the log mean" in app.text)
        assert "no column says which" in app.text
        await app.press("enter")
        await app.until(lambda: app.screen == "SayColumns")
        for shown in ("What the columns of tickets.csv mean", "SHOP-1, SHOP-2", "To Do, Doing, Done"):
            assert shown in app.text
        assert "Example" not in app.text
        assert "item=Ticket, at=Changed on, state=Status" in app.text
        await app.press("enter")
        await app.until(lambda: app.screen == "DataScreen" and "4 events" in app.text)
        assert app.app.session.stream.columns == SAID
        await app.until(lambda: read_stream(shop).stream.columns == SAID)
        assert (
            "log: tickets.csv   # the export\ncolumns: {item: Ticket, at: Changed on, state: Status}\n"
            in shop.read_text()
        )
        await app.press("u")
        await app.until(lambda: not app.app.session.stream.columns)


async def test_what_is_typed_is_checked_against_the_log(opened, shop: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(shop) as app:
        await app.press("d")
        await app.until(lambda: "enter says what" in app.text)
        await app.press("enter")
        await app.until(lambda: app.screen == "SayColumns")
        for typed, told in (
            ("item=Tickt, at=Changed on", "did you mean Ticket?"),
            ("item=Assignee, at=Changed on", "names people"),
            ("item=Ticket", "still needed: at= (when it happened)"),
            ("nonsense", "says nothing"),
        ):
            await app.press("ctrl+a", "ctrl+k", f"'{typed}", "enter")
            await app.until(lambda told=told: told in app.text)
            assert app.screen == "SayColumns"
        await app.press("escape")
        await app.until(lambda: app.screen == "DataScreen")
        assert not app.app.session.stream.columns


async def test_a_new_stream_from_such_a_log_is_drafted_by_what_is_said(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    (folder / "tickets.csv").write_text(TICKETS, encoding="utf-8")
    async with opened(folder) as app:
        await app.press("3")
        await app.until(lambda: app.screen == "PickLog")
        await app.press("'tickets.csv", "enter")
        await app.until(lambda: app.screen == "SayColumns")
        await app.press("enter")
        await app.until(lambda: app.screen == "NewStream")
        await app.press("enter")
        await app.until((folder / "tickets.yaml").is_file)
    stream = read_stream(folder / "tickets.yaml").stream
    assert stream.columns == SAID
    assert [stage.states.wait + stage.states.touch for stage in stream.stages] == [("To Do",), ("Doing",)]


async def test_another_log_is_taken_once_it_can_be_read_and_with_its_own_columns(opened, shop: Path) -> None:  # type: ignore[no-untyped-def]
    """The old log, and what was said of its columns, stay until then."""
    shop.with_name("old.csv").write_text("Key,at,state\nO-1,2026-01-01,To Do\nO-1,2026-01-02,Done\n")
    shop.with_name("plain.csv").write_text("item,at,state\nP-1,2026-01-01,To Do\nP-1,2026-01-02,Done\n")
    shop.with_name("torn.csv").write_text("\x00\x01 no table")
    shop.write_text(STREAM.replace("tickets.csv   # the export", "old.csv\ncolumns: {item: Key}"), encoding="utf-8")
    async with opened(shop) as app:
        session = app.app.session
        await app.press("d")
        await app.until(lambda: "old.csv · 2 events" in app.text)
        await app.press("d", "'tickets.csv", "enter")
        await app.until(lambda: app.screen == "SayColumns")
        assert session.stream.log == ("old.csv",)
        await app.press("escape")
        await app.until(lambda: app.screen == "DataScreen")
        assert (session.stream.log, session.stream.columns) == (("old.csv",), Columns(item="Key"))
        assert "old.csv · 2 events" in app.text
        await app.press("d", "'torn.csv", "enter")
        await app.until(lambda: "This log cannot be read" in app.text)
        assert "esc: back, nothing has changed" in app.text
        await app.press("escape")
        await app.until(lambda: app.screen == "DataScreen")
        assert session.stream.log == ("old.csv",)
        await app.press("d", "'tickets.csv", "enter")
        await app.until(lambda: app.screen == "SayColumns")
        await app.press("enter")
        await app.until(lambda: app.screen == "DataScreen" and "4 events" in app.text)
        assert (session.stream.log, session.stream.columns) == (("tickets.csv",), SAID)
        await app.press("d", "'plain.csv", "enter")
        await app.until(lambda: app.screen == "DataScreen" and "plain.csv · 2 events" in app.text)
        assert (session.stream.log, session.stream.columns) == (("plain.csv",), Columns())
        await app.press("u", "u")
        await app.until(lambda: "old.csv · 2 events" in app.text)
        assert (session.stream.log, session.stream.columns) == (("old.csv",), Columns(item="Key"))


async def test_a_log_that_can_no_longer_be_read_says_so_in_place_of_the_last_one(opened, shop: Path) -> None:  # type: ignore[no-untyped-def]
    shop.with_name("old.csv").write_text("item,at,state\nO-1,2026-01-01,To Do\nO-1,2026-01-02,Done\n")
    shop.write_text(STREAM.replace("tickets.csv   # the export", "old.csv"), encoding="utf-8")
    async with opened(shop) as app:
        await app.press("d")
        await app.until(lambda: "old.csv · 2 events" in app.text)
        shop.write_text(STREAM, encoding="utf-8")
        await app.until(lambda: "no column says" in app.text, seconds=20)
        assert "has no event log yet" not in app.text


async def test_ambiguous_dates_are_asked_for_before_a_draft(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    text = TICKETS.replace("2026-01-0", "0").replace(" 1", "/01/2026 1")
    (folder / "tickets.csv").write_text(text, encoding="utf-8")
    async with opened(folder) as app:
        await app.press("3")
        await app.until(lambda: app.screen == "PickLog")
        await app.press("'tickets.csv", "enter")
        await app.until(lambda: app.screen == "SayColumns")
        assert "02/01/2026" in app.text
        await app.press("enter")
        await app.until(lambda: "write dates=day-first or dates=month-first as well" in app.text)
        await app.press("end", "',dates=day-first", "enter")
        await app.until(lambda: app.screen == "NewStream")
        assert app.app.screen._sources[0].stream.columns.dates == "day-first"


async def test_a_log_that_cannot_be_drafted_from_says_why_and_leads_back(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    (folder / "torn.csv").write_text("\x00\x01 no table", encoding="utf-8")
    async with opened(folder) as app:
        await app.press("3")
        await app.until(lambda: app.screen == "PickLog")
        await app.press("'torn.csv", "enter")
        await app.until(lambda: "This log cannot be read" in app.text)
        assert "stop waiting" not in app.text
        await app.press("escape")
        await app.until(lambda: app.screen == "WorkspaceScreen")


async def test_a_log_of_objects_asks_which_are_the_items(opened, shop: Path) -> None:  # type: ignore[no-untyped-def]
    log = shop.with_name("objects.json")
    log.write_text(json.dumps(as_json()), encoding="utf-8")
    shop.write_text(STREAM.replace("tickets.csv", "objects.json"), encoding="utf-8")
    async with opened(shop) as app:
        await app.press("d")
        await app.until(lambda: "enter says what" in app.text)
        await app.press("enter")
        await app.until(lambda: "Which objects of objects.json are the items" in app.text)
        assert "2 objects, 4 events" in app.text
        assert "employees" not in app.text
        await app.press("ctrl+a", "ctrl+k", "'object_type=parcel", "enter")
        await app.until(lambda: "object_type= is needed: there is order, item" in app.text)
        await app.press("ctrl+a", "ctrl+k", "'object_type=item", "enter")
        await app.until(lambda: app.screen == "DataScreen" and "4 events" in app.text)
        await app.until(lambda: "columns: {object_type: item}" in shop.read_text())
