"""What others see and can do where one stream, or one folder, is shared with them."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from tests.pilot.conftest import Driver
from vsm_tui.tui.app import VsmApp
from vsm_tui.tui.sharing import Shared, enter

STREAMS = Path(__file__).resolve().parents[2] / "streams"
Share = Callable[..., AbstractAsyncContextManager[Driver]]


@pytest.fixture
def share(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Share:
    """Open the app as whoever has a link sees it; ``what`` is a file of the folder, or the folder."""
    monkeypatch.chdir(folder)  # taken back at the end, wherever sharing goes

    @asynccontextmanager
    async def opened(what: str = "", **options: Any) -> AsyncIterator[Driver]:
        app = VsmApp(enter(folder / what), shared=True, **options)
        async with app.run_test(size=(140, 40)) as pilot:
            await pilot.pause()
            yield Driver(app, pilot)

    return opened


@pytest.fixture
def stream(folder: Path) -> Path:
    """A stream with its log; beside and above it lies what was not shared."""
    for path in STREAMS.glob("standard-feature*"):
        shutil.copy(path, folder)
    shutil.copy(STREAMS / "release-train.yaml", folder)
    shutil.copy(STREAMS / "release-train.yaml", folder.parent / "above.yaml")
    return folder / "standard-feature.yaml"


async def test_one_stream_is_all_there_is(share: Share, stream: Path) -> None:
    async with share(stream.name) as seen:
        await seen.press("escape")
        assert seen.screen == "MapScreen"
        assert "only this stream is shared" in seen.text
        seen.app.show_folder()
        await seen.pilot.pause()
        assert seen.screen == "MapScreen"
        for other in (stream.with_name("release-train.yaml"), stream.parent, stream.parent.parent / "above.yaml"):
            assert type(seen.app.screen_for(other)).__name__ == "ProblemsScreen", other


async def test_a_broken_stream_does_not_lead_to_the_others(share: Share, stream: Path) -> None:
    stream.write_text("vsm: 1\nname: [\n", encoding="utf-8")
    async with share(stream.name, read_only=True) as seen:
        assert seen.screen == "ProblemsScreen"
        assert "Whoever shares this has to mend the file" in seen.text
        await seen.press("escape")
        assert seen.screen == "ProblemsScreen"
        assert str(stream.parent) not in seen.text


async def test_a_folder_has_a_name_and_no_place(share: Share, stream: Path) -> None:
    async with share(read_only=True) as seen:
        assert "vsm streams · 2 streams" in seen.text
        await seen.press("down", "enter")
        await seen.until(lambda: seen.screen == "MapScreen")
        await seen.press("escape")
        await seen.until(lambda: seen.screen == "WorkspaceScreen")
        assert str(stream.parent) not in seen.text


def test_what_is_shared_is_reached_by_no_way_around(stream: Path) -> None:
    folder, above = stream.parent, stream.parent.parent / "above.yaml"
    (folder / "out").symlink_to(folder.parent)
    (folder / "beside.yaml").symlink_to(above)
    alone, all_of_it = Shared.of(stream), Shared.of(folder)
    for way in (stream, folder / "." / stream.name, folder / "out" / folder.name / stream.name):
        assert alone.closed(way) == all_of_it.closed(way) == ""
    for way in (folder, folder / "release-train.yaml", above, folder / ".." / "above.yaml", folder / "out"):
        assert alone.closed(way), way
    assert all_of_it.closed(folder / "beside.yaml") == "", "whoever puts a link into a folder shares what it names"
    for way in (above, folder / ".." / "above.yaml", folder / "out", folder / "out" / "above.yaml", folder.parent):
        assert all_of_it.closed(way), way


async def test_files_of_the_host_cannot_be_chosen(share: Share, stream: Path) -> None:
    (stream.parent.parent / "secret.csv").write_text("item,state,at\n", encoding="utf-8")
    async with share(stream.name) as seen:
        await seen.press("d")
        await seen.until(lambda: seen.screen == "DataScreen")
        await seen.press("d")
        assert seen.screen == "PickLog"
        assert "no other file can be opened" in seen.text
        await seen.press(f"'{stream.parent.parent}/secret.csv", "enter")
        assert seen.screen == "PickLog"
        assert "secret" not in "".join(line for line in seen.text.splitlines() if "kB" in line)


async def test_places_of_sources_are_not_told(share: Share, stream: Path) -> None:
    place = stream.parent.parent / "service"
    with stream.open("a", encoding="utf-8") as file:
        file.write(f"sources:\n  - {{tool: git, path: {place}}}\n")
    async with share(stream.name, read_only=True) as seen:
        await seen.press("d")
        await seen.until(lambda: "not pulled yet" in seen.text)
        assert "service" in seen.text
        assert str(place.parent) not in seen.text


async def test_the_sign_stays_and_only_what_can_be_done_is_offered(share: Share, stream: Path) -> None:
    async with share(stream.name, read_only=True) as seen:
        foot = seen.text.splitlines()[-1]
        assert foot.startswith(" view only")
        assert "explain" in foot
        assert not any(word in foot for word in ("edit", "add stage", "undo"))
    async with share(stream.name) as seen:
        foot = seen.text.splitlines()[-1]
        assert foot.startswith(" shared, editable")
        assert "edit" in foot.removeprefix(" shared, editable")


async def test_nothing_asks_for_what_cannot_be_given(share: Share, stream: Path) -> None:
    async with share(stream.name, read_only=True) as seen:
        await seen.press("Q")
        await seen.until(lambda: seen.screen == "GuideScreen")
        assert not seen.app.screen.query_one(Input).is_on_screen
        assert "not answered yet" in seen.text
        await seen.press("escape", "M")
        assert "nothing here yet" in seen.text
        assert "write a topic" not in seen.text
        await seen.press("escape", "R")
        await seen.until(lambda: seen.screen == "RoundScreen")
        assert "Press n" not in seen.text
        assert "There is no round yet" in seen.text


async def test_an_empty_folder_offers_nothing_to_those_who_look(share: Share) -> None:
    async with share(read_only=True) as seen:
        assert "There is no stream in this folder yet" in seen.text
        assert "view to look at" in seen.text
        assert "Start from a template" not in seen.text


async def test_a_file_that_broke_is_not_called_unsaved(share: Share, stream: Path) -> None:
    async with share(stream.name, read_only=True) as seen:
        stream.write_text("vsm: 1\nname: [\n", encoding="utf-8")
        await seen.until(lambda: "the file has problems now" in seen.text)
        assert "this is what it said before" in seen.text
        assert "not saved" not in seen.text


async def test_a_key_with_nothing_to_paste_empties_no_field(share: Share, stream: Path) -> None:
    before = stream.read_bytes()
    async with share(stream.name) as seen:
        await seen.press("e")
        field = seen.app.focused
        assert isinstance(field, Input)
        value = field.value
        assert value
        await seen.press("ctrl+a", "ctrl+v")
        assert field.value == value
        assert "ctrl+shift+v" in seen.text
        seen.app.copy_to_clipboard("Asked")
        await seen.press("end", "ctrl+v")
        assert field.value == f"{value}Asked"
        await seen.press("escape")
    assert stream.read_bytes() == before


async def test_details_of_faults_are_for_whoever_shares(share: Share, stream: Path) -> None:
    async with share(stream.name) as seen:
        told = seen.app.details(ValueError("x"))
        assert "/" not in told
        assert "whoever shares this" in told
