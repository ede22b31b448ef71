"""What holds for any log that is read."""

from __future__ import annotations

import csv
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from vsm_tui.events.clean import clean
from vsm_tui.events.kinds import KINDS, resolve
from vsm_tui.events.log import Split
from vsm_tui.measure.log.order import codes_of, order_by_item
from vsm_tui.measure.log.read import load
from vsm_tui.measure.log.zones import to_utc

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
HASHES = st.sampled_from([0, 1, 2, 1 << 40, (1 << 40) + 1, (1 << 63) + 5, (1 << 64) - 1, (1 << 64) - 2])


@given(st.lists(st.tuples(HASHES, st.integers(-5, 5)), max_size=60))
def test_order_is_that_of_a_stable_sort(rows: list[tuple[int, int]]) -> None:
    hashes = np.array([h for h, _ in rows], np.uint64)
    at = np.array([t for _, t in rows], np.int64)
    order, grouped, times = order_by_item(hashes, at)
    assert order.tolist() == sorted(range(len(rows)), key=lambda i: rows[i])
    assert [*zip(grouped.tolist(), times.tolist(), strict=True)] == sorted(rows)
    codes, each = codes_of(grouped)
    assert each.tolist() == sorted({h for h, _ in rows})
    assert [int(each[c]) for c in codes] == [rows[i][0] for i in order]


ZONES = st.sampled_from(
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "America/St_Johns",
        "Africa/Casablanca",
        "Asia/Kolkata",
        "UTC",
    ]
)
WALL = st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1))  # noqa: DTZ001 - wall-clock times are the point


@given(
    ZONES,
    st.lists(
        WALL | WALL.map(lambda t: t.replace(month=10, day=25 + t.day % 7, hour=t.hour % 4)), min_size=1, max_size=8
    ),
)
@settings(max_examples=60, deadline=None)
def test_local_times_are_what_the_zone_says(zone: str, walls: list[datetime]) -> None:
    given_ = np.array([(w.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1) for w in walls], np.int64)
    expected = [(w.replace(tzinfo=ZoneInfo(zone), fold=0) - EPOCH) // timedelta(microseconds=1) for w in walls]
    assert to_utc(given_, zone)[0].tolist() == expected


EVENTS = st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(KINDS)), max_size=25)


@given(EVENTS)
def test_working_out_kinds_loses_no_time_and_makes_none_up(events: list[tuple[str, str]]) -> None:
    rows = resolve([(at, state, kind) for at, (state, kind) in enumerate(events)])
    assert [at for at, _, _ in rows] == sorted(at for at, _, _ in rows)
    begun = {at for at, _, _ in rows}  # every event begins a stay but the leaving of a state the item is not in
    assert begun <= set(range(len(events)))
    assert all(events[at][1] == "leave" for at in set(range(len(events))) - begun)
    assert {state for _, state, _ in rows} <= {state for state, _ in events}


@given(EVENTS)
def test_touch_needs_work_begun_and_not_ended(events: list[tuple[str, str]]) -> None:
    rows = resolve([(at, state, kind) for at, (state, kind) in enumerate(events)])
    for at, state, split in rows:
        if split == Split.TOUCH:
            own = [kind for s, kind in events[: at + 1] if s == state]
            assert {"start", "resume", "touch"} & set(own)


NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=12).filter(
    lambda t: clean(t) and t == t.strip()
)
ROWS = st.lists(st.tuples(NAMES, st.integers(0, 3), NAMES), min_size=1, max_size=25)


@given(ROWS)
@settings(max_examples=40, deadline=None)
def test_a_csv_is_read_as_it_was_written(rows: list[tuple[str, int, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "log.csv")
        with path.open("w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out)
            writer.writerow(["item", "at", "state"])
            writer.writerows([item, f"2026-01-0{day + 1}T00:00:00Z", state] for item, day, state in rows)
        log = load([path], "UTC")
        buckets = [load([path], "UTC", bucket=(k, 3)) for k in range(3)]
        names = [name for part in buckets for name in part.items]
        items = sorted(log.items)
    assert log.rejected_count == 0
    expected: dict[str, list[str]] = {}
    for item, _, state in sorted(rows, key=lambda r: r[1]):
        expected.setdefault(item, []).append(clean(state))
    found = [[log.states[s] for s in log.state[log.item == code]] for code in range(log.item_count)]
    assert sorted(found) == sorted(expected.values())
    assert items == sorted(clean(item) for item in expected)
    assert sum(part.rows for part in buckets) == log.rows
    assert sorted(names) == items
