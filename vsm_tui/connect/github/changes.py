"""Pull requests and issues: every one that was updated, with all its steps, by GraphQL or REST; a page at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from vsm_tui.connect.github import keep, queries
from vsm_tui.connect.github.api import ABSENT, Graph, TooMuchError, next_of, nodes_of
from vsm_tui.connect.github.session import BOARD, At, Session, Step, allowed, repeated
from vsm_tui.events.github.changes import moment

_TROUBLE = (*ABSENT, 422, 500, 502, 503, 504)
"""Where the steps of one change cannot be read, whatever is wrong with it."""
_ALL: dict[str, str | int] = {"state": "all", "sort": "updated", "per_page": 25}
_AFTER_ONE = 6
"""Changes to ask for at once behind one that cannot be had so."""
Kept = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Kind:
    """How pull requests and issues differ. ``list`` is what GraphQL calls them, ``one`` a single one, ``rest`` what
    REST does, ``word`` people.
    """

    list: str
    one: str
    rest: str
    word: str
    query: Callable[[tuple[str, ...]], str]
    of_graph: Callable[..., Kept]
    of_rest: Callable[..., Kept]


_PULLS = _Kind(
    "pullRequests", "pullRequest", "pulls", "pull requests", queries.pulls, keep.pull_of_graph, keep.pull_of_rest
)
_ISSUES = _Kind("issues", "issue", "issues", "issues", queries.issues, keep.issue_of_graph, keep.issue_of_rest)


def pull_requests(session: Session, at: At) -> Step:
    """Pull requests, the one updated last first, as far back as is not known yet.

    One that is updated meanwhile jumps to the front, out of sight: in the end the front is read again.
    """
    at = at if "since" in at else {"since": session.floor()}
    kept, following = _page(session, _PULLS, at, str(at["since"]))
    if following is not None:
        return _body(session, kept), {**at, **following}
    return _body(session, kept), None if at.get("again") else {"since": session.began, "again": True}


def issues(session: Session, at: At) -> Step:
    """Issues, the one updated first first: what is updated meanwhile comes again at the end."""
    kept, following = _page(session, _ISSUES, at, session.floor())
    return _body(session, kept), following


def _body(session: Session, kept: list[Kept]) -> dict[str, Any]:
    if session.rest and session.reading.board:
        session.lack(BOARD, "only GraphQL tells it")
    return {"changes": kept} if session.rest or "project" in session.left else {"changes": kept, "has": [BOARD]}


def _page(session: Session, kind: _Kind, at: At, since: str) -> tuple[list[Kept], At | None]:
    """One page, by GraphQL where it is to be had, and where the next begins."""
    if not session.rest:
        found = _by_graph(session, kind, at, since)
        if found is not None:
            return found
        at = {}
    return (_pulls_by_rest if kind is _PULLS else _issues_by_rest)(session, at, since)


def _by_graph(session: Session, kind: _Kind, at: At, since: str) -> tuple[list[Kept], At | None] | None:
    """A page of GraphQL's; ``None`` where GraphQL is not to be had."""
    after = str(at.get("after") or "")
    variables: dict[str, Any] = {"n": 0, "c": after or None}
    if kind is _ISSUES:
        variables["since"] = since or None
    try:
        graph = session.ask(kind.query, **variables)
    except TooMuchError:
        return _single(session, kind, variables, since)
    if graph is None:
        return None
    page = graph.data.get(kind.list)
    nodes, following = nodes_of(page), next_of(page)
    fresh = [node for node in nodes if _is_fresh(node.get("updatedAt"), since)]
    if following and following == after:
        raise repeated(kind.list)
    more = bool(following) and (kind is _ISSUES or len(fresh) == len(nodes))
    kept = [*(_whole(session, kind, node) for node in fresh), *_broken(session, kind, graph, variables)]
    return kept, {"after": following} if more else None


def _single(
    session: Session, kind: _Kind, variables: Mapping[str, Any], since: str
) -> tuple[list[Kept], At | None] | None:
    """The one change whose steps GraphQL always fails to give: by REST."""
    graph = session.ask(lambda _: queries.numbers(kind.list), **variables)
    if graph is None:
        return None
    session.learnt["size"] = _AFTER_ONE
    page = graph.data.get(kind.list)
    fresh = [node for node in nodes_of(page) if _is_fresh(node.get("updatedAt"), since)]
    kept = [change for node in fresh if (change := _by_number(session, kind, node["number"])) is not None]
    if len(kept) < len(fresh):
        session.lack(f"{kind.one} {fresh[0]['number']}", "GitHub fails to give it, however it is asked")
    following = next_of(page)
    return kept, {"after": following} if following and fresh else None


def _broken(session: Session, kind: _Kind, graph: Graph, variables: Mapping[str, Any]) -> list[Kept]:
    """The changes of a page that GraphQL could not give, by REST; what even that has not is told."""
    nodes = (graph.data.get(kind.list) or {}).get("nodes")
    gone = [place for place, node in enumerate(nodes) if node is None] if isinstance(nodes, list) else []
    if not gone:
        return []
    graph = session.ask(lambda _: queries.numbers(kind.list), **variables) or graph
    named = (graph.data.get(kind.list) or {}).get("nodes") or []
    found = [named[place]["number"] for place in gone if place < len(named) and named[place]]
    kept = [change for number in found if (change := _by_number(session, kind, number)) is not None]
    if len(kept) < len(gone):
        session.lack(f"{len(gone) - len(kept)} of the {kind.word}", graph.broken)
    return kept


def _by_number(session: Session, kind: _Kind, number: int) -> Kept | None:
    """One change by REST; ``None`` where that cannot be had either."""
    change = allowed(lambda: session.api.one(f"/{kind.rest}/{number}"), _TROUBLE)
    return None if change is None else kind.of_rest(change, _events(session, change), session.reading)


def _whole(session: Session, kind: _Kind, node: Mapping[str, Any]) -> Kept:
    """A change with all its steps, also where a page holds only the first of them, or none."""
    timeline = node.get("timelineItems")
    if not isinstance(timeline, dict) or not isinstance(timeline.get("nodes"), list):
        return _by_number(session, kind, node["number"]) or kind.of_graph(node, None, session.reading)
    steps, following = nodes_of(timeline), next_of(timeline)
    while following:
        asked = {"number": node.get("number"), "c": following}
        more = session.ask(lambda left: queries.more_steps(kind.one, left), **asked)
        timeline = (more.data.get(kind.one) or {}).get("timelineItems") if more is not None else None
        if timeline is None:
            return _by_number(session, kind, node["number"]) or kind.of_graph(node, None, session.reading)
        if next_of(timeline) == following:
            raise repeated("steps")
        steps, following = steps + nodes_of(timeline), next_of(timeline)
    return kind.of_graph(node, steps, session.reading)


def _pulls_by_rest(session: Session, at: At, since: str) -> tuple[list[Kept], At | None]:
    if at.get("next"):
        page = session.api.rows(str(at["next"]))
    else:
        page = session.api.rows("/pulls", "", {**_ALL, "direction": "desc"})
    fresh = [pull for pull in page.values if _is_fresh(pull.get("updated_at"), since)]
    kept = [_pull_by_rest(session, pull) for pull in fresh]
    return kept, {"next": page.next} if page.next and len(fresh) == len(page.values) else None


def _issues_by_rest(session: Session, at: At, since: str) -> tuple[list[Kept], At | None]:
    """A page of issues since a moment, and the moment of its last: a place counted from the front would slip where
    one is updated meanwhile.
    """
    since, number, done = str(at.get("from") or since), int(at.get("page") or 1), list(at.get("done") or ())
    asked: dict[str, str | int] = {**_ALL, "direction": "asc", "page": number, **({"since": since} if since else {})}
    page = session.api.rows("/issues", "", asked)
    new = [i for i in page.values if "pull_request" not in i and [i.get("number"), i.get("updated_at")] not in done]
    kept = [keep.issue_of_rest(issue, _events(session, issue), session.reading) for issue in new]
    if not page.next or not page.values:
        return kept, None
    last = str(page.values[-1].get("updated_at"))
    same = [[i.get("number"), last] for i in page.values if i.get("updated_at") == last]
    if last == since:
        return kept, {"from": since, "page": number + 1, "done": [*done, *same]}
    return kept, {"from": last, "page": 1, "done": same}


def _pull_by_rest(session: Session, pull: Mapping[str, Any]) -> Kept:
    return keep.pull_of_rest(pull, _events(session, pull), session.reading)


def _events(session: Session, change: Mapping[str, Any]) -> list[Any] | None:
    """Everything that happened to a change, by REST; ``None`` where that cannot be had."""
    path = f"/issues/{change.get('number')}/timeline"
    found: list[Any] | None = allowed(lambda: session.api.every(path), _TROUBLE)
    return found


def _is_fresh(updated: Any, since: str) -> bool:
    """Whether something was updated at that moment or later."""
    floor, at = moment(since), moment(updated)
    return floor is None or at is None or at >= floor
