"""A repository as GitHub knows it, full of people: what happened in it, and how GraphQL and REST tell it."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha1
from typing import Any

NAME = "acme/shop"
BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
PERSONAL = ("jane", "doe", "robin", "payroll", "secret-plan", "avatar")
"""What nobody may find in anything that is kept."""
JANE, ROBIN, BOT = "jane-doe", "robin", "helper"
_TYPES = {
    "ready": ("ReadyForReviewEvent", "ready_for_review"), "draft": ("ConvertToDraftEvent", "convert_to_draft"),
    "requested": ("ReviewRequestedEvent", "review_requested"), "reviewed": ("PullRequestReview", "reviewed"),
    "dismissed": ("ReviewDismissedEvent", "review_dismissed"),
    "pushed": ("HeadRefForcePushedEvent", "head_ref_force_pushed"),
    "queued": ("AddedToMergeQueueEvent", "added_to_merge_queue"),
    "unqueued": ("RemovedFromMergeQueueEvent", "removed_from_merge_queue"),
    "closed": ("ClosedEvent", "closed"), "reopened": ("ReopenedEvent", "reopened"), "merged": ("MergedEvent", "merged"),
    "status": ("ProjectV2ItemStatusChangedEvent", "project_v2_item_status_changed"),
    "labeled": ("LabeledEvent", "labeled"),
}  # fmt: skip


def sha_of(text: str) -> str:
    """A commit's id."""
    return sha1(text.encode(), usedforsecurity=False).hexdigest()


def stamp(at: datetime | None) -> str | None:
    """A time as GitHub writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ") if at else None


def account(login: str | None, *, graph: bool) -> dict[str, Any] | None:
    """An account; of one that was deleted GraphQL says nothing, REST that it is a ghost."""
    if login is None:
        return None if graph else {"login": "ghost", "id": 10137, "type": "User"}
    bot = login == BOT
    if graph:
        return {"__typename": "Bot" if bot else "User", "login": login}
    return {"login": login + ("[bot]" if bot else ""), "type": "Bot" if bot else "User", "avatar_url": "https://x/jane"}


@dataclass
class Step:
    """Something that happened. ``who`` did it, or was asked; ``None`` is an account that was deleted."""

    what: str
    at: datetime
    state: str = ""
    who: str | None = ROBIN
    of: int = 0
    board: int = 5

    def graph(self, number: int) -> dict[str, Any]:
        found: dict[str, Any] = {"__typename": _TYPES[self.what][0], "createdAt": stamp(self.at)}
        actor = account(self.who, graph=True)
        more: dict[str, dict[str, Any]] = {
            "requested": {"requestedReviewer": actor},
            "reviewed": {"id": f"R_{self.of}", "state": self.state, "submittedAt": stamp(self.at), "author": actor},
            "dismissed": {"previousReviewState": self.state, "review": {"id": f"R_{self.of}"}},
            "pushed": {"beforeCommit": None, "afterCommit": {"oid": sha_of(f"{number} after")}},
            "closed": {"stateReason": self.state or None},
            "status": {"status": self.state, "project": {"number": self.board}},
        }  # fmt: skip
        return {**found, **more.get(self.what, {})}

    def rest(self, number: int) -> dict[str, Any]:
        user = account(self.who, graph=False)
        found: dict[str, Any] = {"event": _TYPES[self.what][1], "created_at": stamp(self.at), "actor": user}
        more: dict[str, dict[str, Any]] = {
            "requested": {"requested_reviewer": user},
            "reviewed": {"id": self.of, "state": self.state.lower(), "submitted_at": stamp(self.at), "user": user,
                         "body": "jane: payroll looks good"},
            "dismissed": {"dismissed_review": {"state": self.state.lower(), "review_id": self.of}},
            "pushed": {"commit_id": sha_of(f"{number} after")},
            "closed": {"state_reason": self.state.lower() or None},
        }  # fmt: skip
        return {**found, **more.get(self.what, {})}


@dataclass
class Change:
    """A pull request or an issue. ``commits`` are when each was written and committed."""

    number: int
    created: datetime
    issue: bool = False
    steps: list[Step] = field(default_factory=list)
    title: str = "Jane Doe's secret-plan for payroll"
    body: str = "Asked for by Robin\n\nReviewed-by: Jane Doe <jane@example.invalid>"
    branch: str = "jane/secret-plan"
    author: str | None = JANE
    draft: bool = False
    labels: tuple[str, ...] = ()
    commits: list[tuple[datetime, datetime]] = field(default_factory=list)
    closes: tuple[int, ...] = ()
    touched: datetime | None = None

    def add(self, what: str, at: datetime, state: str = "", who: str | None = ROBIN, of: int = 0) -> Change:
        self.steps.append(Step(what, at, state, who, of))
        return self

    @property
    def merged(self) -> datetime | None:
        return next((step.at for step in self.steps if step.what == "merged"), None)

    @property
    def closed(self) -> datetime | None:
        ends = [step for step in self.steps if step.what in ("closed", "merged", "reopened")]
        return ends[-1].at if ends and ends[-1].what != "reopened" else None

    @property
    def updated(self) -> datetime:
        return max([self.created, *(step.at for step in self.steps), *([self.touched] if self.touched else [])])

    @property
    def merge_sha(self) -> str:
        return sha_of(f"merge {self.number}")

    def shas(self) -> list[str]:
        return [sha_of(f"{self.number} {place}") for place in range(len(self.commits))]

    def graph(self) -> dict[str, Any]:
        commits = zip(self.shas(), self.commits, strict=True)
        found = {
            "__typename": "Issue" if self.issue else "PullRequest", "id": f"I_{self.number}", "number": self.number,
            "title": self.title, "body": self.body, "createdAt": stamp(self.created), "updatedAt": stamp(self.updated),
            "closedAt": stamp(self.closed), "author": account(self.author, graph=True),
            "labels": lambda first: {"nodes": [{"name": label} for label in self.labels[:first]]},
        }  # fmt: skip
        if self.issue:
            return found
        issues = [{"number": n, "repository": {"nameWithOwner": NAME}} for n in self.closes]
        return {
            **found, "mergedAt": stamp(self.merged), "isDraft": self.draft, "headRefName": self.branch,
            "headRefOid": (self.shas() or [sha_of(f"head {self.number}")])[-1],
            "mergeCommit": {"oid": self.merge_sha} if self.merged else None,
            "closingIssuesReferences": lambda first: {"nodes": issues[:first]},
            "commits": lambda first: {"nodes": [
                {"commit": {"oid": sha, "authoredDate": stamp(a), "committedDate": stamp(c)}} for sha, (a, c) in commits
            ][:first]},
        }  # fmt: skip

    def rest(self) -> dict[str, Any]:
        closes = "".join(f"\nCloses #{number}" for number in self.closes)
        found = {
            "id": self.number * 1000, "number": self.number, "title": self.title, "body": self.body + closes,
            "state": "closed" if self.closed else "open", "user": account(self.author, graph=False),
            "created_at": stamp(self.created), "updated_at": stamp(self.updated), "closed_at": stamp(self.closed),
            "labels": [{"name": label, "color": "fff"} for label in self.labels],
        }  # fmt: skip
        if self.issue:
            return found
        return {
            **found, "merged_at": stamp(self.merged), "draft": self.draft,
            "merge_commit_sha": self.merge_sha if self.merged else sha_of(f"test merge {self.number}"),
            "head": {"ref": self.branch, "sha": (self.shas() or [sha_of(f"head {self.number}")])[-1]},
            "base": {"ref": "main"},
        }  # fmt: skip

    def timeline(self) -> list[dict[str, Any]]:
        person = {"name": "Jane Doe", "email": "jane@example.invalid"}
        made = [
            {"event": "committed", "sha": sha, "message": "payroll", "author": {**person, "date": stamp(a)},
             "committer": {**person, "date": stamp(c)}}
            for sha, (a, c) in zip(self.shas(), self.commits, strict=True)
        ]  # fmt: skip
        return [*made, *(step.rest(self.number) for step in self.steps if step.what != "status")]


def hours(count: float) -> timedelta:
    """So many hours."""
    return timedelta(hours=count)


def pulls(count: int, seed: int = 1) -> list[Change]:
    """Pull requests that go their way, by numbers from 1; every tenth names an issue, every third a ticket."""
    rng = random.Random(seed)
    found = []
    for number in range(1, count + 1):
        at = BEGIN + hours(3 * number)
        change = Change(number, at, draft=rng.random() < 0.1, labels=("hotfix",) if number % 7 == 0 else ())
        change.commits = [(at - hours(rng.randrange(1, 40)), at - hours(0.5))]
        change.author = BOT if rng.random() < 0.1 else None if rng.random() < 0.05 else JANE
        if number % 3 == 0:
            change.branch = f"jane/AB-{number}-payroll"
        if number % 10 == 0:
            change.closes = (number + 1000,)
        _live(change, rng, at)
        found.append(change)
    return found


def _live(change: Change, rng: random.Random, at: datetime) -> None:
    def later() -> datetime:
        nonlocal at
        at += timedelta(minutes=rng.randrange(1, 2000))
        return at

    if rng.random() < 0.3:
        change.draft = False
        change.add("ready", later())
    if rng.random() < 0.5:
        change.add("requested", later(), who=rng.choice([ROBIN, BOT, None]))
    for turn in range(rng.randrange(3)):
        review = change.number * 10 + turn
        state = rng.choice(["COMMENTED", "CHANGES_REQUESTED", "APPROVED", "DISMISSED"])
        change.add("reviewed", later(), state, rng.choice([ROBIN, ROBIN, BOT, JANE, None]), review)
        if state == "DISMISSED":
            change.add("dismissed", later(), "APPROVED", of=review)
        if rng.random() < 0.5:
            change.commits.append((later(), at))
    if rng.random() < 0.2:
        change.add("closed", later()).add("reopened", later())
    if rng.random() < 0.2:
        change.add("queued", later()).add("unqueued", later())
    if rng.random() < 0.8:
        change.add("merged", later()).add("closed", at)
        change.draft = False
