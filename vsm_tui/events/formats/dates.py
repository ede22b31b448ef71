"""How times are written that are no ISO 8601: which ways would read all of some examples, and how to say which it is.

Nothing is ever read in such a way unless somebody said so: this only finds what there is to choose from.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from vsm_tui.events.clean import clean
from vsm_tui.events.times import instant

_NUMBERED = re.compile(
    r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d\d)(?:[,T ]+\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?(?: ?[AaPp][Mm])?)?"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_DAYS = (
    "%d/%b/%y",
    "%d/%b/%Y",
    "%d-%b-%y",
    "%d-%b-%Y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%a %b %d %Y",
)
_CLOCKS = (" %I:%M %p", " %H:%M", " %H:%M:%S", " %I:%M:%S %p", ", %I:%M %p", ", %H:%M", "")
_RANGES = (("excel", 20_000, 80_000), ("unix", 9e8, 4e9), ("unix-ms", 9e11, 4e12))
_EXAMPLES = 3


def ways(values: Sequence[str]) -> list[str]:
    """The ways (``dates`` of :class:`~vsm_tui.model.Columns`; "" is ISO 8601) that read all of these values; none for
    no values. Two where they do not show whether the day or the month comes first.
    """
    texts = [value.strip() for value in values if value.strip()]
    if not texts:
        return []
    if all(map(_is_iso, texts)):
        return [""]
    numbered = [_NUMBERED.fullmatch(text) for text in texts]
    if all(numbered):
        parts = [(int(match[1]), int(match[2])) for match in numbered if match]
        day_first = all(1 <= day <= 31 and 1 <= month <= 12 for day, month in parts)
        month_first = all(1 <= day <= 31 and 1 <= month <= 12 for month, day in parts)
        return ["day-first"] * day_first + ["month-first"] * month_first
    if all(map(_NUMBER.fullmatch, texts)):
        numbers = [float(text.replace(",", ".")) for text in texts]
        return [name for name, low, high in _RANGES if all(low <= number <= high for number in numbers)]
    patterns = (day + clock for day in _DAYS for clock in _CLOCKS)
    return next(([pattern] for pattern in patterns if all(_reads(text, pattern) for text in texts)), [])


def telling(values: Sequence[str]) -> list[str]:
    """The values, first those that read otherwise by day and by month: ``02/02/2026`` shows nobody which is meant."""
    return sorted(values, key=_alike)


def _alike(value: str) -> bool:
    match = _NUMBERED.fullmatch(value.strip())
    return match is not None and int(match[1]) == int(match[2])


def advice(column: str, values: Sequence[str]) -> str:
    """What to say about a column of times that are no ISO 8601; "" where nothing is known about them."""
    found = ways(values)
    texts = list(dict.fromkeys(clean(value, 40) for value in telling(values) if value.strip()))[:_EXAMPLES]
    known = f"column ‘{clean(column, 60)}’ holds times such as {', '.join(f'‘{text}’' for text in texts)}"
    match found:
        case [] | [""]:
            return ""
        case [one]:
            return f"{known}: say that they are {meant(one)}, by columns: {{dates: {written(one)}}}"
        case _:
            first, second = (f"{meant(one)} by columns: {{dates: {one}}}" for one in found[:2])
            return f"{known}, and nothing shows which comes first: say {first}, or {second}"


def meant(way: str) -> str:
    """A way to write times in words."""
    told = {
        "day-first": "day first",
        "month-first": "month first",
        "excel": "Excel's days since 1900",
        "unix": "seconds since 1970",
        "unix-ms": "milliseconds since 1970",
    }
    return told.get(way, f"written {way}" if way else "ISO 8601")


def written(way: str) -> str:
    """A way as a stream file says it."""
    return f'"{way}"' if "%" in way else way


def _is_iso(text: str) -> bool:
    try:
        instant(text.replace("/", "-", 2) if re.match(r"\d{4}/", text) else text, UTC)
    except ValueError:
        return False
    return True


def _reads(text: str, pattern: str) -> bool:
    try:
        datetime.strptime(text, pattern)  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return True
