"""Deployments, releases, and the commits that tell which changes were in them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from vsm_tui.connect.github import queries
from vsm_tui.connect.github.api import ABSENT, TooMuchError, next_of, nodes_of
from vsm_tui.connect.github.session import At, Session, Step, allowed, repeated
from vsm_tui.connect.http import HttpError
from vsm_tui.events import clean
from vsm_tui.events.github.changes import moment
from vsm_tui.events.github.deliveries import is_production

_NO_COMMIT = (*ABSENT, 409, 422)
"""Where there is no such commit, or none at all."""
_LATE = timedelta(days=7)
"""How long after it was begun something may still be said of a deployment or release."""
_OLDER = timedelta(days=30)
"""How much older than its deployment a commit may be."""


def deployments(session: Session, at: At) -> Step:
    """Deployments with everything that was said of them, the newest first."""
    found = None if session.rest or "next" in at else _deployments_by_graph(session, at)
    if found is None:
        try:
            found = _deployments_by_rest(session, at if "next" in at else {})
        except HttpError as error:
            if error.status not in ABSENT:
                raise
            return {"lacks": {"deployments": str(error)}}, None
    kept, following = found
    fresh = [one for one in kept if _is_fresh(session, one["created"])]
    for one in fresh:
        if _counts(session, one):
            session.need(one["sha"], one["created"])
    more = following is not None and len(fresh) == len(kept)
    return {"deployments": fresh, "has": ["deployments"]}, following if more else None


def releases(session: Session, at: At) -> Step:
    """Releases that everybody may have, the newest first; drafts and those before the real one are none."""
    found = None if session.rest or "next" in at else _releases_by_graph(session, at)
    if found is None:
        try:
            found = _releases_by_rest(session, at if "next" in at else {})
        except HttpError as error:
            if error.status not in ABSENT:
                raise
            return {"lacks": {"releases": str(error)}}, None
    kept, following = found
    fresh = [one for one in kept if _is_fresh(session, one["made"])]
    told = [{k: v for k, v in one.items() if k in ("tag", "sha", "at")} for one in fresh if one["at"]]
    for one in told:
        session.need(one["sha"], one["at"])
    more = following is not None and len(fresh) == len(kept)
    return {"releases": told, "has": ["releases"]}, following if more else None


def history(session: Session, at: At) -> Step:
    """The commits behind what was deployed or released, and what each was made from: first those of the default
    branch, then of what is not on it.
    """
    if not session.learnt.get("earliest"):
        return {}, None
    place = at or {"floor": _history_from(session)}
    head = str(place.get("head") or "")
    if place.get("next"):
        page = session.api.rows(str(place["next"]))
    else:
        asked: dict[str, str | int] = {"since": str(place["floor"]), "per_page": 100, **({"sha": head} if head else {})}
        page = allowed(lambda: session.api.rows("/commits", "", asked), _NO_COMMIT)
        if page is None:
            return {}, _next_head(session, place)
    commits = [_commit(value) for value in page.values if isinstance(value, dict) and value.get("sha")]
    new = [commit for commit in commits if commit[0] not in session.met]
    session.met.update(commit[0] for commit in new)
    shas = session.learnt.get("shas") or ()
    session.learnt["shas"] = [sha for sha in shas if sha not in session.met and sha != head]
    body = {"commits": new}
    if page.next and (new or not head):
        return body, {**place, "next": page.next}
    return body, _next_head(session, place)


def _next_head(session: Session, place: Mapping[str, Any]) -> At | None:
    """A deployed commit that no branch so far has; ``None`` where there is none."""
    left = [sha for sha in session.learnt.get("shas") or () if sha not in session.met and sha != place.get("head")]
    session.learnt["shas"] = left
    if left:
        return {"floor": place["floor"], "head": left[0]}
    session.learnt["history"], session.learnt["earliest"] = session.began, ""
    return None


def _history_from(session: Session) -> str:
    """How far back commits are needed: to some time before the first delivery, and to where they were read last."""
    earliest = datetime.fromisoformat(str(session.learnt["earliest"])) - _OLDER
    before = session.learnt.get("history")
    if before:
        earliest = min(earliest, datetime.fromisoformat(str(before)) - timedelta(days=1))
    return f"{earliest:%Y-%m-%dT%H:%M:%SZ}"


def _deployments_by_graph(session: Session, at: At) -> tuple[list[dict[str, Any]], At | None] | None:
    after = str(at.get("after") or "")
    names = list(session.wanted.environments)
    more = {"e": names} if names else {}
    try:
        graph = session.ask(lambda _: queries.deployments(narrowed=bool(names)), c=after or None, **more)
    except TooMuchError:
        return None
    page = graph.data.get("deployments") if graph is not None else None
    if not isinstance(page, dict):
        return None
    kept = [
        {
            "id": node.get("databaseId"), "sha": node.get("commitOid"), "created": node.get("createdAt"),
            "environment": _place(session, node.get("environment")),
            "statuses": [[str(s.get("state")).lower(), s.get("createdAt")] for s in nodes_of(node.get("statuses"))],
        }
        for node in nodes_of(page)
    ]  # fmt: skip
    following = next_of(page)
    if following and following == after:
        raise repeated("deployments")
    return kept, {"after": following} if following else None


def _deployments_by_rest(session: Session, at: At) -> tuple[list[dict[str, Any]], At | None]:
    names = session.wanted.environments
    if at.get("next"):
        page = session.api.rows(str(at["next"]))
    else:
        asked: dict[str, str | int] = {"per_page": 30, **({"environment": names[0]} if len(names) == 1 else {})}
        page = session.api.rows("/deployments", "", asked)
    kept = []
    for value in page.values:
        one = {
            "id": value.get("id"), "sha": value.get("sha"), "created": value.get("created_at"),
            "environment": _place(session, value.get("environment")),
            "production": value.get("production_environment") is True, "statuses": [],
        }  # fmt: skip
        if _counts(session, one) and _is_fresh(session, one["created"]):
            statuses = session.api.every(f"/deployments/{one['id']}/statuses")
            one["statuses"] = [[str(s.get("state")).lower(), s.get("created_at")] for s in statuses]
        kept.append(one)
    return kept, {"next": page.next} if page.next else None


def _releases_by_graph(session: Session, at: At) -> tuple[list[dict[str, Any]], At | None] | None:
    after = str(at.get("after") or "")
    graph = session.ask(lambda _: queries.releases(), c=after or None)
    page = graph.data.get("releases") if graph is not None else None
    if not isinstance(page, dict):
        return None
    kept = [
        _release(node.get("tagName"), (node.get("tagCommit") or {}).get("oid"), node.get("createdAt"),
                 None if node.get("isDraft") or node.get("isPrerelease") else node.get("publishedAt"))
        for node in nodes_of(page)
    ]  # fmt: skip
    following = next_of(page)
    if following and following == after:
        raise repeated("releases")
    return kept, {"after": following} if following else None


def _releases_by_rest(session: Session, at: At) -> tuple[list[dict[str, Any]], At | None]:
    page = session.api.rows(str(at["next"])) if at.get("next") else session.api.rows("/releases", "", {"per_page": 30})
    kept = []
    for value in page.values:
        published = None if value.get("draft") or value.get("prerelease") else value.get("published_at")
        sha = None
        if published and _is_fresh(session, value.get("created_at")):
            sha = _sha_of(session, str(value.get("tag_name")))
        kept.append(_release(value.get("tag_name"), sha, value.get("created_at"), published))
    return kept, {"next": page.next} if page.next else None


def _sha_of(session: Session, tag: str) -> Any:
    """The commit a tag stands on; ``None`` where there is none."""
    found = allowed(lambda: session.api.rows("/commits", "", {"sha": tag, "per_page": 1}), _NO_COMMIT)
    return found.values[0].get("sha") if found is not None and found.values else None


def _release(tag: Any, sha: Any, made: Any, at: Any) -> dict[str, Any]:
    return {"tag": clean(str(tag or ""), 100), "sha": sha, "made": made, "at": at}


def _commit(value: Mapping[str, Any]) -> list[Any]:
    parents = value.get("parents") or ()
    return [value["sha"], [parent.get("sha") for parent in parents if isinstance(parent, dict)]]


def _place(session: Session, environment: Any) -> str:
    """An environment's name; of one made for a branch (``review/…``) not the branch."""
    name = clean(str(environment or ""), 100)
    if name in session.wanted.environments or is_production(name) or "/" not in name:
        return name
    return name.partition("/")[0] + "/…"


def _counts(session: Session, deployment: Mapping[str, Any]) -> bool:
    """Whether customers are where it goes."""
    names, where = session.wanted.environments, str(deployment["environment"])
    return where in names if names else bool(deployment.get("production")) or is_production(where)


def _is_fresh(session: Session, made: Any) -> bool:
    floor, at = moment(session.floor(_LATE)), moment(made)
    return floor is None or at is None or at >= floor
