"""Queues over time and cumulative flow, drawn from hand-made counts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_tui.draw import ASCII, row_len, row_text
from vsm_tui.draw.axis import Axis
from vsm_tui.draw.plots import Lane, columns_of, cumulative_rows, departures, queue_rows
from vsm_tui.flow import Cumulative

START = datetime(2026, 3, 2, tzinfo=UTC)
ZONE = ZoneInfo("UTC")


def days(count: int) -> tuple[datetime, ...]:
    return tuple(START + timedelta(days=k) for k in range(count))


FLOW = Cumulative(
    days(8),
    stages=((1, 2, 3, 4, 5, 6, 7, 8), (0, 1, 2, 3, 4, 5, 6, 7)),
    done=(0, 0, 0, 3, 3, 3, 3, 7),
    queues=((1, 1, 1, 1, 1, 1, 1, 1), (0, 1, 2, 0, 1, 2, 3, 0)),
)
LANES = (Lane("① Build"), Lane("② Release ◷", "calendar", bunched=True, note="mean 1.1", key="stages.release.queue"))


def test_departures_are_first_steps_beyond_a_stage() -> None:
    assert departures(FLOW, 0) == [0, 1, 1, 1, 1, 1, 1, 1]
    assert departures(FLOW, 1) == [0, 0, 0, 3, 0, 0, 0, 4]


def test_each_cell_shows_the_highest_of_its_moments() -> None:
    axis = Axis(START, START + timedelta(days=7), 7, ZONE)
    at = [k * 86_400.0 for k in range(8)]
    assert columns_of([0, 1, 2, 0, 1, 2, 3, 0], at, axis) == [0, 1, 2, 0, 1, 2, 3]
    wide = Axis(START, START + timedelta(days=7), 14, ZONE)
    assert columns_of([5, 0, 0, 0, 0, 0, 0, 9], at, wide)[:4] == [5, 5, 0, 0], "a moment lasts until the next one"
    narrow = Axis(START, START + timedelta(days=7), 2, ZONE)
    assert columns_of([0, 1, 2, 0, 1, 2, 3, 0], at, narrow) == [2, 3]


def test_queues_share_one_scale_and_a_bunched_stage_shows_when_items_leave() -> None:
    rows = [row_text(row) for row in queue_rows(FLOW, LANES, ZONE, width=60, rows_each=1)]
    build, release, leave, axis, labels = rows
    assert build.startswith(" ① Build")
    assert "3 ┤" in build, "the highest of all lanes"
    assert set(build.split("┤")[1].strip()) == {"▃"}
    assert "█" in release
    assert release.rstrip().endswith("mean 1.1")
    assert "◷ leave" in leave
    marks = leave.split("│")[1]
    assert sum(c not in "· " for c in marks) == 2, "two departures, each of several items"
    assert "┬" in axis
    assert "2 Mar" in labels


def test_the_key_of_a_mean_goes_with_it() -> None:
    rows = queue_rows(FLOW, LANES, ZONE, width=80)
    assert {run.key for row in rows for run in row if run.key} == {"stages.release.queue"}


def test_bands_are_told_apart_without_colour() -> None:
    rows = [row_text(row) for row in cumulative_rows(FLOW, LANES, ZONE, width=70, height=8)]
    assert rows[0].lstrip().startswith("8 ┤")
    assert "0 ┤" in rows[7]
    assert "█" in "".join(rows[:8]), "Release"
    assert "░" in "".join(rows[:8]), "Build"
    assert "·" in rows[7], "done"
    assert "done" in rows[-1]


def test_areas_of_one_shade_are_told_apart_by_their_tags() -> None:
    lanes = [Lane(f"{n} Stage", tag=str(n)) for n in range(1, 7)]
    stages = tuple(tuple((7 - n) * day for day in range(20)) for n in range(1, 7))
    rows = cumulative_rows(Cumulative(days(20), stages, (0,) * 20), lanes, ZONE, width=90, height=24)
    text = "".join(row_text(row).partition("│")[2] or row_text(row).partition("┤")[2] for row in rows[:24])
    assert {char for char in text if char.isdigit()} == set("123456")
    shades = {run.text[0]: run.style for row in rows[:24] for run in row if run.text[:1] in "░█▒▓"}
    assert set(shades) == set("░█▒▓")
    assert not set("▁▂▃▄▅▆▇") & set(text), "no shade that is not the legend's"


def test_a_flow_of_thousands_says_that_its_bands_are_thin() -> None:
    count = 40
    many = tuple(k * 100 for k in range(count))
    flow = Cumulative(days(count), (tuple(m + 2 for m in many), tuple(m + 1 for m in many)), many)
    text = " ".join(row_text(row) for row in cumulative_rows(flow, LANES, ZONE, width=70, height=8))
    assert "at most 2 items are in process at once" in text


def test_nothing_is_drawn_of_nothing() -> None:
    assert queue_rows(Cumulative((), (), ()), (), ZONE, width=80) == []
    assert cumulative_rows(Cumulative(days(1), ((1,),), (0,)), LANES[:1], ZONE, width=80, height=5) == []
    assert cumulative_rows(Cumulative(days(3), ((0, 0, 0),), (0, 0, 0)), LANES[:1], ZONE, width=80, height=5) == []


@pytest.mark.parametrize(
    ("length", "first"),
    [(timedelta(hours=9), "01:00"), (timedelta(days=4), "3 Mar"), (timedelta(days=80), "16 Mar"),
     (timedelta(days=365 * 3), "Jul 2026")],
)  # fmt: skip
def test_ticks_stand_at_round_moments(length: timedelta, first: str) -> None:
    start = START + timedelta(minutes=20)
    labels = [text for _, text in Axis(start, start + length, 90, ZONE).ticks()]
    assert first in labels[:2]
    assert 2 <= len(labels) <= 10


def test_ticks_are_local_midnights_over_a_change_of_clocks() -> None:
    zone = ZoneInfo("Europe/Berlin")
    start = datetime(2026, 3, 27, tzinfo=zone)
    axis = Axis(start, start + timedelta(days=5), 60, zone)
    assert [text for _, text in axis.ticks()] == ["27 Mar", "28 Mar", "29 Mar", "30 Mar", "31 Mar", "1 Apr"]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=40),
    st.integers(30, 160),
    st.integers(2, 20),
    st.integers(1, 3),
)
def test_no_row_is_wider_than_asked_and_all_of_it_has_an_ascii_form(
    steps: list[tuple[int, int, int]], width: int, height: int, each: int
) -> None:
    counts, first, second, done = [0, 0, 0], [], [], []
    for add, move, leave in steps:
        counts[0] += add
        counts[1] = min(counts[0], counts[1] + move)
        counts[2] = min(counts[1], counts[2] + leave)
        first.append(counts[0])
        second.append(counts[1])
        done.append(counts[2])
    queues = (tuple(a - b for a, b in zip(first, second, strict=True)),
              tuple(a - b for a, b in zip(second, done, strict=True)))  # fmt: skip
    seen = Cumulative(days(len(steps)), (tuple(first), tuple(second)), tuple(done), queues)
    rows = queue_rows(seen, LANES, ZONE, width=width, rows_each=each)
    rows += cumulative_rows(seen, LANES, ZONE, width=width, height=height)
    for row in rows:
        assert row_len(row) <= width
        assert all(ASCII.plain(run.text).replace("①", "1").replace("②", "2").isascii() for run in row)
