"""One round of a pull: the parts of a project one after the other, each page with the place to go on from.

A first round reads all of a project, later ones what was changed since the last one began (less a quarter of an hour:
servers read from copies that lag behind). What could not be seen then is read from its beginning once it can.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from vsm_tui.connect.gitlab.api import Project
from vsm_tui.connect.gitlab.keep import Reading
from vsm_tui.connect.gitlab.paging import Place, number_of
from vsm_tui.connect.http import Http
from vsm_tui.connect.source import Cursor, Page, Tell
from vsm_tui.model import SourceError

PARTS = ("merge_requests", "issues", "pipelines", "deployments", "releases")
"""What a project has, by the names a stream file may choose from."""
BEGINNING = "2000-01-01T00:00:00Z"
_LAG = timedelta(minutes=15)
_CHILDREN = "children"
_WORDS = {"merge_requests": "merge requests", "issues": "issues", "pipelines": "pipelines", _CHILDREN: "pipelines",
          "deployments": "deployments"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is read of a project: its ``parts``, ``environments`` ("" none named: those that are production), and how
    far a first round reaches back (ISO 8601).
    """

    project: str
    parts: tuple[str, ...] = PARTS
    environments: tuple[str, ...] = ()
    since: str = BEGINNING


def since_of(cursor: Cursor, wanted: Wanted) -> str:
    """What the next round, or the one that goes on, reads from: ISO 8601 in UTC."""
    began = cursor.get("since") if cursor.get("todo") else cursor.get("began")
    return f"{datetime.fromisoformat(str(began)) - _LAG:%Y-%m-%dT%H:%M:%SZ}" if began else wanted.since


def fetch(
    http: Http, wanted: Wanted, reading: Callable[[str], Reading], cursor: Cursor, tell: Tell
) -> Generator[Page, None, None]:
    """Go on with the round that was cut off, or begin the next one. ``reading`` says how texts are read in a project
    of that name.

    Raises:
        SourceError: when it fails.
    """
    if cursor.get("todo"):
        project = Project(http, int(cursor["id"]), reading(str(cursor["name"])))
    else:
        project = Project(http, wanted.project, reading(""))
        known = project.known()
        project.reading = reading(known.name)
        environments = _environments(wanted, project)
        cursor = {
            "id": known.id, "name": known.name, "began": http.answered.isoformat(), "since": cursor.get("began"),
            "todo": _todo(wanted, environments or ()), "at": None, "count": 0, "release": cursor.get("release"),
            "read": cursor.get("read", []),
        }  # fmt: skip
        body = {"name": known.name, "columns": list(known.columns), "environments": environments}
        yield Page({"project": body}, cursor)
    while cursor["todo"]:
        part = str(cursor["todo"][0])
        reader = _releases if part == "releases" else _part
        since = since_of(cursor, wanted) if part in cursor["read"] else wanted.since
        cursor, seen = yield from reader(project, part, since, cursor, tell)
        read = [other for other in cursor["read"] if other != part]
        cursor = {**cursor, "todo": cursor["todo"][1:], "at": None, "count": 0, "read": [*read, part] if seen else read}
        yield Page({} if seen else {"absent": part.partition(":")[0]}, cursor)


def _environments(wanted: Wanted, project: Project) -> list[str] | None:
    """The environments whose deployments are read; ``None`` where they are not to be known."""
    if "deployments" not in wanted.parts or wanted.environments:
        return list(wanted.environments)
    return project.production()


def _todo(wanted: Wanted, environments: Sequence[str]) -> list[str]:
    """The lists to read, in order: pipelines are listed twice, because those that others began come apart."""
    lists = {
        "pipelines": ["pipelines", _CHILDREN],
        "deployments": [f"deployments:{name}" for name in environments],
    }
    return [one for part in wanted.parts for one in lists.get(part, [part])]


_Pages = Generator[Page, None, tuple[Cursor, bool]]
"""Gives the cursor behind a list's last row, and whether there is such a list to be seen."""


def _part(project: Project, part: str, since: str, cursor: Cursor, tell: Tell) -> _Pages:
    """The rows of one list that were changed since then."""
    kind, _, environment = part.partition(":")
    path = "pipelines" if kind == _CHILDREN else kind
    place = Place(**cursor["at"]) if cursor["at"] else Place(since)
    more, before = True, list[int]()
    while more:
        tell.counted(_WORDS[kind], cursor["count"])
        found = project.window(path, place, **_narrowed(kind, environment))
        if found is None:
            return cursor, False
        rows, more, in_order = found
        start, known = place, [number_of(row) for row in rows]
        if known and place.page > 1 and known == before:
            raise SourceError("GitLab gives the same page again and again: nothing behind it can be read")
        before = known
        for row in rows:
            if number_of(row) in place.done:
                continue
            body = _READ[kind](project, row)
            place = place.behind(row) if in_order else place
            cursor = {**cursor, "at": _at(place), "count": cursor["count"] + 1}
            yield Page(body, cursor)
            tell.counted(_WORDS[kind], cursor["count"])
        if place.since == start.since:  # one moment has more than a page, or they came in no order: the next page
            place = Place(place.since, start.page + 1, place.done)
    return cursor, True


def _releases(project: Project, part: str, since: str, cursor: Cursor, tell: Tell) -> _Pages:  # noqa: ARG001 -- as a part
    """The releases made since the last that was read, each with the commits it brought. What the first one brought is
    not known: there is none before it.
    """
    found = project.releases()
    if found is None:
        return cursor, False
    before = cursor["release"]
    at = (before["at"], before["tag"]) if before else ("", "")
    for number, release in enumerate(r for r in found if (r["at"], r["tag"]) > at):
        commits = project.between(before["sha"], release["sha"]) if before else None
        before = release
        cursor = {**cursor, "release": release}
        yield Page({"release": {**release, "commits": commits}}, cursor)
        tell.counted("releases", number + 1)
    return cursor, True


def _narrowed(kind: str, environment: str) -> dict[str, str | int]:
    """What narrows a list beside the moment of change."""
    if kind == _CHILDREN:
        return {"source": "parent_pipeline"}
    if kind == "deployments":
        return {"environment": environment}
    return {}


def _pipeline(project: Project, row: dict[str, Any]) -> dict[str, Any]:
    found = project.pipeline(row)
    return {"pipeline": found} if found else {}


_READ: dict[str, Callable[[Project, dict[str, Any]], dict[str, Any]]] = {
    "merge_requests": lambda project, row: {"change": project.change(row)},
    "issues": lambda project, row: {"issue": project.issue(row)},
    "pipelines": _pipeline,
    _CHILDREN: _pipeline,
    "deployments": lambda project, row: {"deployment": project.deployment(row)},
}


def _at(place: Place) -> dict[str, Any]:
    return {"since": place.since, "page": place.page, "done": list(place.done)}
