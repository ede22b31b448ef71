"""What GitLab's payloads say, piece by piece: notes, texts, boards, stories, attempts, deliveries."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.gitlab_payloads import (
    BOT,
    HELPER,
    JANE,
    JOHN,
    SAM,
    START,
    Row,
    change,
    commit,
    deployment,
    issue,
    job,
    merge,
    person,
    pipeline,
    sha,
)  # fmt: skip
from vsm_tui.connect.gitlab import keep
from vsm_tui.connect.gitlab.api import tier_of
from vsm_tui.connect.gitlab.boards import columns_of, issue_rows, us
from vsm_tui.connect.gitlab.builds import deployment_build, pipeline_builds
from vsm_tui.connect.gitlab.changes import Story, story_of
from vsm_tui.connect.gitlab.deploys import brought
from vsm_tui.connect.gitlab.notes import is_bot, labels_of, who, word_of
from vsm_tui.connect.gitlab.paging import next_page
from vsm_tui.connect.gitlab.texts import draft_by_title, is_draft, texts_of

READING = keep.Reading("group/shop", "gitlab.example")
MINUTE = 60_000_000


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def at(hours: float) -> int:
    found = us(after(hours).isoformat())
    assert found is not None
    return found


def kept(row: Row, reading: keep.Reading = READING) -> dict[str, Any]:
    parts = row.parts
    details = keep.Details(
        parts.get("notes", []), parts["commits"], parts.get("resource_label_events", []),
        parts.get("resource_state_events", []),
    )  # fmt: skip
    return keep.change(row.data, details, reading)


def story(row: Row, reading: keep.Reading = READING) -> Story:
    own = kept(row, reading)
    return story_of(own, columns_of(own, at(0), ("workflow::*",)), at(0))


def told(row: Row, reading: keep.Reading = READING) -> list[str]:
    rows = story(row, reading).rows
    return [f"{(when - at(0)) / 3.6e9:g} {kind + ' ' if kind else ''}{state}" for when, state, kind in rows]


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("marked this merge request as **draft**", "draft"),
        ("marked this merge request as **draft** from 12345678", "draft"),
        ("marked as a **Work In Progress**", "draft"),
        ("marked as a **Work In Progress** from 12345678", "draft"),
        ("marked this merge request as **ready**", "ready"),
        ("unmarked as a **Work In Progress**", "ready"),
        ("unmarked this merge request as a **Work In Progress**", "ready"),
        ("changed title from **{-Draft: -}Fix it** to **Fix it**", "ready"),
        ("changed title from **Fix it** to **{+WIP: +}Fix it**", "draft"),
        ("Title changed from **WIP: Fix it** to **Fix it**", "ready"),
        ("changed title from **Fix {-it-}** to **Fix {+Draft: it+}**", ""),
        ("approved this merge request", "approved"),
        ("unapproved this merge request", "unapproved"),
        ("reset approvals from @john by pushing to the branch", "reset"),
        ("requested changes", "changes_requested"),
        ("requested review from @john and @jdoe", "review_requested"),
        ("requested review from @john and removed review request for @jdoe", "review_requested"),
        ("removed review request for @jdoe", ""),
        ("added 1 commit\n\n<ul><li>abc - secret</li></ul>", "pushed"),
        ("added 25 commits\n\n<ul>", "pushed"),
        ("added ~5 label", ""),
        ("started a merge train", "queued"),
        ("added this merge request to the merge train at position 4", "queued"),
        ("removed this merge request from the merge train because pipeline failed. [Learn more](x).", "unqueued"),
        ("enabled an automatic merge when the pipeline for 12 succeeds", ""),
        ("enabled automatic add to merge train when checks pass", ""),
        ("closed", "closed"),
        ("Status changed to closed by bc17db76", "closed"),
        ("reopened", "reopened"),
        ("merged", "merged"),
        ("mentioned in commit da1d6de", ""),
        ("assigned to @john", ""),
        ("", ""),
    ],
)
def test_a_note_is_one_word(body: str, word: str) -> None:
    assert word_of(body) == word


@pytest.mark.parametrize(
    ("body", "labels"),
    [
        ('added ~"workflow::doing" label', [("add", "workflow::doing")]),
        ("added ~Doing ~bug and removed ~Todo labels", [("add", "Doing"), ("add", "bug"), ("remove", "Todo")]),
        ("Removed ~12 label", [("remove", "12")]),
        ("added 1 commit", []),
        ("approved ~this", []),
    ],
)
def test_older_versions_keep_labels_in_notes(body: str, labels: list[tuple[str, str]]) -> None:
    assert labels_of(body) == labels


@pytest.mark.parametrize(
    ("login", "bot"),
    [
        ("project_7_bot_1a2b", True), ("group_12_bot", True), ("renovate-bot", True), ("marge-bot", True),
        ("my_bot_2", True), ("GitLabDuo", True), ("dependabot-preview", True), ("service_account_ab12", True),
        ("abbot", False), ("talbot.j", False), ("robotnik", False), ("jane", False), ("botticelli", False),
    ],
)  # fmt: skip
def test_programs_are_known_by_how_they_are_called(login: str, bot: bool) -> None:
    assert is_bot({"username": login}) is bot
    assert is_bot({"username": login}, frozenset({login.lower()}))


def test_of_an_account_only_its_part_is_kept() -> None:
    jane = person(JANE)
    assert who(person(JANE), jane) == "author"
    assert who(person(JOHN), jane) == "other"
    assert who(person(BOT), jane) == "bot"
    assert who({"username": "x", "bot": True}, jane) == "bot"
    assert who(None, jane) == "other"


@pytest.mark.parametrize("title", ["Draft: x", "WIP: x", "[Draft] x", "(Draft) x", "draft - x", "[WIP] x", "WIP x"])
def test_titles_of_drafts(title: str) -> None:
    assert is_draft(title)
    assert not is_draft("Drafting: x")
    assert draft_by_title(f"changed title from **x** to **{title}**") is True
    assert draft_by_title("merged") is None


def texts(**said: Any) -> tuple[tuple[str, ...], tuple[str, ...], str, str]:
    commits = said.pop("commits", [])
    found = texts_of(said, commits, "group/shop", "gitlab.example", said.pop("projects", ()))
    return found.keys, found.issues, found.branch_issue, found.type


def test_tickets_in_title_and_branch_come_before_those_in_trailers_and_body() -> None:
    trailers = [commit(sha(1), START, Ticket="OPS-3", **{"Reviewed-by": "Jane QA-1 <j@x>"})]
    assert texts(title="fix: PAY-1 x", description="see OPS-9", commits=trailers)[0] == ("PAY-1",)
    assert texts(source_branch="feature/PAY-2-login", description="OPS-9")[0] == ("PAY-2",)
    assert texts(title="x", description="OPS-9", commits=trailers)[0] == ("OPS-3",)
    assert texts(title="x", description="OPS-9")[0] == ("OPS-9",)
    assert texts(source_branch="pay-2", projects=("PAY",))[0] == ("PAY-2",)
    assert texts(title='Revert "PAY-1 x"', description="")[0] == ()


@pytest.mark.parametrize(
    ("text", "issues"),
    [
        ("Closes #1", ("group/shop#1",)),
        ("Fixes #1, #2 and #3", ("group/shop#1", "group/shop#2", "group/shop#3")),
        ("Implements: other/team/app#4", ("other/team/app#4",)),
        ("closing https://gitlab.example/other/app/-/issues/12", ("other/app#12",)),
        ("resolved https://gitlab.example/other/app/-/work_items/12", ("other/app#12",)),
        ("Closes https://elsewhere.example/other/app/-/issues/12", ()),
        ("Related to #5, mentions #6", ()),
        ("encloses #7", ()),
    ],
)
def test_issues_that_a_merge_request_closes(text: str, issues: tuple[str, ...]) -> None:
    assert texts(title="x", description=text)[1] == issues


def test_hostile_texts_are_read_at_once() -> None:
    """A pattern that tries every way of reading a text would take years here."""
    assert texts(title="closes " + "a/" * 10_000, description="fixes #" * 3000)[1] == ()
    assert labels_of("added " + '~"a"' * 400 + " x") == []
    assert word_of("changed title from " + "**" * 900) == ""


def test_branch_and_type() -> None:
    assert texts(title="x", source_branch="12-add-login")[2:] == ("12", "")
    assert texts(title="hotfix(api)!: x", source_branch="add-12")[2:] == ("", "hotfix")
    assert texts(title='Revert "x"')[3] == "revert"
    assert texts(title=None, description=None)[3] == ""


def test_a_draft_is_no_review_and_the_author_and_programs_are_no_reviewers() -> None:
    row = change(1, START)
    row.say(after(1))  # while it is a draft
    row.note(after(2), "requested review from @john", JANE)
    row.note(after(3), "marked this merge request as **ready**", JANE)
    row.say(after(4), JANE)
    row.say(after(5), BOT)
    row.note(after(6), "approved this merge request", JANE)
    row.say(after(7), HELPER)
    row.say(after(8))
    row.note(after(9), "added 1 commit", JANE)
    row.note(after(10), "marked this merge request as **draft**", JANE)
    row.note(after(11), "marked this merge request as **ready**", JANE)
    row.note(after(12), "approved this merge request")
    row.say(after(13))
    merge(row, after(14))
    row.say(after(15))
    assert told(row, keep.Reading("group/shop", "x", (), frozenset({"helper"}))) == [
        "0 gitlab:draft", "0 start gitlab:opened", "0 complete gitlab:opened",
        "1 start gitlab:commented", "1 complete gitlab:commented",
        "2 start gitlab:review_requested", "2 complete gitlab:review_requested", "3 gitlab:ready",
        "8 gitlab:commented", "9 gitlab:pushed", "10 gitlab:draft", "11 gitlab:ready", "12 gitlab:approved",
        "13 start gitlab:commented", "13 complete gitlab:commented", "14 gitlab:merged",
    ]  # fmt: skip
    assert "7 gitlab:commented" in told(row)


def test_a_merge_request_nobody_else_spoke_of_is_unreviewed() -> None:
    row = change(1, START)
    row.say(after(1), JANE)
    row.say(after(2), BOT)
    row.note(after(3), "approved this merge request", JANE)
    merge(row, after(4))
    row.say(after(5))
    found = story(row)
    assert found.unreviewed
    assert found.merged == at(4)
    row.note(after(3), "approved this merge request", SAM)
    assert not story(row).unreviewed
    assert not story(change(2, START)).unreviewed, "it is not merged"


def test_what_was_said_unread_is_not_unreviewed() -> None:
    row = change(1, START)
    merge(row, after(4))
    own = kept(row)
    own["missing"] = ["notes"]
    assert not story_of(own, columns_of(own, at(0), ()), at(0)).unreviewed


def test_changes_asked_for_approvals_taken_back_and_a_merge_train() -> None:
    row = change(1, START)
    row.note(after(1), "requested changes")
    row.say(after(1.5))
    row.note(after(2), "added 2 commits", JANE)
    row.note(after(3), "approved this merge request")
    row.note(after(4), "approved this merge request", SAM)
    row.note(after(5), "unapproved this merge request", SAM)
    row.note(after(6), "unapproved this merge request")
    row.note(after(7), "approved this merge request")
    row.note(after(8), "started a merge train", SAM)
    row.note(after(9), "removed this merge request from the merge train because the pipeline failed.", SAM)
    row.note(after(10), "reset approvals from @john by pushing to the branch", JANE)
    row.turn(after(11), "closed")
    row.say(after(11.5))
    row.turn(after(12), "reopened")
    merge(row, after(13), squash=True)
    assert [line for line in told(row) if "start" not in line and "complete" not in line] == [
        "0 gitlab:opened", "1 gitlab:changes_requested", "2 gitlab:pushed", "3 gitlab:approved",
        "6 gitlab:review_requested", "7 gitlab:approved", "8 gitlab:queued_to_merge", "9 gitlab:approved",
        "10 gitlab:pushed", "11 gitlab:closed", "12 gitlab:reopened", "13 gitlab:merged",
    ]  # fmt: skip


def test_ends_come_from_wherever_they_are_told() -> None:
    by_note = change(1, START, state="closed")
    by_note.note(after(1), "Status changed to closed by bc17db76")
    assert told(by_note)[-1] == "1 gitlab:closed"
    by_field = change(2, START, state="closed", closed_at=after(2).isoformat())
    assert told(by_field)[-1] == "2 gitlab:closed"
    old = change(3, START, state="merged")
    old.note(after(3), "merged")
    assert told(old)[-1] == "3 gitlab:merged"
    nowhere = story(change(4, START, state="merged"))
    assert nowhere.timeless
    assert nowhere.merged is None
    both = change(5, START)
    both.turn(after(4), "merged")
    both.note(after(4), "merged")
    assert told(both) == ["0 gitlab:opened", "4 gitlab:merged"]


def test_labels_of_a_merge_request_are_states_before_and_after_its_merge() -> None:
    row = change(1, START)
    row.label(after(1), "add", "workflow::ready for review")
    row.label(after(1), "add", "bug")
    row.say(after(2))
    row.label(after(3), "remove", "workflow::ready for review")
    merge(row, after(4))
    row.label(after(5), "add", "workflow::production")
    assert told(row) == [
        "0 gitlab:opened", "1 gitlab-label:workflow::ready for review", "2 gitlab:commented", "3 gitlab:commented",
        "4 gitlab:merged", "5 gitlab-label:workflow::production",
    ]  # fmt: skip


WORDS = ["marked this merge request as **draft**", "marked this merge request as **ready**", "requested changes",
         "approved this merge request", "unapproved this merge request", "added 1 commit", "started a merge train",
         "removed this merge request from the merge train", "requested review from @x", ""]  # fmt: skip
STEPS = st.lists(st.tuples(st.integers(0, 50), st.sampled_from(WORDS), st.sampled_from([JANE, JOHN, BOT])), max_size=15)


@given(STEPS, st.none() | st.integers(0, 60))
def test_any_history_is_told_in_order_and_no_draft_waits_for_a_review(
    steps: list[tuple[int, str, int]], end: int | None
) -> None:
    row = change(1, START)
    for hour, body, somebody in steps:
        if body:
            row.note(after(hour), body, somebody)
        else:
            row.say(after(hour), somebody)
    if end is not None:
        merge(row, after(end))
    found = story(row)
    assert found.rows[0] in [(at(0), "gitlab:opened", ""), (at(0), "gitlab:draft", "")]
    assert (at(0), "gitlab:opened") in [(when, state) for when, state, _ in found.rows]
    assert [r[0] for r in found.rows] == sorted(r[0] for r in found.rows)
    entered = [(when, state) for when, state, kind in found.rows if not kind]
    assert sum(state == "gitlab:merged" for _, state in entered) == (end is not None)
    for (_, one), (_, two) in pairwise(entered):
        assert one != two
        if one == "gitlab:draft":
            assert two in ("gitlab:ready", "gitlab:merged", "gitlab:queued_to_merge", "gitlab:approved")
    if end is not None:
        assert entered[-1] == (at(end), "gitlab:merged")


def board(row: Row, patterns: tuple[str, ...] = ("workflow::*",)) -> tuple[list[str], bool, bool]:
    own = keep.issue(row.data, keep.Details(labels=row.parts.get("resource_label_events", []),
                                            states=row.parts.get("resource_state_events", [])))  # fmt: skip
    columns = columns_of(own, at(0), patterns)
    rows, unknown = issue_rows(own, columns, at(0))
    said = [f"{(when - at(0)) / 3.6e9:g} {state.removeprefix('gitlab-label:')}" for when, state in rows]
    return said, columns.assumed or columns.deleted, unknown


def test_a_card_moves_over_the_board() -> None:
    row = issue(1, START)
    row.label(after(1), "add", "workflow::doing")
    row.label(after(1.5), "add", "bug")
    row.label(after(2), "remove", "workflow::doing")
    row.label(after(2) + timedelta(milliseconds=3), "add", "workflow::review")
    row.label(after(3), "remove", "workflow::review")
    row.turn(after(4), "closed")
    row.label(after(5), "add", "workflow::done")
    row.turn(after(6), "reopened")
    row.turn(after(7), "closed")
    assert board(row) == (
        ["0 Open", "1 workflow::doing", "2 workflow::review", "3 Open", "4 Closed", "6 workflow::done", "7 Closed"],
        False, False,
    )  # fmt: skip


def test_an_issue_made_with_a_label_was_never_open() -> None:
    row = issue(1, START)
    row.label(START + timedelta(seconds=1), "add", "Workflow::Doing")
    assert board(row)[0] == ["0 Workflow::Doing"]


def test_labels_by_other_names_are_states_where_somebody_says_so() -> None:
    row = issue(1, START)
    row.label(after(1), "add", "To Do")
    row.label(after(2), "add", "Doing")
    row.label(after(3), "remove", "To Do")
    assert board(row)[0] == ["0 Open"]
    assert board(row, ("to do", "doing"))[0] == ["0 Open", "1 To Do", "2 Doing"]


def test_labels_without_a_beginning_are_taken_as_there_from_the_start_and_told() -> None:
    row = issue(1, START, labels=["workflow::review"])
    row.label(after(2), "remove", "workflow::doing")
    assert board(row) == (["0 workflow::review"], True, False)
    gone = issue(2, START)
    gone.label(after(2), "add", None)
    assert board(gone) == (["0 Open"], True, False)


def test_an_issue_closed_before_there_was_a_history() -> None:
    assert board(issue(1, START, state="closed", closed_at=after(3).isoformat()))[0] == ["0 Open", "3 Closed"]
    assert board(issue(1, START, state="closed"))[1:] == (False, True)


def builds(*jobs: dict[str, Any], status: str = "success", item: str = "") -> list[Any]:
    row = pipeline(9, sha("p"), START, *jobs, status=status)
    own = keep.pipeline(row.data, row.parts["jobs"])
    return list(pipeline_builds(own, item, "group/shop", frozenset({99})))


def test_the_wait_for_a_runner_is_what_gitlab_says_and_not_the_time_since_the_pipeline_was_made() -> None:
    (one,) = builds(job(1, "unit", after(2), 30), job(2, "deploy", after(2.5) + timedelta(minutes=1), 10))
    assert one.queued == at(2) - MINUTE
    assert one.runs == [(at(2), at(2.5)), (at(2.5) + MINUTE, at(2.5) + 11 * MINUTE)]
    assert (one.ended, one.outcome) == (at(2.5) + 11 * MINUTE, "passed")
    assert one.keys == [f"commit:{sha('p')}"]
    assert builds(job(1, "unit", after(2), 30), item="group/shop!3")[0].keys == []
    assert builds(job(1, "unit", after(2), 30, queued_duration=None))[0].queued is None


def test_a_job_that_was_not_started_has_no_time() -> None:
    assert builds(job(1, "unit", None), job(2, "later", None, status="manual"), status="manual") == []
    assert builds(job(99, "deploy", after(1), 5)) == [], "that is told by its deployment"
    (running,) = builds(job(1, "unit", after(1), finished_at=None, status="running"), status="running")
    assert (running.runs, running.ended, running.outcome) == ([(at(1), None)], None, "")


def test_a_job_run_again_is_an_attempt_of_its_own() -> None:
    first, again = builds(
        job(1, "unit", after(1), 30, status="failed"), job(2, "lint", after(1), 10), job(3, "unit", after(4), 30)
    )
    assert (first.outcome, first.ended) == ("failed", at(1.5))
    assert (again.queued, again.outcome) == (at(4) - MINUTE, "passed")
    retried = builds(
        job(1, "unit", after(1), 5, status="failed"), job(2, "lint", after(1), 60), job(3, "unit", after(1.2), 5)
    )
    assert [build.outcome for build in retried] == ["passed"], "it was run again while another one still ran"
    soft = builds(job(1, "audit", after(1), 5, status="failed", allow_failure=True))
    assert [build.outcome for build in soft] == ["passed"]


def test_a_job_started_by_hand_days_later_was_not_waiting_for_a_machine() -> None:
    one, later = builds(job(1, "unit", after(1), 30), job(2, "demo", after(50), 10))
    assert (one.ended, one.outcome) == (at(1.5), "")
    assert (later.queued, later.outcome) == (at(50) - MINUTE, "passed")


def of(row: Row) -> dict[str, Any]:
    said = row.parts.get("merge_requests")
    return keep.deployment({**row.data, "updated_at": row.updated.isoformat()}, said)


def test_a_deployment_waits_runs_and_is_deployed() -> None:
    found = deployment_build(of(deployment(1, sha("d"), after(1))), "group/shop!1", "group/shop")
    assert found is not None
    assert (found.queued, found.runs, found.outcome) == (at(1) - MINUTE, [(at(1), at(1) + 10 * MINUTE)], "passed")
    by_hand = deployment(2, sha("d"), after(1), deployable=None)
    told_only = deployment_build(of(by_hand), "", "group/shop")
    assert told_only is not None
    assert (told_only.queued, told_only.runs, told_only.ended) == (None, [], at(1) + 10 * MINUTE)
    waiting = deployment(3, sha("d"), after(1), status="blocked", deployable=job(7, "deploy", None))
    held = deployment_build(of(waiting), "", "group/shop")
    assert held is not None
    assert (held.queued, held.runs, held.ended, held.outcome) == (at(1), [], None, "")


def test_the_first_deployment_does_not_bring_all_there_ever_was() -> None:
    rows = {n: change(n, START) for n in (1, 2, 3)}
    shas = {n: merge(row, after(n)) for n, row in rows.items()}
    changes = {n: kept(row) for n, row in rows.items()}
    first = of(deployment(1, shas[2], after(2.5), [rows[1], rows[2]]))
    failed = of(deployment(2, shas[3], after(3.5), status="failed"))
    second = of(deployment(3, shas[3], after(4), [rows[3]]))
    ghosts = set[int]()
    merged = {n: at(n) for n in rows}
    found = [(d["id"], iids) for d, iids in brought([second, failed, first], changes, merged, ghosts)]
    assert found == [(1, [2]), (2, []), (3, [3])]
    assert ghosts == {1}


@pytest.mark.parametrize(
    ("name", "tier"),
    [("production", "production"), ("prod-eu", "production"), ("live", "production"), ("preprod", "staging"),
     ("staging", "staging"), ("review/prod-fix", "development"), ("qa", "testing"), ("shop", "other")],
)  # fmt: skip
def test_environments_are_known_by_name_as_gitlab_does(name: str, tier: str) -> None:
    assert tier_of(name) == tier


def test_the_next_page_is_where_the_server_says() -> None:
    asked: dict[str, str | int] = {"per_page": 2, "sort": "asc"}
    link = '<https://inner.local/api/v4/x?cursor=abc&per_page=2&token=evil>; rel="next", <https://x>; rel="first"'
    assert next_page({"link": link}, asked, 2) == {"per_page": "2", "sort": "asc", "cursor": "abc"}
    assert next_page({"link": '<https://x?page=1>; rel="first"'}, asked, 2) is None
    assert next_page({"x-next-page": "3"}, asked, 2) == {**asked, "page": 3}
    assert next_page({"x-next-page": ""}, asked, 2) is None
    assert next_page({}, asked, 2) == {**asked, "page": 2}
    assert next_page({}, asked, 1) is None
    assert next_page({}, {**asked, "pagination": "keyset"}, 2) is None
