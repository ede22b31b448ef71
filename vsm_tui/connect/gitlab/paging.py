"""How GitLab pages: by position or by key, and lists by the moment things were last changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from vsm_tui.connect.http import Http
from vsm_tui.events.times import instant
from vsm_tui.model import SourceError

PAGE = 100
"""The most rows GitLab gives at once."""
_NEXT = re.compile(r'<([^<>]*)>;[^,<]*rel="?next"?', re.IGNORECASE)
_OURS = frozenset(
    {"page", "per_page", "cursor", "id_after", "id_before", "page_token", "pagination", "order_by", "sort"}
)
Params = dict[str, str | int]


def rows_of(data: Any) -> list[dict[str, Any]]:
    """The objects of a list.

    Raises:
        SourceError: when it is none.
    """
    if not isinstance(data, list):
        raise SourceError("GitLab answered something that is not a list: is the address the one of a GitLab server?")
    return [row for row in data if isinstance(row, dict)]


def every(http: Http, path: str, **params: str | int) -> Iterator[dict[str, Any]]:
    """All rows of a list, page after page.

    Raises:
        HttpError: when the server says no.
        SourceError: when it gives the same page again and again.
    """
    asked: Params = {"per_page": PAGE, **params}
    before = set[tuple[tuple[str, str], ...]]()
    while True:
        answer = http.get(path, **asked)
        rows = rows_of(answer.data)
        yield from rows
        following = next_page(answer.headers, asked, len(rows))
        if following is None:
            return
        known = tuple(sorted((key, str(value)) for key, value in following.items()))
        if known in before:
            raise SourceError("GitLab gives the same page again and again: nothing behind it can be read")
        before.add(known)
        asked = following


def next_page(headers: Mapping[str, str], asked: Params, count: int) -> Params | None:
    """What to ask for the page behind one of ``count`` rows; ``None`` behind the last one.

    Of the address a ``Link`` leads to only its query counts: servers behind others often name themselves wrongly.
    Totals are not looked at, there are none beyond 10,000 rows. Where something on the way took both headers away, a
    full page means that there may be another one.
    """
    found = _NEXT.search(headers.get("link", ""))
    if found:
        query = {key: value for key, value in parse_qsl(urlsplit(found[1]).query) if key in _OURS}
        return {**asked, **query}
    number = headers.get("x-next-page")
    if number is not None:
        return {**asked, "page": int(number)} if number.strip().isdigit() else None
    if "link" in headers or asked.get("pagination") == "keyset" or count < int(asked["per_page"]):
        return None
    return {**asked, "page": int(asked.get("page", 1)) + 1}


@dataclass(frozen=True, slots=True)
class Place:
    """Where the reading of a list by moment of change stands.

    ``since``: the rows changed at that moment (ISO 8601, UTC) or later are still to be read, but for those whose
    numbers are in ``done``. ``page`` is larger than 1 where one moment has more rows than a page.
    """

    since: str
    page: int = 1
    done: tuple[int, ...] = ()

    def behind(self, row: dict[str, Any]) -> Place:
        """The place once ``row`` was read."""
        at, known = changed(row), number_of(row)
        if at is None or at <= _moment(self.since):
            return Place(self.since, self.page, (*self.done, known))
        return Place(_iso(at), 1, (known,))


def window(http: Http, path: str, place: Place, **params: str | int) -> tuple[list[dict[str, Any]], bool, bool]:
    """The rows changed at or after a place, oldest change first, whether there are more behind them, and whether they
    came in that order.

    Asking by moment and not by position misses nothing when something is changed while it is paged through.
    """
    asked: Params = {
        "order_by": "updated_at", "sort": "asc", "per_page": PAGE, "updated_after": place.since, "page": place.page,
        **params,
    }  # fmt: skip
    answer = http.get(path, **asked)
    rows = rows_of(answer.data)
    moments = [at for at in map(changed, rows) if at is not None]
    return rows, next_page(answer.headers, asked, len(rows)) is not None, moments == sorted(moments)


def changed(row: dict[str, Any]) -> int | None:
    """When a row was last changed, in microseconds since 1970; ``None`` where it does not say."""
    try:
        return _moment(str(row.get("updated_at")))
    except ValueError:
        return None


def number_of(row: dict[str, Any]) -> int:
    """The number GitLab keeps a row under; −1 where it has none."""
    found = row.get("id")
    return found if isinstance(found, int) else -1


def _moment(text: str) -> int:
    return instant(text, UTC)[0]


def _iso(at: int) -> str:
    return (
        datetime.fromtimestamp(at // 1_000_000, UTC)
        .replace(microsecond=at % 1_000_000)
        .strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    )
