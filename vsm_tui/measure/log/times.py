"""Times as SQL: a column's text → microseconds, and whether it had an offset of its own.

ISO 8601 is always understood. Anything else only where somebody said how it is written
(:data:`vsm_tui.model.columns.DATES`, or a pattern): what ``03/04/2026`` means is never guessed.
"""

from __future__ import annotations

from itertools import product

EARLIEST, LATEST = -2_208_988_800_000_000, 7_258_118_400_000_000
"""1900 and 2200: what lies outside stands for no date, as 0001-01-01 and 9999-12-31 do, and is no event."""
NO_TIME = -(1 << 63)
NOT_YET, NEVER = NO_TIME + 1, NO_TIME + 2
"""In place of the end of a stay: none is given, and one that stands for no date."""
_ZONED = r"(?i)(Z|[A-Z]\)?|[T ].*[+-]\d\d(:?\d\d)?(:?\d\d)?)\s*$"
_COMPACT = r"^(\d{4})-?(\d\d)-?(\d\d)T(\d\d)(?::?(\d\d))?(?::?(\d\d))?"
_NUMBERED = r"^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d\d)(?:[,T ]+|$)"
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
_EXCEL = 25_569
"""Excel's number of 1970-01-01, where days count from 1900."""


def moment(at: str, dates: str = "") -> tuple[str, str]:
    """For an SQL expression of text: microseconds (NULL where it is no time), read as UTC where there is no offset, and
    whether there was one.
    """
    said = _said(at, dates)
    iso = _iso(at)
    zoned = f"CASE WHEN ends_with({at}, 'Z') THEN true ELSE regexp_matches(trim({at}), '{_ZONED}') END"
    if said is None:
        return iso, f"coalesce({zoned}, true)"
    own = "true" if dates.startswith("unix") or "%z" in dates else "false"
    return f"coalesce({said}, {iso})", f"coalesce(CASE WHEN ({said}) IS NOT NULL THEN {own} ELSE {zoned} END, true)"


def _iso(at: str) -> str:
    usual = f"TRY_CAST({at} AS TIMESTAMPTZ)"
    spelled = f"replace(upper(trim({at})), ',', '.')"
    basic = f"regexp_replace({spelled}, '{_COMPACT}', '\\1-\\2-\\3T\\4:\\5:\\6')"
    filled = f"replace(replace({basic}, '::', ':00:00'), ':Z', ':00Z')"
    return f"epoch_us(coalesce({usual}, TRY_CAST({filled} AS TIMESTAMPTZ)))"


def _said(at: str, dates: str) -> str | None:
    match dates:
        case "":
            return None
        case "day-first" | "month-first":
            days = "%d/%m/" if dates == "day-first" else "%m/%d/"
            known = ", ".join(f"'{days}{year}{clock}'" for year, clock in product(("%y", "%Y"), _CLOCKS))
            spelled = f"trim(regexp_replace(upper(trim({at})), '{_NUMBERED}', '\\1/\\2/\\3 '))"
            return f"epoch_us(try_strptime({spelled}, [{known}]))"
        case "excel":
            days = f"TRY_CAST(replace(trim({at}), ',', '.') AS DOUBLE)"
            milliseconds = f"(round(({days}) * 86400000)::BIGINT - {_EXCEL * 86_400_000})"
            return f"CASE WHEN {days} BETWEEN 1 AND 109500 THEN {milliseconds} * 1000 END"
        case "unix" | "unix-ms":
            scale = 1_000_000 if dates == "unix" else 1_000
            return f"(TRY_CAST(trim({at}) AS DECIMAL(24, 6)) * {scale})::BIGINT"
    pattern = dates.replace("'", "''")
    return f"epoch_us(try_strptime(trim({at}), '{pattern}'))"
