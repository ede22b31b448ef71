"""From an empty folder to a first stream, by keys alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from vsm_tui.files import read_stream


async def test_an_empty_folder_shows_the_way(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened() as app:
        assert "no stream in this folder yet" in app.text
        assert "Start from a template" in app.text
        await app.press("enter")
        assert "there is no stream here yet" in app.text, "a key that cannot work says why"


async def test_a_template_edited_undone_saved_and_opened_again(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened() as app:
        await app.press("1", "'My feature", "enter")
        await app.until(lambda: app.screen == "MapScreen")
        path = folder / "my-feature.yaml"
        before = path.read_text(encoding="utf-8")
        assert read_stream(path).stream.name == "My feature"
        app.app.session.history.stream  # noqa: B018 -- there is a session
        await app.press("s", "'!", "enter", "escape")
        assert app.app.session is not None
        assert app.app.session.stream.name == "My feature!"
        await app.press("u")
        assert app.app.session.stream.name == "My feature"
        await app.press("U")
        await app.press("ctrl+q")
        await app.until(lambda: app.app.return_code is not None or not app.app.is_running)
    assert read_stream(path).stream.name == "My feature!"
    assert len(path.read_text(encoding="utf-8").splitlines()) == len(before.splitlines()), "one changed line"
    async with opened(path) as again:
        assert "My feature!" in again.text


async def test_blank_and_back_to_the_folder(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened() as app:
        await app.press("2", "'Empty one", "enter")
        await app.until(lambda: app.screen == "MapScreen")
        await app.until(lambda: "No stages yet" in app.text)
        await app.press("escape")
        await app.until(lambda: app.screen == "WorkspaceScreen")
        await app.until(lambda: "Empty one" in app.text)


async def test_a_name_is_needed(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened() as app:
        await app.press("1", "enter")
        assert "give it a name first" in app.text
        await app.press("escape")
        assert list(folder.iterdir()) == []


async def test_drafted_from_a_log(opened, folder: Path, shop_log: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened() as app:
        await app.press("3")
        await app.until(lambda: "shop.csv" in app.text)
        await app.press("'shop", "enter")
        await app.until(lambda: app.screen == "NewStream")
        await app.until(lambda: "Doing" in app.text)
        await app.press("enter")
        await app.until(lambda: app.screen == "MapScreen")
        await app.until(lambda: app.app.session.shown().measured is not None)
    stream = read_stream(folder / "shop.yaml").stream
    assert stream.log == ("shop.csv",)
    assert stream.guesses


async def test_duplicate_rename_and_compare(opened, folder: Path, small: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened() as app:
        await app.press("D", "enter")
        await app.until(lambda: app.screen == "MapScreen")
        await app.press("escape")
        await app.until(lambda: app.screen == "WorkspaceScreen")
        assert (folder / "small-copy.yaml").exists()
        await app.press("e", "'!", "enter")
        await app.until(lambda: "Small (copy)!" in app.text)
        await app.press("v")
        assert "mark two streams" in app.text
        await app.press("space", "down", "up", "home", "space", "end", "space", "home", "space")
        app.app.screen.clear()
        await app.press("home", "space", "down", "v")
        await app.until(lambda: app.screen == "CompareScreen")
        await app.until(lambda: "lead time" in app.text)
        assert "Small (copy)!" in app.text


async def test_a_broken_file_is_listed_and_opens_once_it_is_whole(opened, folder: Path, small: Path) -> None:  # type: ignore[no-untyped-def]
    text = small.read_text(encoding="utf-8")
    small.write_text(text.replace("touch: 1h", "touch: 1"), encoding="utf-8")
    async with opened() as app:
        assert "✗" in app.text
        await app.press("enter")
        await app.until(lambda: app.screen == "ProblemsScreen")
        await app.until(lambda: "has no unit" in app.text)
        small.write_text(text, encoding="utf-8")
        await app.until(lambda: app.screen == "MapScreen")


async def test_filter_and_sort(opened, folder: Path, small: Path) -> None:  # type: ignore[no-untyped-def]
    (folder / "other.yaml").write_text("vsm: 1\nname: Other\nstages: []\n", encoding="utf-8")
    async with opened() as app:
        await app.press("slash", "'oth", "enter")
        assert app.app.screen.current.name == "Other"
        await app.press("escape")
        assert len(app.app.screen.query_one("#list").rows) == 2
        await app.press("o", "o", "O")
        assert app.app.screen.query_one("#list").sorted_by == ("stages", False)


@pytest.mark.parametrize("size", [(60, 24), (80, 24), (120, 40)])
async def test_what_to_do_about_a_problem_is_never_cut(opened, folder: Path, size: tuple[int, int]) -> None:  # type: ignore[no-untyped-def]
    path = folder / "login.yaml"
    path.write_text("vsm: 1\nname: X\nstages:\n  - id: a\nsources:\n  - {tool: github, repo: a/b, token: abc}\n")
    async with opened(path, size=size) as app:
        assert app.screen == "ProblemsScreen"
        shown = " ".join(" ".join(line.split()) for line in app.text.splitlines())
        assert "use an environment variable, the keyring, gh, glab or netrc" in shown
        assert "1 problem" in shown
        await app.press("down", "y")
        await app.until(lambda: app.app.clipboard.endswith("login.yaml:6:38"))
    async with opened(size=size) as app:
        row = next(line for line in app.text.splitlines() if "login.yaml" in line and "✗" in line)
        assert len(row) > size[0] - 6, "it takes all the room there is"


async def test_a_map_of_another_tool_comes_in_with_what_was_changed(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    edges = [{"source": "a", "target": "b", "type": "forward"}]
    steps = [{"id": id_, "name": id_.upper(), "processTime": 60, "leadTime": 300} for id_ in "ab"]
    (folder / "bad.json").write_text("[]", encoding="utf-8")
    (folder / "good.json").write_text(
        json.dumps({"name": "Drawn", "steps": steps, "connections": edges, "mood": "[red]good[/]"}), encoding="utf-8"
    )
    async with opened() as app:
        await app.press("5")
        await app.until(lambda: app.screen == "PickMap")
        await app.press("'bad.json", "enter")
        await app.until(lambda: "no map of vsm-workshop" in app.text)
        assert "This map cannot be read" in app.text
        await app.press("escape")
        await app.until(lambda: app.screen == "PickMap")
        await app.press("'good.json", "enter")
        await app.until(lambda: app.screen == "NewStream")
        assert "Changed on the way in" in app.text
        assert 'mood "[red]good[/]"' in app.text
        assert "wait is leadTime − processTime: A 300 − 60 = 4h" in " ".join(app.text.split())
        assert list(folder.glob("*.yaml")) == [], "nothing is written before that is read"
        await app.press("enter")
        await app.until(lambda: app.screen == "MapScreen")
    stream = read_stream(folder / "drawn.yaml").stream
    assert [(stage.name, str(stage.wait), str(stage.touch)) for stage in stream.stages] == [
        ("A", "4h", "1h"),
        ("B", "4h", "1h"),
    ]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_every_change_of_a_map_can_be_read_first(opened, folder: Path, size: tuple[int, int]) -> None:  # type: ignore[no-untyped-def]
    steps = [
        {
            "id": f"s{at}",
            "name": f"Step {at}",
            "processTime": 5,
            "leadTime": 60,
            "position": {"x": at, "y": 7},
            "mood": at,
        }
        for at in range(12)
    ]
    (folder / "m.json").write_text(json.dumps({"name": "Drawn", "steps": steps, "zeal": "last"}), encoding="utf-8")
    async with opened(size=size) as app:
        await app.press("5")
        await app.until(lambda: app.screen == "PickMap")
        await app.press("'m.json", "enter")
        await app.until(lambda: app.screen == "NewStream")
        seen = app.text
        assert "pgdn pgup read on · enter creates" in " ".join(seen.split())
        for _ in range(12):
            await app.press("pagedown")
            seen += app.text
        assert 'zeal "last"' in " ".join(seen.split())
        await app.press(*["pageup"] * 12)
        assert "Changed on the way in" in app.text
