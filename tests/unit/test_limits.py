"""Every dialect of "too many requests", as seconds to wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from vsm_tui.connect.limits import asked_pause, is_limited, is_limited_answer, seconds_until

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=90)
EPOCH = str(int(LATER.timestamp()))


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [
        (429, {"retry-after": "17"}, 17),
        (429, {"retry-after": format_datetime(LATER, usegmt=True)}, 90),
        (429, {"x-ratelimit-reset": "2026-03-02T12:01:30Z", "x-ratelimit-remaining": "0"}, 90),
        (429, {"x-ratelimit-reset": "2026-03-02T12:01:30"}, 90),
        (403, {"x-ratelimit-reset": EPOCH, "x-ratelimit-remaining": "0"}, 90),
        (429, {"ratelimit-reset": EPOCH, "ratelimit-remaining": "0"}, 90),
        (429, {"ratelimit-reset": "12"}, 12),
        (429, {"ratelimit-resettime": format_datetime(LATER, usegmt=True)}, 90),
        (429, {"x-ratelimit-interval-seconds": "60", "x-ratelimit-fillrate": "10"}, 60),
        (429, {"retry-after": "5", "x-ratelimit-reset": EPOCH}, 5),
        (429, {"retry-after": "0"}, 0),
        (429, {"retry-after": format_datetime(NOW - timedelta(hours=1), usegmt=True)}, 0),
        (403, {}, 60),
        (403, {"x-ratelimit-reset": EPOCH, "x-ratelimit-remaining": "4999"}, 60),  # a secondary limit was hit
        (429, {"x-ratelimit-reset": "2026-03-02T13:00:00Z", "x-ratelimit-remaining": "17"}, None),
        (429, {"retry-after": "1.5", "x-ratelimit-delay": "0.7", "x-ratelimit-resource": "x"}, 1.5),  # Azure DevOps
        (200, {}, 60),
        (200, {"x-ratelimit-reset": EPOCH, "x-ratelimit-remaining": "0"}, 90),  # GitHub's GraphQL
        (429, {}, None),
        (429, {"retry-after": "soon"}, None),
        (429, {"retry-after": "nan", "x-ratelimit-reset": "inf"}, None),
        (429, {"retry-after": "-3", "x-ratelimit-reset": EPOCH}, 90),
    ],
)
def test_seconds_until_asked_again(status: int, headers: dict[str, str], seconds: float | None) -> None:
    assert seconds_until(status, headers, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "headers", "body", "limited"),
    [
        (429, {}, "", True),
        (403, {"x-ratelimit-remaining": "0"}, "", True),
        (403, {"retry-after": "60"}, "", True),
        (403, {}, "You have exceeded a secondary rate limit.", True),
        (403, {}, "You have triggered an abuse detection mechanism.", True),
        (403, {"x-ratelimit-remaining": "4999"}, "Resource not accessible", False),
        (403, {}, "", False),
        (401, {"x-ratelimit-remaining": "0"}, "", False),
        (503, {"retry-after": "5"}, "", False),
    ],
)
def test_later_is_not_never(status: int, headers: dict[str, str], body: str, *, limited: bool) -> None:
    assert is_limited(status, headers, body) is limited


@pytest.mark.parametrize(
    ("data", "limited"),
    [
        ({"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}, True),
        ({"data": None, "errors": [{"type": "NOT_FOUND"}, {"type": "RATE_LIMIT"}]}, True),
        ({"errors": [{"type": "NOT_FOUND"}]}, False),
        ({"errors": ["RATE_LIMITED"]}, False),
        ({"errors": {"type": "RATE_LIMITED"}}, False),
        ({"data": {"type": "RATE_LIMITED"}}, False),
        ([{"errors": [{"type": "RATE_LIMITED"}]}], False),
        (None, False),
    ],
)
def test_an_answer_may_say_later(data: object, *, limited: bool) -> None:
    assert is_limited_answer(data) is limited


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [({"retry-after": "12"}, 12), ({"retry-after": "soon"}, 0), ({}, 0), ({"x-ratelimit-reset": EPOCH}, 0)],
)
def test_a_good_answer_may_ask_for_a_pause(headers: dict[str, str], seconds: float) -> None:
    assert asked_pause(headers, NOW) == seconds
