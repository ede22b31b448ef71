"""What GitHub tells of a change, a run or a deployment, as events: drafts, reviews, commits, gh's lists."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vsm_tui.cli.main import run
from vsm_tui.events import kind, read_log
from vsm_tui.events.github import cli
from vsm_tui.events.github.changes import Seen, add_changes, moment
from vsm_tui.events.github.deliveries import is_production
from vsm_tui.events.github.pages import Wanted, log_of
from vsm_tui.events.github.texts import named, queued_pull, type_of
from vsm_tui.events.github.walk import STEPS
from vsm_tui.events.joining import joined
from vsm_tui.events.log import EventLog
from vsm_tui.model import InputError

MINUTE = 60_000_000


def at(minutes: int) -> str:
    return f"2026-03-02T{minutes // 60:02}:{minutes % 60:02}:00Z"


def change(*steps: tuple[Any, ...], number: int = 1, **more: Any) -> dict[str, Any]:
    """A pull request opened at minute 0; steps are ``(minute, what, state or by, …)``."""
    told = [{"what": what, "at": at(minute), **_more(what, rest)} for minute, what, *rest in steps]
    merged = next((at(minute) for minute, what, *_ in steps if what == "merged"), None)
    return {"number": number, "created": at(0), "merged": merged, "steps": told, **more}


def _more(what: str, rest: list[str]) -> dict[str, str]:
    if what == "reviewed":
        return {"state": rest[0], "by": rest[1] if len(rest) > 1 else "other"}
    return {"by" if what == "requested" else "state": rest[0]} if rest else {}


def way(*changes: dict[str, Any]) -> list[str]:
    """``minute state``, with ``=`` before what is only a moment inside the state around it."""
    log, seen = EventLog(), Seen("o/r")
    add_changes(log, changes, seen)
    begin = moment(at(0)) or 0
    told = zip(log.at, log.state, log.kind, strict=True)
    return [f"{(when - begin) // MINUTE} {'=' * bool(kind)}{state.removeprefix('github:')}"
            for when, state, kind in told if kind != "complete"]  # fmt: skip


def test_the_way_of_a_change() -> None:
    assert way(change(
        (5, "requested", "other"), (9, "reviewed", "changes_requested"), (30, "reviewed", "approved"), (40, "merged"),
        (40, "closed"), (50, "reviewed", "approved"), (60, "closed"),
    )) == ["0 opened", "5 review_requested", "9 changes_requested", "30 approved", "40 merged"]  # fmt: skip


def test_draft_time_is_no_wait_for_review() -> None:
    assert way(change(
        (3, "requested", "other"), (5, "reviewed", "commented"), (20, "ready"), (25, "draft"), (30, "ready"),
        (40, "reviewed", "approved"), (41, "merged"),
    )) == [
        "0 draft", "0 =opened", "3 =review_requested", "5 =commented", "20 ready", "25 draft", "30 ready",
        "40 approved", "41 merged",
    ]  # fmt: skip


def test_a_draft_that_is_one_still() -> None:
    assert way(change(draft=True)) == ["0 draft", "0 =opened"]
    assert way(change((5, "draft"), draft=True)) == ["0 opened", "5 draft"]
    assert way(change((5, "ready"), draft=False)) == ["0 draft", "0 =opened", "5 ready"]


def test_author_bots_and_unfinished_reviews_are_none() -> None:
    steps = [(5, "reviewed", "approved", who) for who in ("author", "bot", "unknown")]
    assert way(change(*steps, (6, "reviewed", "pending"), (7, "requested", "bot"))) == ["0 opened"]


def test_a_comment_does_not_take_back_a_verdict() -> None:
    assert way(change((5, "reviewed", "approved"), (6, "reviewed", "commented"), (9, "merged"))) == [
        "0 opened", "5 approved", "6 =commented", "9 merged"
    ]  # fmt: skip


def test_a_dismissed_review_waits_for_another() -> None:
    assert way(change((5, "reviewed", "approved"), (8, "dismissed", "approved"), (9, "reviewed", "approved"))) == [
        "0 opened", "5 approved", "8 review_requested", "9 approved"
    ]  # fmt: skip
    assert way(change((5, "reviewed", "approved"), (8, "dismissed", "changes_requested"))) == ["0 opened", "5 approved"]


def test_what_is_pushed_after_a_review_is_told_once() -> None:
    commits = [
        ["a", at(0), at(0)],
        ["b", at(3), at(3)],
        ["c", at(20), at(20)],
        ["d", at(21), at(21)],
        ["e", at(50), at(50)],
    ]
    found = way(change((10, "reviewed", "changes_requested"), (40, "reviewed", "approved"), commits=commits))
    assert found == ["0 git:committed", "0 opened", "10 changes_requested", "20 pushed", "40 approved", "50 =pushed"]


def test_closed_and_opened_again() -> None:
    found = way(change((5, "closed"), (6, "reviewed", "approved"), (8, "reopened"), (9, "closed"), draft=True))
    assert found == ["0 draft", "0 =opened", "5 closed", "8 draft", "8 =reopened", "9 closed"]
    assert way(change(closed=at(7))) == ["0 opened", "7 closed"]


def test_out_of_the_merge_queue_it_is_where_it_was() -> None:
    steps = [
        (5, "reviewed", "approved"),
        (6, "queued"),
        (9, "unqueued"),
        (12, "queued"),
        (15, "unqueued"),
        (15, "merged"),
    ]
    assert way(change(*steps)) == [
        "0 opened", "5 approved", "6 queued_to_merge", "9 approved", "12 queued_to_merge", "15 merged"
    ]  # fmt: skip


def test_a_review_in_the_second_of_the_merge_counts() -> None:
    assert way(change((9, "reviewed", "approved"), (9, "merged"), (9, "closed"))) == [
        "0 opened",
        "9 approved",
        "9 merged",
    ]


def test_the_first_commit_is_known_only_where_it_is_there() -> None:
    early, late = ["a", "2026-03-01T00:00:00Z", at(0)], ["b", at(5), at(5)]
    assert way(change(commits=[early, late]))[0] == "-1440 git:committed"
    assert way(change(commits=[late])) == ["0 opened"], "the commits it was opened with were replaced"


def test_what_is_not_known_is_counted() -> None:
    changes = [
        change((9, "merged"), number=1), change((5, "reviewed", "approved", "unknown"), (9, "merged"), number=2),
        change((5, "reviewed", "approved"), (9, "merged"), number=3), change((7, "pushed"), number=4),
        change((9, "merged"), number=5, lacks=["steps"]), change(number=6, created="soon"), change(number=7),
    ]  # fmt: skip
    log = log_of([{"repo": {"name": "o/r"}, "changes": changes}], Wanted())
    assert {finding.code: finding.count for finding in log.findings} == {
        "unreviewed": 1, "unknown-reviewer": 1, "force-pushed": 1, "incomplete-item": 1, "no-time": 1
    }  # fmt: skip
    assert "o/r#1" in log.notes[0]
    marks = {
        item: mark for item, state, mark in zip(log.item, log.state, log.outcome, strict=True) if "merged" in state
    }
    assert marks == {"o/r#1": "unreviewed", "o/r#2": "", "o/r#3": "", "o/r#5": ""}


@given(st.lists(st.tuples(st.integers(0, 1000), st.sampled_from(sorted(STEPS)), st.sampled_from(
    ["approved", "commented", "changes_requested", "bot"])), max_size=12), st.booleans())  # fmt: skip
def test_whatever_happens_the_way_is_in_order_and_ends_merged(steps: list[tuple[Any, ...]], draft: bool) -> None:
    log, one = EventLog(), change(*steps, draft=draft)
    add_changes(log, [one], Seen("o/r"))
    assert log.at == sorted(log.at)
    assert log.state[0] in ("github:opened", "github:draft")
    merged = [place for place, state in enumerate(log.state) if state == "github:merged"]
    assert len(merged) == (one["merged"] is not None)
    assert all(state.startswith("github-project:") for state in log.state[merged[0] + 1 :]) if merged else True
    assert joined([log]).at == log.at


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        ({"title": "PAY-7: pay", "body": "see AB-9"}, ["PAY-7"]),
        ({"title": "Pay", "branch": "jane/PAY-7-pay", "body": "closes #12"}, ["PAY-7", "o/r#12"]),
        (
            {"title": "Pay", "body": "Fixes: other/place#3, resolves https://ghe.example/o/r/issues/4"},
            ["other/place#3", "o/r#4"],
        ),
        ({"title": "Pay", "body": "closes https://elsewhere.example/o/r/issues/4"}, []),
        ({"title": 'Revert "PAY-7: pay"', "body": "Reverts o/r#9"}, []),
        ({"title": "Pay", "body": "text AB-9\n\nTicket: PAY-7\nReviewed-by: XY-1"}, ["PAY-7"]),
        ({"title": "utf-8 UTF-8", "body": None, "branch": 3}, []),
    ],
)
def test_what_texts_name(texts: dict[str, Any], found: list[str]) -> None:
    assert named("o/r", host="ghe.example", **texts) == found


def test_only_tickets_of_the_projects_count() -> None:
    assert named("o/r", title="AB-1 pay-7", projects=("PAY",)) == ["PAY-7"]


def test_types_queues_and_environments() -> None:
    assert [type_of(t) for t in ("fix(a): x", "feat!: x", 'Revert "x"', "Fix it", None)] == [
        "fix",
        "feat",
        "revert",
        "",
        "",
    ]
    assert queued_pull("gh-readonly-queue/main/pr-12-0123456789abcdef") == 12
    assert queued_pull("main") is None
    there = ("production", "Production – shop", "prod-eu", "PROD_US", "live")
    others = ("pre-production", "preprod", "staging", "github-pages", "non-prod", "product-tests", "reproduction")
    assert [name for name in (*there, *others) if is_production(name)] == list(there)


PULL = {
    "number": 12, "title": "PAY-7: pay", "url": "https://github.com/o/r/pull/12", "createdAt": at(0),
    "mergedAt": at(60), "closedAt": at(60), "isDraft": False, "state": "MERGED",
    "author": {"login": "jane", "name": "Jane Doe"},
    "labels": [{"name": "hotfix"}], "headRefName": "jane/x", "mergeCommit": {"oid": "f" * 40},
    "commits": [{"oid": "a" * 40, "authoredDate": at(0), "committedDate": at(0), "authors": [{"email": "jane@x"}]}],
    "reviews": [
        {"author": {"login": "coderabbitai"}, "state": "COMMENTED", "submittedAt": at(5)},
        {"author": {"login": "jane"}, "state": "COMMENTED", "submittedAt": at(6)},
        {"author": {"login": "robin"}, "state": "APPROVED", "submittedAt": at(40), "body": "jane: fine"},
    ],
}  # fmt: skip
RUN = {
    "databaseId": 77, "number": 3, "attempt": 1, "workflowName": "CI", "name": "CI", "status": "completed",
    "conclusion": "failure", "createdAt": at(1), "startedAt": at(1), "updatedAt": at(9), "headSha": "a" * 40,
    "headBranch": "jane/x", "event": "pull_request", "displayTitle": "PAY-7",
    "url": "https://github.com/o/r/actions/runs/77",
}  # fmt: skip
ISSUE = {"number": 5, "createdAt": at(0), "closedAt": at(9), "stateReason": "NOT_PLANNED", "title": "x", "labels": []}


def test_lists_of_the_command_line() -> None:
    log = cli.log_of([PULL, RUN, ISSUE], "o/r")
    told = sorted(zip(log.item, log.state, strict=True))
    assert told == sorted(
        [("o/r#12", f"github:{state}") for state in ("opened", "approved", "merged")]
        + [("o/r#12", "git:committed"), ("o/r#5", "github:opened"), ("o/r#5", "github:closed")]
        + [("o/r@aaaaaaaaaa", "ci:failed")] * 2
    )
    assert {f.code: f.count for f in log.findings} == {"no-start-time": 1, "no-draft-times": 1}
    whole = joined([log])
    assert {*whole.item} == {"PAY-7", "o/r#5"}, "the run is of a commit of the pull request"
    assert (
        "jane" not in json.dumps([log.item, log.state, log.ref, log.keys, log.labels, log.outcome, log.notes]).lower()
    )


def test_which_lists_are_the_command_lines() -> None:
    assert all(cli.is_list([one]) for one in (PULL, RUN, ISSUE))
    assert cli.is_list([{"number": 1, "createdAt": at(0)}])
    others: list[Any] = [
        [], {}, [{"key": "AB-1", "fields": {}}], [{"number": 1}], [PULL, 3], "x", [{"item": "A", "at": at(0)}]
    ]  # fmt: skip
    assert not any(cli.is_list(other) for other in others)


def test_a_list_that_asked_for_less() -> None:
    bare = {"number": 3, "createdAt": at(0), "state": "MERGED", "isDraft": False}
    log = cli.log_of([bare, {**bare, "number": 4, "closedAt": at(9)}])
    assert sorted(zip(log.item, log.state, strict=True)) == [
        ("gh#3", "github:opened"), ("gh#4", "github:merged"), ("gh#4", "github:opened")
    ]  # fmt: skip
    assert {f.code: f.count for f in log.findings} == {"no-end-time": 1, "no-draft-times": 2, "incomplete-item": 2}


def test_files_of_the_command_line_are_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two lists are one log; a number of its own is what ``gh`` calls a run, too."""
    pulls, runs = tmp_path / "pulls.json", tmp_path / "runs.json"
    pulls.write_text(json.dumps([PULL, {**PULL, "number": 13, "title": "x", "url": "https://github.com/o/r/pull/13"}]))
    runs.write_text(json.dumps([RUN], indent=2))
    assert {kind(pulls), kind(runs)} == {"github"}
    file = tmp_path / "s.yaml"
    file.write_text(
        "vsm: 1\nname: S\nstages:\n  - {id: review, states: {wait: ['github:opened'], touch: ['github:approved']}}\n"
        "finish: {state: 'github:merged'}\nbegin: {state: 'github:opened'}\n"
    )
    assert run(["measure", str(file), str(pulls), str(runs), "--json"]) == 0
    measured = json.loads(capsys.readouterr().out)
    assert measured["items"]["finished"] == 2
    assert measured["lead_time"]["mean"] == 3600
    assert (measured["stages"][0]["wait"], measured["stages"][0]["touch"]) == (2400, 1200)
    assert {"no-start-time", "no-draft-times"} <= {one["code"] for one in measured["warnings"]}


@pytest.mark.parametrize(("text", "told"), [
    ('[{"createdAt": "2026-01-01T00:00:00Z", "name": "x"}]', "is no list of gh: write gh pr list"),
    ('[{"createdAt": ', "is no JSON"),
])  # fmt: skip
def test_a_file_that_is_no_such_list(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    with pytest.raises(InputError, match=told):
        read_log(path, "UTC")
