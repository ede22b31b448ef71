"""Periods as people write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from vsm_tui.tui.span import Span, Window
from vsm_tui.tui.windows import WindowError, read_window, suggested, suggested_pairs, two_windows

SPAN = Span(datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 30, tzinfo=UTC))
UTC_ZONE = ZoneInfo("UTC")


def at(month: int, day: int, hour: int = 0) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("", Window()),
        ("all", Window()),
        ("2026-04-01..2026-04-30", Window(at(4, 1), at(5, 1))),
        ("2026-04-01..", Window(at(4, 1), None)),
        ("..2026-04-30", Window(None, at(5, 1))),
        ("2026-04-01T12:00..2026-04-02T06:00", Window(at(4, 1, 12), at(4, 2, 6))),
        ("last 4 weeks", Window(at(5, 2), None)),
        ("Last  2 days", Window(at(5, 28), None)),
        ("the last week", Window(at(5, 23), None)),
        ("first third", Window(None, at(3, 31))),
        ("second third", Window(at(3, 31), at(4, 30))),
        ("last third", Window(at(4, 30), None)),
        ("first half", Window(None, at(4, 15))),
    ],
)
def test_periods(text: str, window: Window) -> None:
    assert read_window(text, SPAN, UTC_ZONE).window == window


def test_dates_are_days_of_the_streams_zone() -> None:
    found = read_window("2026-04-01..2026-04-01", SPAN, ZoneInfo("Europe/Berlin")).window
    assert found.since == datetime(2026, 3, 31, 22, tzinfo=UTC)
    assert found.until == datetime(2026, 4, 1, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("yesterday", "is no period"),
        ("2026-04-31..", "is no date"),
        ("2026-05-01..2026-04-01", "begin before it ends"),
        ("third half", "only 2"),
        ("last 0 weeks", "would be empty"),
        ("2031-03-01..2032-03-01", "the log goes from"),
        ("..2020-01-01", "the log goes from"),
        ("2026-04-01..9999-12-31", "is no date"),
    ],
)
def test_what_is_no_period(text: str, wrong: str) -> None:
    with pytest.raises(WindowError, match=wrong):
        read_window(text, SPAN, UTC_ZONE)


def test_longer_than_the_log_is_all_of_it() -> None:
    for text in ("last 999999999 weeks", "last 9999 years"):
        since = read_window(text, SPAN, UTC_ZONE).window.since
        assert since is not None
        assert since <= SPAN.start


def test_before_and_after_a_date() -> None:
    before, after = two_windows("2026-04-10", SPAN, UTC_ZONE)
    assert before.window == Window(None, at(4, 10))
    assert after.window == Window(at(4, 10), None)
    assert (before.name, after.name) == ("before 2026-04-10", "from 2026-04-10 on")


def test_any_two_periods() -> None:
    left, right = two_windows("first third vs last 4 weeks", SPAN, UTC_ZONE)
    assert left.window == read_window("first third", SPAN, UTC_ZONE).window
    assert right.window == read_window("last 4 weeks", SPAN, UTC_ZONE).window


@pytest.mark.parametrize(
    ("text", "left", "right"),
    [
        ("last 4 weeks", Window(None, at(5, 2)), Window(at(5, 2), None)),
        ("first third", Window(None, at(3, 31)), Window(at(3, 31), None)),
        ("2026-04-01..2026-04-30", Window(at(4, 1), at(5, 1)), Window()),
    ],
)
def test_one_period_is_compared_with_the_rest_of_the_log(text: str, left: Window, right: Window) -> None:
    assert tuple(named.window for named in two_windows(text, SPAN, UTC_ZONE)) == (left, right)


def test_what_would_be_two_periods_is_said() -> None:
    with pytest.raises(
        WindowError, match=r"‘soon’: write a date between 2026-03-01 and 2026-05-30, or two periods, as"
    ):
        two_windows("soon", SPAN, UTC_ZONE)


@pytest.mark.parametrize("text", ["2025-01-01", "2026-05-30", "soon", "a vs b"])
def test_what_does_not_lie_between(text: str) -> None:
    with pytest.raises(WindowError):
        two_windows(text, SPAN, UTC_ZONE)


@pytest.mark.parametrize("days", [1, 50, 90, 200, 800])
def test_what_is_suggested_can_be_read(days: int) -> None:
    span = Span(SPAN.start, SPAN.start + timedelta(days=days))
    assert all(read_window(text, span, UTC_ZONE) for text in suggested(span))
    for text in suggested_pairs(span):
        left, right = two_windows(text, span, UTC_ZONE)
        assert (left.window.until or span.end) <= (right.window.since or span.start), "they do not overlap"
