"""Workflow runs with the jobs of all their attempts: one request more for every run, so only the newest are read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from vsm_tui.connect.github import keep
from vsm_tui.connect.github.api import ABSENT, Rows
from vsm_tui.connect.github.session import At, Session, Step, allowed
from vsm_tui.connect.http import HttpError
from vsm_tui.events import clean
from vsm_tui.events.github.actions import deploys
from vsm_tui.events.github.changes import moment

_PAGE = 50
_CAP = 1000
"""As many runs of a filtered list GitHub gives at most; whatever lies behind is asked for by its time."""
_RERUN = timedelta(days=31)
"""How long a run can be begun again; it keeps its place in the list then."""
_OF_CHANGES = frozenset({"push", "pull_request", "pull_request_target", "merge_group", "workflow_dispatch"})
"""What begins runs that belong to a change; a nightly one belongs to none."""


def runs(session: Session, at: At) -> Step:
    """Runs, the newest first, each as it is now: those of the last month again where something came of them since."""
    try:
        page = _page(session, at)
    except HttpError as error:
        if error.status not in ABSENT:
            raise
        return {"lacks": {"workflow runs": str(error)}}, None
    per, kept, capped, full = dict(at.get("per") or {}), [], dict[str, None](), 0
    for value in page.values:
        if not isinstance(value, dict) or value.get("event") not in _OF_CHANGES or not _is_new(session, value):
            continue
        workflow = str(value.get("workflow_id"))
        if per.get(workflow, 0) >= session.wanted.newest:
            capped[clean(str(value.get("name") or workflow), 60)] = None
            full += 1
            continue
        per[workflow] = per.get(workflow, 0) + 1
        if deploys(value.get("name"), session.wanted.deploying):
            session.need(value.get("head_sha"), value.get("created_at"))
        kept.append(keep.run(value, _jobs(session, value), session.reading))
    got, body = (
        int(at.get("got") or 0) + len(page.values),
        {"runs": kept, "capped": list(capped), "has": ["workflow runs"]},
    )
    if full and not kept:  # whatever lies behind is older still
        return body, None
    if page.next:
        return body, {**at, "per": per, "got": got, "next": page.next}
    last = str(page.values[-1].get("created_at")) if page.values else ""
    if got >= _CAP and last and last != at.get("until"):
        return body, {"per": per, "until": last}
    return body, None


def _page(session: Session, at: At) -> Rows:
    if at.get("next"):
        return session.api.rows(str(at["next"]), "workflow_runs")
    floor, until = session.floor(_RERUN), str(at.get("until") or "")
    created = f"{floor}..{until}" if floor and until else f">={floor}" if floor else f"<={until}" if until else ""
    asked: dict[str, str | int] = {"per_page": _PAGE, **({"created": created} if created else {})}
    return session.api.rows("/actions/runs", "workflow_runs", asked)


def _is_new(session: Session, run: dict[str, Any]) -> bool:
    """Whether something came of a run since the last round began."""
    floor, at = moment(session.floor()), moment(run.get("updated_at"))
    return not session.since or floor is None or at is None or at >= floor


def _jobs(session: Session, run: dict[str, Any]) -> list[Any] | None:
    path = f"/actions/runs/{run.get('id')}/jobs"
    found: list[Any] | None = allowed(lambda: session.api.every(path, "jobs", {"filter": "all"}), ABSENT)
    return found
