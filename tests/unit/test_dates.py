"""Times that are no ISO 8601: never read in silence, read exactly once somebody said how they are written."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from vsm_tui.events.formats.dates import advice, ways
from vsm_tui.measure import load
from vsm_tui.measure.log.log import Log
from vsm_tui.model import Columns, InputError
from vsm_tui.model.columns import wrong_dates


def read(tmp_path: Path, *times: str, dates: str = "", zone: str = "UTC", sep: str = ",") -> Log:
    path = tmp_path / "log.csv"
    rows = "".join(f"A{n}{sep}{time}{sep}x\n" for n, time in enumerate(times))
    path.write_text(f"item{sep}at{sep}state\n{rows}", encoding="utf-8")
    return load([path], zone, said=Columns(dates=dates))


def moments(log: Log) -> list[str]:
    found = {
        log.items[i]: datetime.fromtimestamp(at / 1e6, UTC).isoformat() for i, at in zip(log.item, log.at, strict=True)
    }
    return [found[item].removesuffix("+00:00") for item in sorted(found)]


@pytest.mark.parametrize(
    ("dates", "text", "expected"),
    [
        ("day-first", "03/04/2026", "2026-04-03T00:00:00"),
        ("day-first", "3.4.26 09:05", "2026-04-03T09:05:00"),
        ("day-first", "25-12-2026 5:07:09", "2026-12-25T05:07:09"),
        ("day-first", "03/04/2026 1:05 pm", "2026-04-03T13:05:00"),
        ("day-first", "03/04/2026T23:59:58.250", "2026-04-03T23:59:58.250000"),
        ("month-first", "03/04/2026", "2026-03-04T00:00:00"),
        ("month-first", "12/31/26 12:00 AM", "2026-12-31T00:00:00"),
        ("month-first", "2026-03-04T01:02:03Z", "2026-03-04T01:02:03"),
        ("excel", "46084", "2026-03-03T00:00:00"),
        ("excel", "46084.5", "2026-03-03T12:00:00"),
        ("excel", "46084.3958333333", "2026-03-03T09:30:00"),
        ("unix", "1772530200", "2026-03-03T09:30:00"),
        ("unix", "1772530200.250001", "2026-03-03T09:30:00.250001"),
        ("unix-ms", "1772530200250", "2026-03-03T09:30:00.250000"),
        ("%d/%b/%y %I:%M %p", "02/Jan/24 10:11 AM", "2024-01-02T10:11:00"),
        ("%Y%m%d %H%M", "20260303 0930", "2026-03-03T09:30:00"),
        ("%d.%m.%Y %H:%M %z", "03.03.2026 09:30 +0200", "2026-03-03T07:30:00"),
    ],
)
def test_times_are_read_as_said(tmp_path: Path, dates: str, text: str, expected: str) -> None:
    assert moments(read(tmp_path, text, dates=dates)) == [expected]


def test_a_comma_in_excels_days_is_a_decimal_one(tmp_path: Path) -> None:
    assert moments(read(tmp_path, "46084,5", dates="excel", sep=";")) == ["2026-03-03T12:00:00"]


def test_what_is_said_has_no_zone_of_its_own_but_seconds_since_1970_have(tmp_path: Path) -> None:
    for dates, text, assumed in (
        ("day-first", "03/07/2026 12:00", 1),
        ("excel", "46206.5", 1),
        ("unix", "1783080000", 0),
    ):
        log = read(tmp_path, text, dates=dates, zone="Europe/Berlin")
        assert moments(log) == ["2026-07-03T10:00:00" if assumed else "2026-07-03T12:00:00"]
        assert [f.count for f in log.findings if f.code == "assumed-zone"] == [1] * assumed


def test_rows_that_are_not_written_as_said_are_named(tmp_path: Path) -> None:
    log = read(tmp_path, "25/12/2026", "12/25/2026", "2026-12-25", "soon", dates="day-first")
    assert moments(log) == ["2026-12-25T00:00:00"] * 2
    assert [(p.line, p.text) for p in log.rejected] == [
        (3, "‘12/25/2026’ is no time day first, as columns: says, and no ISO 8601"),
        (5, "‘soon’ is no time day first, as columns: says, and no ISO 8601"),
    ]


@pytest.mark.parametrize(
    ("times", "said"),
    [
        (
            ("03/04/2026", "05/04/2026"),
            "nothing shows which comes first: say day first by columns: {dates: day-first}, or",
        ),
        (("03/04/2026", "25/04/2026"), "say that they are day first, by columns: {dates: day-first}"),
        (("03/04/2026", "04/25/2026"), "say that they are month first, by columns: {dates: month-first}"),
        (("46084.5", "46085"), "say that they are Excel's days since 1900, by columns: {dates: excel}"),
        (("1772530200", "1772530300"), "say that they are seconds since 1970, by columns: {dates: unix}"),
        (("1772530200250",), "say that they are milliseconds since 1970, by columns: {dates: unix-ms}"),
        (
            ("02/Jan/24 10:11 AM",),
            'say that they are written %d/%b/%y %I:%M %p, by columns: {dates: "%d/%b/%y %I:%M %p"}',
        ),
    ],
)
def test_nothing_is_read_in_silence_and_what_would_be_right_is_said(
    tmp_path: Path, times: tuple[str, ...], said: str
) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, *times)
    first, *rest = caught.value.problems
    assert (first.file, first.line) == (str(tmp_path / "log.csv"), 1)
    assert f"column ‘at’ holds times such as ‘{times[0]}’" in first.text
    assert said in first.text
    assert len(rest) == len(times)


def test_a_few_such_times_among_others_are_kept_out_and_say_why(tmp_path: Path) -> None:
    log = read(tmp_path, "2026-03-01", "03/04/2026", "12-10-11")
    assert moments(log) == ["2026-03-01T00:00:00"]
    assert next(p.text for p in log.rejected) == (
        "‘03/04/2026’ could be day first or month first: say which by dates under columns:, or write ISO 8601"
    )


def test_ways_need_every_value() -> None:
    assert ways(["2026-01-01", "2026-01-02T10:00Z", ""]) == [""]
    assert ways(["03/04/2026", "25/13/2026"]) == []
    assert ways(["25/04/2026", "04/25/2026"]) == []
    assert ways([]) == []
    assert ways(["Build", "Test"]) == []
    assert advice("at", ["Build"]) == ""


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("day-first", ""),
        ("%d/%m/%Y", ""),
        ("%Y-%j", ""),
        ("day_first", "did you mean day-first?"),
        ("%d/%m", "gives no whole date"),
        ("%q", "is nothing a pattern knows"),
        ("%d/%m/%Y %", "is nothing a pattern knows"),
        ("%-d/%m/%Y", "is nothing a pattern knows"),
    ],
)
def test_a_way_to_write_times_is_checked(text: str, wrong: str) -> None:
    assert wrong in wrong_dates(text)
    assert bool(wrong_dates(text)) == bool(wrong)
