"""Text from outside is shown and never obeyed, on every screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from vsm_tui.files import new_text
from vsm_tui.model import Also, Estimate, Loop, Rule, Share, Stage, States, Stream

HOSTILE = (
    "[@click=app.quit]x[/]",
    "a [/b]",
    "[b ",
    "[red]R[/red] $var",
    "{x} %s \\ '\"",
    "漢字 ⚠️ e\u0301 👨‍👩‍👧",
)


def hostile_stream() -> Stream:
    day = Estimate.parse("1d")
    stages = tuple(
        Stage(id=f"s{n}", name=text, wait=day, touch=day, states=States((f"{text} q",), (f"{text} w",)), notes=text)
        for n, text in enumerate(HOSTILE)
    )
    return Stream(
        name=HOSTILE[0], work_type=HOSTILE[1], start=HOSTILE[0], end=HOSTILE[1], stages=stages,
        rework=(Loop("s3", "s1", Share.parse("10%"), cause=HOSTILE[0]),),
        finish=Rule(("Done [/b]",)), also=Also(stay=("[b ",)), log=("h.csv",), notes=HOSTILE[2],
    )  # fmt: skip


def hostile_log() -> str:
    escapes = ("\x1b]2;owned\x07", "\x1b[31m", "\u202e", "\u200b")
    rows = ["item,at,state,type,ref"]
    for number in range(4):
        for step, text in enumerate(HOSTILE[:4]):
            item = f"[@click=app.quit]I{number}[/]{escapes[number]}"
            rows += [
                f'"{item}",2026-03-{2 + step:02}T09:00:00Z,"{text} q","{HOSTILE[1]}","{HOSTILE[0]}"',
                f'"{item}",2026-03-{2 + step:02}T12:00:00Z,"{text} w","{HOSTILE[1]}","{HOSTILE[0]}"',
            ]
        rows.append(f'"{item}",2026-03-09T09:00:00Z,"unmapped [/i]{escapes[number]}","",""')
        rows.append(f'"{item}",2026-03-10T09:00:00Z,"Done [/b]","",""')
    return "\n".join(rows) + "\n"


@pytest.fixture
def hostile(folder: Path) -> Path:
    path = folder / "h.yaml"
    path.write_text(new_text(hostile_stream()), encoding="utf-8")
    (folder / "h.csv").write_text(hostile_log(), encoding="utf-8")
    broken = "vsm: 1\nname: '[@click=app.quit]x[/]'\nstages: 7\n"
    (folder / "[b]broken[.yaml").write_text(broken, encoding="utf-8")
    return path


def clean(text: str) -> bool:
    return not any(c in text for c in "\x1b\u202e\u200b\x07")


async def test_every_screen_shows_it_literally(opened, hostile: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened() as app:
        assert "[@click=app.quit]x[/]" in app.text
        await app.until(lambda: any(r.measured for r in app.app.screen.rows))
        row = next(i for i, r in enumerate(app.app.screen.query_one("#list").rows) if r.path == hostile)
        app.app.screen.query_one("#list").cursor = row
        await app.press("enter")
        await app.until(lambda: app.app.session is not None and app.app.session.shown().measured is not None)
        for key, shown in (("i", "[@click"), ("d", "unmapped [/i]"), ("v", "a [/b]"), ("s", "[@click"),
                           ("f1", "Keys"), ("question_mark", "[@click"), ("W", "[@click"), ("T", "Which period"),
                           ("ctrl+p", "Add a stage")):  # fmt: skip
            await app.press(key)
            await app.until(lambda shown=shown: shown in app.text)
            assert clean(app.text)
            await app.press("escape")
            await app.until(lambda: app.screen == "MapScreen")
        await app.press("s", "'[/]", "enter", "escape", "ctrl+p", "'undo")
        await app.until(lambda: "Undo: Set the name" in app.text)
        assert app.app.is_running


async def test_clicking_it_does_nothing(opened, hostile: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened() as app:
        lines = app.text.splitlines()
        spots = [(line.index("[@click") + 18, y) for y, line in enumerate(lines) if "[@click" in line]
        assert spots
        for x, y in spots:
            await app.pilot.click(offset=(min(x, 110), y))
        assert app.app.is_running
        assert app.app.return_code is None


async def test_problems_of_a_file_with_a_hostile_name(opened, hostile: Path, folder: Path) -> None:  # type: ignore[no-untyped-def]
    async with opened(folder / "[b]broken[.yaml") as app:
        assert app.screen == "ProblemsScreen"
        assert "[b]broken[.yaml" in app.text
