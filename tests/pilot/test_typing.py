"""What is typed into values on screens: taken as people say it, or refused in a sentence that is wholly there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from vsm_tui.files import read_stream
from vsm_tui.tui.mapview.editor import CellEditor

pytestmark = pytest.mark.xdist_group("pilot")

STAGES = "\n".join(f"  - {{id: s{at}, name: Stage number {at}, wait: 1d, touch: 1h, pca: 90%}}" for at in range(1, 31))
STREAM = f"vsm: 1\nname: Long\nstages:\n{STAGES}\nrework:\n  - {{from: s30, to: s1, rate: 60%}}\n"


def shown(text: str) -> str:
    return " ".join(text.replace("│", " ").split())


def told(app: Any) -> str:
    """What the input on the map says, as far as it can be seen."""
    seen = app.app.screen.query_one(CellEditor).region
    lines = [f"{line:<{seen.right}}" for line in app.text.splitlines()]
    return shown(" ".join(line[seen.x : seen.right] for line in lines[seen.y : seen.bottom]))


async def test_what_is_wrong_is_wholly_there_even_at_the_last_stage(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    path = folder / "long.yaml"
    path.write_text(STREAM, encoding="utf-8")
    wrong = {
        "'up to 3 weeks or so": "is one end only: write both and the typical time, such as 1d..2d..4d",
        "'99999999999999w": "99999999999999w is more than 100 years: check the number and its unit",
        "'9d to 2d": "'9d to 2d' does not grow: write the shorter time first, as in 1d-2d",
        "'2" + " days and" * 9: "is no time: write 30m, 4h or 2d, or a range such as 1d..2d..4d",
    }
    async with opened(path, size=(80, 24)) as app:
        await app.press(*["j"] * 29, "l", "e")
        for typed, said in wrong.items():
            await app.press("ctrl+a", "ctrl+k", typed, "enter")
            assert said in told(app)
        await app.press("ctrl+a", "ctrl+k", "'2 days", "enter", "ctrl+s")
        await app.until(lambda: "wait: 2d" in path.read_text(encoding="utf-8"))
    assert "2 days" not in path.read_text(encoding="utf-8")


async def test_a_loop_that_would_never_end_is_refused_by_the_names_on_the_map(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    path = folder / "long.yaml"
    path.write_text(STREAM, encoding="utf-8")
    async with opened(path, size=(80, 24)) as app:
        await app.press(*["j"] * 29, "r", "k", "r", "'50%", "enter")
        assert "never finishes: ‘Stage number 30’ would send 110% back and nothing on;" in told(app)
        assert "keep the rates from one stage below 100% together" in told(app)
        assert "s30" not in told(app)


async def test_a_range_of_two_ends_is_said_back_and_kept_in_short(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    path = folder / "long.yaml"
    path.write_text(STREAM, encoding="utf-8")
    async with opened(path, size=(80, 24)) as app:
        await app.press("l", "e", "ctrl+a", "ctrl+k", "'1-2 days")
        assert "1d–2d, typically 1.5d (the middle) of working time" in shown(app.text)
        await app.press("enter", "ctrl+s")
        await app.until(lambda: "wait: 1d..1.5d..2d" in path.read_text(encoding="utf-8"))
    assert str(read_stream(path).stream.stages[0].wait) == "1d..1.5d..2d"


async def test_the_clock_takes_what_people_say(opened, folder: Path) -> None:  # type: ignore[no-untyped-def]
    path = folder / "long.yaml"
    path.write_text(STREAM, encoding="utf-8")
    async with opened(path, size=(80, 24)) as app:
        await app.press("s")
        await app.until(lambda: app.screen == "ScopeDialog")
        await app.press(*["tab"] * 7, "ctrl+a", "ctrl+k", "'25", "enter")
        assert "Hours a day: '25' is no length of a day: write hours, such as 8h or 7h30m" in shown(app.text)
        await app.press("ctrl+a", "ctrl+k", "'7:30", "enter")
        assert "7.5h" in app.text
        await app.press("tab", "tab", "ctrl+a", "ctrl+k", "'berlin", "enter")
        assert "did you mean Europe/Berlin?" in shown(app.text)
