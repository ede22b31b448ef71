"""What is kept of GitLab's answers: numbers, times, states, labels, commits' ids. No person, no text.

Of who did something only whether it was the author, a program or somebody else is kept. Titles, descriptions, notes,
branches, names, accounts and e-mails never leave this package's first step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from vsm_tui.connect.gitlab.notes import labels_of, who, word_of
from vsm_tui.connect.gitlab.texts import is_draft, texts_of
from vsm_tui.events.clean import clean

_HASH = re.compile(r"[0-9a-f]{40,64}")
_ROUNDED = timedelta(seconds=1)
"""How far off a length in whole seconds may be."""
_REF = re.compile(r"refs/merge-requests/(\d+)/")


@dataclass(frozen=True, slots=True)
class Reading:
    """How texts are read: what ``#12`` means (``project``), whose addresses are followed (``host``), which tickets are
    looked for (``projects``), and which accounts are programs.
    """

    project: str
    host: str
    projects: tuple[str, ...] = ()
    bots: frozenset[str] = frozenset()


@dataclass(slots=True)
class Details:
    """What is asked for beside a merge request or an issue; ``missing`` names what could not be read."""

    notes: Sequence[dict[str, Any]] = ()
    commits: Sequence[dict[str, Any]] = ()
    labels: Sequence[dict[str, Any]] = ()
    states: Sequence[dict[str, Any]] = ()
    missing: list[str] = field(default_factory=list)


def change(given: dict[str, Any], details: Details, reading: Reading) -> dict[str, Any]:
    """A merge request."""
    author, texts = given.get("author"), texts_of(
        given, details.commits, reading.project, reading.host, reading.projects
    )  # fmt: skip
    labels = label_events(details.labels) or _noted_labels(details.notes)
    return {
        "iid": given.get("iid"),
        "state": str(given.get("state") or ""),
        **{name: _time(given.get(f"{name}_at")) for name in ("created", "merged", "closed")},
        "draft": _draft(given),
        "labels": _labels(given),
        "type": texts.type,
        "keys": list(texts.keys),
        "issues": list(texts.issues),
        "branch_issue": texts.branch_issue,
        "merges": hashes(given.get("merge_commit_sha"), given.get("squash_commit_sha")),
        "shas": hashes(given.get("sha"), *(c.get("id") for c in details.commits)),
        "first": min((t for c in details.commits if (t := _time(c.get("authored_date")))), key=_utc, default=None),
        "fork": given.get("source_project_id") != given.get("target_project_id"),
        "bot": who(author, None, reading.bots) == "bot",
        "steps": sorted(
            (step for note in details.notes if (step := _step(note, author, reading.bots))), key=lambda s: _utc(s[0])
        ),
        "label_events": labels,
        "state_events": state_events(details.states),
        "missing": details.missing,
    }


def issue(given: dict[str, Any], details: Details) -> dict[str, Any]:
    """An issue."""
    return {
        "iid": given.get("iid"),
        "state": str(given.get("state") or ""),
        **{name: _time(given.get(f"{name}_at")) for name in ("created", "closed")},
        "labels": _labels(given),
        "type": clean(str(given.get("issue_type") or given.get("type") or "").lower(), 40),
        "moved": given.get("moved_to_id") is not None,
        "label_events": label_events(details.labels),
        "state_events": state_events(details.states),
        "missing": details.missing,
    }


def label_events(values: Iterable[dict[str, Any]]) -> list[list[Any]]:
    """``[at, "add" or "remove", label]``; the label is "" where it was deleted since."""
    found = []
    for value in values:
        at, label = _time(value.get("created_at")), value.get("label")
        if at and value.get("action") in ("add", "remove"):
            name = label.get("name") if isinstance(label, dict) else None
            found.append([at, value["action"], clean(str(name or ""), 120)])
    return sorted(found, key=lambda event: _utc(event[0]))


def state_events(values: Iterable[dict[str, Any]]) -> list[list[str]]:
    """``[at, state]`` with the states ``closed``, ``reopened`` and ``merged``."""
    named = {"opened": "reopened", "reopened": "reopened", "closed": "closed", "merged": "merged"}
    found = [
        [at, named[str(value["state"])]]
        for value in values
        if value.get("state") in named and (at := _time(value.get("created_at")))
    ]
    return sorted(found, key=lambda event: _utc(event[0]))


def pipeline(given: dict[str, Any], jobs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """A pipeline with all runs of its jobs; ``job`` numbers jobs of one name."""
    ref = _REF.match(str(given.get("ref") or ""))
    names: dict[str, int] = {}
    return {
        "id": given.get("id"),
        "iid": int(ref[1]) if ref else None,
        "sha": next(iter(hashes(given.get("sha"))), ""),
        "status": str(given.get("status") or ""),
        "jobs": [
            {
                "id": job.get("id"),
                "job": names.setdefault(str(job.get("name")), len(names)),
                "status": str(job.get("status") or ""),
                "soft": job.get("allow_failure") is True,
                **_run(job),
            }
            for job in sorted(jobs, key=lambda job: job["id"] if isinstance(job.get("id"), int) else 0)
        ],
    }


def deployment(given: dict[str, Any], changes: Sequence[dict[str, Any]] | None) -> dict[str, Any]:
    """A deployment; ``changes`` are the merge requests GitLab says it brought, ``None`` where it was not asked."""
    job = given.get("deployable")
    environment = given.get("environment")
    return {
        "id": given.get("id"),
        "status": str(given.get("status") or ""),
        "sha": next(iter(hashes(given.get("sha"))), ""),
        **{name: _time(given.get(f"{name}_at")) for name in ("created", "updated", "finished")},
        "environment": clean(str(environment.get("name") or ""), 80) if isinstance(environment, dict) else "",
        "job": {"id": job.get("id"), **_run(job)} if isinstance(job, dict) else None,
        "changes": None if changes is None else [c["iid"] for c in changes if isinstance(c.get("iid"), int)],
    }


def _run(job: dict[str, Any]) -> dict[str, Any]:
    """When a job waited for a runner and ran. Since when it waited is known from how long only: it was created with
    its pipeline, long before its turn. One that would have waited before it was there waited nobody knows how long.
    """
    started, waited = _time(job.get("started_at")), job.get("queued_duration")
    created, queued = _time(job.get("created_at")), None
    if started and isinstance(waited, int | float) and not isinstance(waited, bool) and 0 <= waited < 1e8:
        queued = _utc(started) - timedelta(seconds=waited)
        if created and queued < _utc(created) - _ROUNDED:
            queued = None
    return {
        "queued": queued.isoformat() if queued else None, "started": started, "finished": _time(job.get("finished_at"))
    }  # fmt: skip


def _step(note: dict[str, Any], author: Any, bots: frozenset[str]) -> list[str] | None:
    """``[at, word, who]`` of a note; ``None`` where it says nothing of the flow."""
    at = _time(note.get("created_at"))
    word = word_of(str(note.get("body") or "")) if note.get("system") is True else "commented"
    return [at, word, who(note.get("author"), author, bots)] if at and word else None


def _noted_labels(notes: Iterable[dict[str, Any]]) -> list[list[Any]]:
    """The history of labels as versions before 11.2 told it, where labels have names."""
    found = []
    for note in notes:
        at = _time(note.get("created_at"))
        if at and note.get("system") is True:
            found += [[at, action, clean(name, 120)] for action, name in labels_of(str(note.get("body") or ""))]
    return sorted(found, key=lambda event: _utc(event[0]))


def _draft(given: dict[str, Any]) -> bool:
    flags = [given.get(name) for name in ("draft", "work_in_progress") if isinstance(given.get(name), bool)]
    return any(flags) if flags else is_draft(str(given.get("title") or ""))


def _labels(given: dict[str, Any]) -> list[str]:
    labels = given.get("labels")
    named = (x.get("name") if isinstance(x, dict) else x for x in labels) if isinstance(labels, list) else ()
    return [clean(str(name), 120) for name in named if name]


def hashes(*values: Any) -> list[str]:
    """The ids of commits among ``values``, each once."""
    return list(dict.fromkeys(v for v in values if isinstance(v, str) and _HASH.fullmatch(v)))


def _time(value: Any) -> str | None:
    """A time as GitLab wrote it; ``None`` where it is none, has no offset or is from before there was GitLab."""
    if not isinstance(value, str):
        return None
    try:
        at = datetime.fromisoformat(value)
    except ValueError:
        return None
    return value if at.tzinfo and 2000 <= at.year < 9999 else None


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def releases(values: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Releases with their commit, oldest first; those still to come are left out."""
    found = []
    for value in values:
        commit, at = value.get("commit"), _time(value.get("released_at"))
        sha = hashes(commit.get("id")) if isinstance(commit, dict) else []
        if at and sha and value.get("upcoming_release") is not True:
            found.append({"tag": clean(str(value.get("tag_name") or ""), 80), "at": at, "sha": sha[0]})
    return sorted(found, key=lambda release: _utc(release["at"]))
