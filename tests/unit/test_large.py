"""The map for a room: it always fits its window, shows the chosen stage, and dims what is not in the light."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.flows import judged_three, three
from tests.support.streams import streams
from vsm_tui.draw import ASCII, UNICODE, Glyphs, Scene, View, cell_len, row_len, row_text
from vsm_tui.draw.bigletters import high, letters, size_for, spaced, wide
from vsm_tui.draw.large import HERE, in_light, overview
from vsm_tui.draw.largestage import focus
from vsm_tui.draw.plain import plain_rows
from vsm_tui.flow import expected
from vsm_tui.model import Estimate, Stage, Stream
from vsm_tui.tui.roomtimer import FIRST, RoomTimer, minutes_of

SIZES = ((80, 23), (120, 39), (200, 59))


def scene(glyphs: Glyphs = UNICODE, verdict: str = "clear") -> Scene:
    return Scene.of(three(), expected(three()), judged_three(verdict), View(glyphs=glyphs))  # type: ignore[arg-type]


def test_letters_are_as_large_as_they_say() -> None:
    for size in (1, 2, 3, 4):
        for text in ("REVIEW", "6.4d", "≤93%", "×1.25", "12:05"):
            rows = letters(text, size)
            assert len(rows) == high(size)
            assert {len(row) for row in rows} == {wide(text, size)}
            plain = letters(text, size, ascii=True)
            assert len(plain) == high(size, ascii=True)
            assert not set("".join(plain)) - {"█", " "}
    assert letters("1", 1) == ("▄█ ", " █ ", "▀▀▀")


def test_what_has_no_shape_is_not_drawn_in_blocks() -> None:
    assert wide("é", 1) == wide("", 1) == 0
    assert size_for(["REVIEW", "漢"], 500, 50) == 0
    assert spaced("Code review", 40) == "C O D E   R E V I E W"
    assert spaced("Code review", 12) == "CODE REVIEW"
    assert spaced("Code review", 6) == "Code…"


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_every_stage_is_there_to_one_scale(width: int, height: int) -> None:
    page = overview(scene(), width, height, 0)
    assert len(page.rows) == len(page.stages) == height
    assert {at for at in page.stages if at is not None} == {0, 1, 2}
    bars = [
        max(row_text(row).count("█") for row, at in zip(page.rows, page.stages, strict=True) if at == index)
        for index in range(3)
    ]
    times = [step.measured.wait or 0 for step in scene().steps if step.measured]
    assert (bars.index(max(bars)), bars.index(min(bars))) == (times.index(max(times)), times.index(min(times)))
    assert sum(HERE in row_text(row) for row in page.rows) == 1


def test_the_light_leaves_one_stage_as_it_was_and_says_why() -> None:
    shown = scene()
    lit = in_light(shown)
    assert [shown.steps[at].stage.id for at in lit] == ["review"]
    page = overview(shown, 120, 39, lit[0], lit=lit, why=True)
    for row, at in zip(page.rows, page.stages, strict=True):
        styles = {run.style for run in row if run.text.strip() and HERE not in run.text}
        if at is not None and at not in lit:
            assert styles <= {"dim"}
        elif at is not None:
            assert "dim" not in styles
    text = "\n".join(row_text(row) for row in page.rows)
    assert "◆ CONSTRAINT" in text
    assert "holds most of the queue in this period" in text


@pytest.mark.parametrize("verdict", ["too close to call", "calendar", "not enough data"])
def test_the_light_claims_no_more_than_the_verdict(verdict: str) -> None:
    shown = scene(verdict=verdict)
    text = "\n".join(row_text(row) for row in overview(shown, 120, 39, 0, lit=in_light(shown) or None, why=True).rows)
    assert "CONSTRAINT" not in text.replace("constraint", "")
    assert {"too close to call": "too close", "calendar": "calendar", "not enough data": "not enough data"}[
        verdict
    ] in text


def test_many_stages_scroll_with_the_one_that_is_chosen() -> None:
    stages = tuple(Stage(f"s{n}", f"Stage {n}", wait=three().stages[0].wait) for n in range(30))
    stream = replace(three(), stages=stages, rework=())
    many = Scene.of(stream, expected(stream), None, View())
    for at in (0, 14, 29):
        page = overview(many, 80, 23, at)
        assert len(page.rows) == 23
        assert at in page.stages
        assert "of 30" in "\n".join(row_text(row) for row in page.rows)
        assert "Stage" in row_text(focus(many, 80, 23, at).rows[0])


def test_one_stage_alone_has_its_numbers_and_what_was_noted() -> None:
    stream = three()
    review = replace(stream.stage("review"), tags=("waiting",), bursts=("Review in pairs",))
    shown = Scene.of(stream.with_stage(review), expected(stream), judged_three(), View())
    at = shown.places["review"]
    text = "\n".join(row_text(row) for row in focus(shown, 80, 23, at).rows)
    for words in ("WAITS", "WORK", "%C/A", "⚑ waiting", "✹ Review in pairs", "◆ CONSTRAINT", f"{HERE}② Review"):
        assert words in text
    seen = shown.steps[at].measured
    assert seen is not None
    wait = shown.units.time(seen.wait)
    assert any(letters(wait, 1)[0] in row_text(row) for row in focus(shown, 80, 23, at).rows)


@settings(deadline=None, suppress_health_check=list(HealthCheck), max_examples=60)
@given(streams(), st.integers(1, 220), st.integers(1, 70), st.data())
def test_any_stream_fits_any_window(stream: Stream, width: int, height: int, data: st.DataObject) -> None:
    if not stream.stages:
        return
    at = data.draw(st.integers(0, len(stream.stages) - 1))
    for glyphs in (UNICODE, ASCII):
        shown = Scene.of(stream, expected(stream), None, View(glyphs=glyphs))
        corner = data.draw(st.sampled_from([0, 22]))
        for page in (
            overview(shown, width, height, at, corner=corner),
            overview(shown, width, height, at, lit=in_light(shown), why=True),
            focus(shown, width, height, at, corner=corner),
        ):
            assert len(page.rows) == len(page.stages)
            assert all(row_len(row) <= width for row in page.rows)
            if glyphs.ascii:
                names = "".join(step.name for step in shown.steps)
                signs = set("►█▀▄░▒▓╱⚑✹①②③④⑤◆◇↺╌≤×→·…")
                text = "".join(row_text(row) for row in plain_rows(page.rows, ascii=True))
                assert not (set(text) & signs) - set(names) - set(stream.name + stream.start + stream.end)


def test_a_timer_counts_down_and_then_up_and_ends_nothing() -> None:
    now = [0.0]
    timer = RoomTimer(lambda: now[0])
    assert (timer.text(), timer.touched) == ("15:00", False)
    timer.switch()
    now[0] = 65
    assert (timer.text(), timer.state()) == ("13:55", "left")
    timer.switch()
    now[0] = 500
    assert (timer.text(), timer.state()) == ("13:55", "paused")
    timer.switch()
    now[0] = 500 + FIRST
    assert (timer.text(), timer.state(), timer.over, timer.running) == ("+1:05", "over", True, True)
    assert (timer.ends(), timer.ends()) == (True, False), "said once"
    timer.set_length(90)
    assert timer.text() == "1:13:55"
    assert not timer.ends()
    timer.reset()
    assert (timer.text(), timer.touched, timer.running) == ("1:30:00", False, False)


@pytest.mark.parametrize(
    ("text", "minutes"), [("15", 15), ("7.5", 7.5), ("1:30", 90), ("90s", 1.5), ("20 min", 20), (" 5m ", 5)]
)
def test_lengths_as_people_type_them(text: str, minutes: float) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["", "0", "-5", "soon", "1:2:3", "nan", "inf", "99999", "1:"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write minutes such as 15"):
        minutes_of(text)


def test_cells_of_signs_are_one() -> None:
    assert all(cell_len(sign) == 1 for sign in "⚑✹►□✓")


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_time_outside_is_drawn_as_neither_waiting_nor_work(width: int, height: int) -> None:
    stream = Stream("Way", "start", "end", stages=(
        Stage("here", "Here", wait=Estimate.parse("1d"), touch=Estimate.parse("1d")),
        Stage("vendor", "Vendor", outside=Estimate.parse("2d..3d..20d")),
    ))  # fmt: skip
    shown = Scene.of(stream, expected(stream), None, View(layer="estimate"))
    page = overview(shown, width, height, 0)
    assert "╱ outside: either" in "\n".join(row_text(row) for row in page.rows)
    vendor = "\n".join(row_text(row) for row, at in zip(page.rows, page.stages, strict=True) if at == 1)
    assert "╱╱╱" in vendor
    assert not set(vendor) & set("░▒")
    assert height < 34 or "done outside" in vendor
    alone = "\n".join(row_text(row) for row in focus(shown, width, height, 1).rows)
    assert "DONE OUTSIDE" in alone
    assert "2d–20d" in alone, "the range that people agreed on"
    assert not set(alone) & set("░▒")
    assert "nobody here can tell how much of it is waiting" in alone
    assert "╱" not in "\n".join(row_text(row) for row in focus(shown, width, height, 0).rows)
