"""When a server that says "too many requests" wants to be asked again: every dialect as seconds from now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_EPOCH = 100_000_000
"""A larger number is a moment in seconds since 1970, a smaller one a length of time."""
_SECONDARY = 60.0
"""GitHub's secondary limit says neither when it ends nor how much is left: at least a minute, its manual says."""


def is_limited(status: int, headers: Mapping[str, str], body: str = "") -> bool:
    """Whether an answer means "later" and not "never". GitHub says 403 for both; only its headers and text tell."""
    if status == 429:
        return True
    if status != 403:
        return False
    return (
        "retry-after" in headers
        or _number(headers.get("x-ratelimit-remaining", "")) == 0
        or "secondary rate limit" in body.lower()
    )


def seconds_until(status: int, headers: Mapping[str, str], now: datetime) -> float | None:
    """How long the server asks to wait, in seconds from ``now``; ``None`` where it does not say.

    ``headers`` are in lower case. In this order: ``Retry-After`` as seconds or date (all; Jira Data Center's ``0``
    means "go on"), ``X-RateLimit-Reset`` as ISO 8601 (Jira Cloud) or seconds since 1970 (GitHub),
    ``RateLimit-Reset`` as seconds since 1970 (GitLab) or from now (the IETF's draft), ``RateLimit-ResetTime`` as date
    (GitLab), and one interval after which Jira Data Center fills its bucket.
    """
    for name in ("retry-after", "x-ratelimit-reset", "ratelimit-reset", "ratelimit-resettime"):
        found = _moment(headers.get(name, "").strip(), now)
        if found is not None:
            return max(found, 0.0)
    interval = _number(headers.get("x-ratelimit-interval-seconds", ""))
    if interval:
        return interval
    return _SECONDARY if status == 403 else None


def _moment(text: str, now: datetime) -> float | None:
    if not text:
        return None
    number = _number(text)
    if number is not None:
        return number - now.timestamp() if number > _EPOCH else number
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = parse(text)
        except ValueError:
            continue
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    return None


def _number(text: str) -> float | None:
    """A plain number that is not negative; words, NaN and infinity are none."""
    try:
        found = float(text)
    except ValueError:
        return None
    return found if 0 <= found < 1e15 else None
