"""One round of a pull: the parts of a repository one after the other, each page with the place to go on from."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from vsm_tui.connect.github import actions, changes, deliveries
from vsm_tui.connect.github.api import Api
from vsm_tui.connect.github.keep import Reading
from vsm_tui.connect.github.session import At, Session, Step, Wanted
from vsm_tui.connect.http import Http
from vsm_tui.connect.source import Cursor, Page, Tell

_READ: dict[str, tuple[str, Callable[[Session, At], Step]]] = {
    "pull_requests": ("pull requests", changes.pull_requests),
    "issues": ("issues", changes.issues),
    "runs": ("workflow runs", actions.runs),
    "deployments": ("deployments", deliveries.deployments),
    "releases": ("releases", deliveries.releases),
    "history": ("commits", deliveries.history),
}
_ROWS = ("changes", "runs", "deployments", "releases", "commits")


def fetch(
    http: Http, rest: str, wanted: Wanted, reading: Reading, cursor: Cursor, tell: Tell, *, signed: bool
) -> Generator[Page, None, None]:
    """Go on with the round that was cut off, or begin the next one. ``reading.name`` is the repository as the stream
    file names it, ``rest`` what stands before REST's addresses; only who is ``signed`` may ask by GraphQL.

    Raises:
        SourceError: when it fails.
    """
    if not cursor.get("todo"):
        known = Api(http, reading.name, rest).known()
        name = str(known.get("full_name") or reading.name)
        if name.lower() != reading.name.lower():
            tell.note(f"{reading.name} is now called {name}: so its items are, and the stream file may say so, too")
        left = [] if reading.board else ["project"]
        cursor = {
            "name": name, "began": http.answered.isoformat(), "since": cursor.get("began") or "",
            "todo": _todo(wanted), "at": {}, "count": 0,
            "learnt": {"rest": not signed, "left": left, "history": _before(cursor)},
        }  # fmt: skip
        yield Page({"repo": {"name": name}}, cursor)
    name = str(cursor["name"])
    session = Session(
        Api(http, name, rest), wanted, replace(reading, name=name), tell, str(cursor["began"]), str(cursor["since"]),
        dict(cursor["learnt"]), signed,
    )  # fmt: skip
    while cursor["todo"]:
        word, read = _READ[cursor["todo"][0]]
        tell.counted(word, cursor["count"])
        body, at = read(session, cursor["at"])
        count = cursor["count"] + sum(len(body.get(rows, ())) for rows in _ROWS)
        todo = cursor["todo"] if at is not None else cursor["todo"][1:]
        cursor = {
            **cursor, "todo": todo, "at": at or {}, "count": 0 if at is None else count,
            "learnt": dict(session.learnt),
        }  # fmt: skip
        yield Page(_with_lacks(session, body), cursor)
        tell.counted(word, count)


def _with_lacks(session: Session, body: dict[str, Any]) -> dict[str, Any]:
    lacks = {**session.learnt.get("lacks", {}), **body.get("lacks", {})}
    return {**body, "lacks": lacks} if lacks else body


def _todo(wanted: Wanted) -> list[str]:
    parts = [part for part in _READ if part in wanted.parts]
    delivers = {"deployments", "releases", *(["runs"] if wanted.deploying else [])}
    return [*parts, "history"] if delivers & set(parts) else parts


def _before(cursor: Cursor) -> Any:
    return (cursor.get("learnt") or {}).get("history") or ""
