"""One round of a pull: what was open at the last one, then what is new; builds first, then pull requests."""

from __future__ import annotations

from collections.abc import Callable, Generator
from datetime import UTC, datetime, timedelta
from typing import Any

from vsm_tui.connect.attempts import Patterns, deploys, micros
from vsm_tui.connect.azure.api import PULLS, Api
from vsm_tui.connect.source import Cursor, Page, Tell

_AGAIN = timedelta(days=1)
"""How long after it was queued a build is read again in any case: its jobs may be run again."""
_CHUNK = 50


def begun(cursor: Cursor, since: int | None, now: datetime) -> Cursor:
    """The cursor of a new round. ``open`` and ``open_pulls`` are what was not over at the last one."""
    last = cursor.get("began")
    first = "" if since is None else datetime.fromtimestamp(since / 1_000_000, UTC).isoformat()
    return {
        "phase": "open", "began": now.isoformat(), "token": "", "skip": 0,
        "from": (datetime.fromisoformat(last) - _AGAIN).isoformat() if last else first,
        "ahead": cursor.get("open", []), "open": [], "ahead_pulls": cursor.get("open_pulls", []), "open_pulls": [],
        "least": cursor.get("top", 0), "top": cursor.get("top", 0), "builds": 0, "pulls": 0,
    }  # fmt: skip


def is_over(cursor: Cursor) -> bool:
    """Whether the round a cursor stands in has read everything."""
    return "began" in cursor and "phase" not in cursor


def pages(api: Api, now: Cursor, since: int | None, patterns: Patterns, tell: Tell) -> Generator[Page, None, None]:
    """The pages of a round, on from ``now``."""
    steps: dict[str, Callable[[], Generator[Page, None, Cursor]]] = {
        "open": lambda: _open_builds(api, now, patterns, tell),
        "builds": lambda: _builds(api, now, patterns, tell),
        "open_pulls": lambda: _open_pulls(api, now, tell),
        "pulls": lambda: _pulls(api, now, since, tell),
    }
    while "phase" in now:
        now = yield from steps[now["phase"]]()


def _open_builds(api: Api, now: Cursor, patterns: Patterns, tell: Tell) -> Generator[Page, None, Cursor]:
    while now["ahead"]:
        some, rest = now["ahead"][:_CHUNK], now["ahead"][_CHUNK:]
        found = [one for known in some if (one := api.one_build(known))]
        now = {**_counted(now, found), "ahead": rest}
        yield Page({"builds": _whole(api, found, patterns)}, now)
        tell.counted("builds", now["builds"])
    return {**now, "phase": "builds"}


def _builds(api: Api, now: Cursor, patterns: Patterns, tell: Tell) -> Generator[Page, None, Cursor]:
    while True:
        found, token = api.builds(now["from"], now["token"])
        now = {**_counted(now, found), "token": token}
        if not token:
            now["phase"] = "open_pulls"
        yield Page({"builds": _whole(api, found, patterns)}, now)
        tell.counted("builds", now["builds"])
        if not token:
            return now


def _counted(now: Cursor, found: list[dict[str, Any]]) -> Cursor:
    unended = [one["id"] for one in found if one.get("status") != "completed"]
    over = {one["id"] for one in found} - set(unended)
    still = [known for known in dict.fromkeys([*now["open"], *unended]) if known not in over]
    return {**now, "open": still, "builds": now["builds"] + len(found)}


def _whole(api: Api, found: list[dict[str, Any]], patterns: Patterns) -> list[dict[str, Any]]:
    for one in found:
        api.add_jobs(one)
        if deploys(one["name"], patterns) or any(deploys(job["stage"], patterns) for job in one["jobs"]):
            api.add_changes(one)
    return found


def _open_pulls(api: Api, now: Cursor, tell: Tell) -> Generator[Page, None, Cursor]:
    while now["ahead_pulls"]:
        some, rest = now["ahead_pulls"][:_CHUNK], now["ahead_pulls"][_CHUNK:]
        told = [one for known in some if (one := api.one_pull(known))]
        found = [one for value in told if (one := api.whole_pull(value))]
        now = {**_counted_pulls(now, found), "ahead_pulls": rest}
        yield Page({"pulls": found}, now)
        tell.counted("pull requests", now["pulls"])
    return {**now, "phase": "pulls"}


def _pulls(api: Api, now: Cursor, since: int | None, tell: Tell) -> Generator[Page, None, Cursor]:
    while True:
        told = api.pulls(now["skip"])
        new = [one for one in told if int(one.get("pullRequestId", 0)) > now["least"] and _since(one, since)]
        found = [one for value in new if (one := api.whole_pull(value))]
        now = _counted_pulls(now, found)
        last = len(told) < PULLS or len(new) < len(told)
        now = _ended(now) if last else {**now, "skip": now["skip"] + len(told)}
        yield Page({"pulls": found}, now)
        tell.counted("pull requests", now["pulls"])
        if last:
            return now


def _since(pull: dict[str, Any], since: int | None) -> bool:
    created = micros(pull.get("creationDate"))
    return since is None or created is None or created >= since


def _counted_pulls(now: Cursor, found: list[dict[str, Any]]) -> Cursor:
    unended = [one["id"] for one in found if one.get("status") == "active"]
    top = max([now["top"], *(one["id"] for one in found)])
    still = list(dict.fromkeys([*now["open_pulls"], *unended]))
    return {**now, "open_pulls": still, "top": top, "pulls": now["pulls"] + len(found)}


def _ended(now: Cursor) -> Cursor:
    return {name: now[name] for name in ("began", "open", "open_pulls", "top", "builds", "pulls")}
