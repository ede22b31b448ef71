"""When a server that says "too many requests" wants to be asked again: every dialect as seconds from now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

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
        or any(words in body.lower() for words in ("secondary rate limit", "abuse detection mechanism"))
    )


def is_limited_answer(data: Any) -> bool:
    """Whether a good answer says "later" all the same: GraphQL's, with status 200 and an error ``RATE_LIMITED``."""
    errors = data.get("errors") if isinstance(data, dict) else None
    kinds = [error.get("type") for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    return any(kind in ("RATE_LIMITED", "RATE_LIMIT") for kind in kinds)


def seconds_until(status: int, headers: Mapping[str, str], now: datetime) -> float | None:
    """How long the server asks to wait, in seconds from ``now``; ``None`` where it does not say.

    ``headers`` are in lower case. In this order: ``Retry-After`` as seconds or date (all; Jira Data Center's ``0``
    means "go on"), ``X-RateLimit-Reset`` as ISO 8601 (Jira Cloud) or seconds since 1970 (GitHub, Azure DevOps),
    ``RateLimit-Reset`` as seconds since 1970 (GitLab) or from now (the IETF's draft), ``RateLimit-ResetTime`` as date
    (GitLab), and one interval after which Jira Data Center fills its bucket. When a limit begins anew says nothing
    where something of it is left: then it was another limit that was hit.
    """
    for name in ("retry-after", "x-ratelimit-reset", "ratelimit-reset", "ratelimit-resettime"):
        left = _number(headers.get(f"{name.partition('-reset')[0]}-remaining", ""))
        found = _moment(headers.get(name, "").strip(), now)
        if found is not None and not left:
            return max(found, 0.0)
    interval = _number(headers.get("x-ratelimit-interval-seconds", ""))
    if interval:
        return interval
    return _SECONDARY if status in (200, 403) else None


def asked_pause(headers: Mapping[str, str], now: datetime) -> float:
    """How many seconds a server that answered wants to be left alone: Azure DevOps says ``Retry-After`` with 200."""
    return max(_moment(headers.get("retry-after", "").strip(), now) or 0.0, 0.0)


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
