"""A team's hours as people say them."""

from __future__ import annotations

from datetime import date, time

import pytest

from vsm_tui.edit import EditError, SetClock
from vsm_tui.edit.scope import ClockField
from vsm_tui.files import parse_stream
from vsm_tui.model import InputError, Stream

STREAM = Stream("Feature")


@pytest.mark.parametrize(
    ("field", "said", "read"),
    [
        ("day", "8", 8 * 3600), ("day", "8 hours", 8 * 3600), ("day", "7,5", 27_000), ("day", "7:30", 27_000),
        ("day", "7h30", 27_000), ("day", "7h30m", 27_000), ("day", "24", 86_400), ("week", "4 days", 4),
        ("week", "4", 4),        ("begins", "8", time(8)), ("begins", "9am", time(9)), ("begins", "12 pm", time(12)),
        ("begins", "12am", time(0)),        ("begins", "8.30", time(8, 30)), ("begins", "0830", time(8, 30)),
        ("begins", "08:30", time(8, 30)),
        ("holidays", "25.12.2026, 2026/1/1 2026-05-01", (date(2026, 1, 1), date(2026, 5, 1), date(2026, 12, 25))),
    ],
)  # fmt: skip
def test_hours_are_read_as_people_say_them(field: ClockField, said: str, read: object) -> None:
    assert getattr(SetClock(field, said).apply(STREAM).clock, field) == read


@pytest.mark.parametrize(
    ("field", "said", "words"),
    [
        ("day", "25", "'25' is no length of a day: write hours, such as 8h"), ("day", "1d", "write hours"),
        ("day", "30h", "at most 24h"), ("day", "0", "write hours"), ("day", "-8", "write hours"),
        ("week", "8", "1d to 7d"), ("week", "0", "1d to 7d"),
        ("begins", "25:00", "'25:00' is no time of day"), ("begins", "13pm", "'13pm' is no time of day"),
        ("holidays", "12/25/2026", "write year-month-day"), ("holidays", "31.2.2026", "'31.2.2026' is no date"),
        ("timezone", "berlin", "did you mean Europe/Berlin?"),
        ("timezone", "new york", "did you mean America/New_York?"),
        ("timezone", "Mars", "write one such as UTC or Europe/Berlin"),
    ],
)  # fmt: skip
def test_what_no_team_works_says_what_would_be_right(field: ClockField, said: str, words: str) -> None:
    with pytest.raises(EditError) as error:
        SetClock(field, said).apply(STREAM)
    assert words in str(error.value)
    assert len(str(error.value)) < 110


def test_the_file_stays_strict() -> None:
    with pytest.raises(InputError, match=r"write hours, such as 8h"):
        parse_stream("vsm: 1\nname: F\nclock: {day: 8}\n", "")
