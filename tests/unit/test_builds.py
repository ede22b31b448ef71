"""Builds and deployments as events, and as parts of the changes they were made for, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.test_joining import codes, log, rows
from vsm_tui.events import EventLog
from vsm_tui.events.builds import Build, add_builds, commit_key, item_of
from vsm_tui.events.joining import joined
from vsm_tui.events.kinds import resolve
from vsm_tui.events.log import Split
from vsm_tui.events.write import kinds_of

SHA = "0123456789abcdef0123456789abcdef01234567"


def told(*builds: Build) -> list[str]:
    found = EventLog()
    add_builds(found, builds)
    return [f"{a} {k} {s}" for a, k, s in zip(found.at, kinds_of(found), found.state, strict=True)]


def build(queued: int | None, *runs: tuple[int, int | None], ended: int | None = None, **more: object) -> Build:
    made = Build("r@1", queued, runs, ended)
    return replace(made, **more)  # type: ignore[arg-type]  # a build of any kind


def test_a_build_waits_runs_and_passes() -> None:
    assert told(build(10, (20, 30), ended=30, outcome="passed")) == [
        "10 schedule ci:queued", "20 start ci:running", "30 complete ci:running",
        "30 start ci:passed", "30 complete ci:passed",
    ]  # fmt: skip


def test_between_its_jobs_a_build_waits() -> None:
    assert told(build(10, (20, 30), (45, 50), (30, 40), ended=50)) == [
        "10 schedule ci:queued", "20 start ci:running", "40 complete ci:running", "40 schedule ci:queued",
        "45 start ci:running", "50 complete ci:running",
    ]  # fmt: skip


def test_builds_that_overlap_are_told_together() -> None:
    one = build(10, (20, 40), ended=40, outcome="failed")
    two = build(15, (60, 70), ended=70, outcome="passed")
    assert told(one, two) == [
        "10 schedule ci:queued", "20 start ci:running", "40 complete ci:running", "40 start ci:failed",
        "40 complete ci:failed", "40 schedule ci:queued", "60 start ci:running", "70 complete ci:running",
        "70 start ci:passed", "70 complete ci:passed",
    ]  # fmt: skip


def test_a_build_that_goes_on_has_no_end() -> None:
    assert told(build(10, (20, None))) == ["10 schedule ci:queued", "20 start ci:running"]
    assert told(build(10)) == ["10 schedule ci:queued"]


def test_one_cancelled_while_it_waited_ends_waiting() -> None:
    rows = told(build(10, ended=25))
    assert rows == ["10 schedule ci:queued", "25 start ci:queued", "25 complete ci:queued"]
    stays = resolve([(0, "jira:Doing", "enter"), *((int(a), s, k) for a, k, s in (row.split() for row in rows))])
    assert stays[-1] == (25, "jira:Doing", Split.BACK)


def test_a_queue_behind_the_start_or_of_no_time_is_not_known() -> None:
    found = EventLog()
    add_builds(found, [build(30, (20, 40), ended=40), build(None, (50, 60), ended=60)])
    assert found.state == ["ci:running"] * 4
    assert codes(found) == {"no-queue-time": 1, "negative-queue": 1}


def test_what_was_deployed_stays_deployed() -> None:
    good = build(10, (20, 30), ended=30, outcome="passed", kind="deploy")
    bad = build(40, (50, 60), ended=60, outcome="failed", kind="deploy")
    assert told(good, bad)[3:] == [
        "30 enter deploy:deployed", "40 schedule deploy:queued", "50 start deploy:running",
        "60 complete deploy:running", "60 start deploy:failed", "60 complete deploy:failed",
    ]  # fmt: skip


def test_builds_join_a_log_that_has_rows_of_its_own() -> None:
    found = log("r#7 5 github:opened", ref="#7")
    add_builds(found, [build(10, (20, 30), ended=30, keys=("PAY-1", "", commit_key(SHA)), ref="CI #3")])
    assert found.ref == ["#7", "CI #3", "CI #3", "CI #3"]
    assert found.keys == ["", *[f"PAY-1;commit:{SHA}"] * 3]
    assert kinds_of(found) == ["enter", "schedule", "start", "complete"]
    assert found.type == found.labels == found.outcome == []


MOMENT = st.integers(0, 12)
BUILDS = st.lists(
    st.builds(
        lambda queued, runs, ended, how: build(queued, *((a, a + b) for a, b in runs), ended=ended, outcome=how),
        st.none() | MOMENT, st.lists(st.tuples(MOMENT, MOMENT), max_size=3), st.none() | st.integers(12, 24),
        st.sampled_from(["passed", "failed", ""]),
    ),
    min_size=1, max_size=3,
)  # fmt: skip


@given(BUILDS)
def test_touch_is_the_time_any_run_ran_whatever_overlaps(builds: list[Build]) -> None:
    found = EventLog()
    add_builds(found, builds)
    events = list(zip(found.at, found.state, kinds_of(found), strict=True))
    stays = [(-1, "around", Split.MAPPED), *resolve([(-1, "around", "enter"), *events])[1:], (40, "", Split.MAPPED)]
    ran = {
        at
        for (begin, state, split), (end, _, _) in pairwise(stays)
        if state == "ci:running"
        for at in range(begin, end)
        if split == Split.TOUCH
    }
    wanted = {
        at
        for own in builds
        for a, b in own.runs
        for at in range(a, min(40 if b is None else b, 40 if own.ended is None else own.ended))
    }
    assert ran == wanted
    assert found.at == sorted(found.at)


def test_a_build_of_a_commit_is_part_of_its_change_and_of_its_ticket() -> None:
    git = log("r#7 20 git:merged AB-1", "r#8 25 git:merged")
    git.commits = {commit_key(SHA): "r#7"}
    ci = EventLog()
    add_builds(ci, [Build(item_of("job", SHA, 3), 10, [(12, 14)], 14, "passed", [commit_key(SHA)])])
    found = joined([log("AB-1 5 d"), git, ci])
    assert rows(found)[:3] == ["AB-1 5 d", "AB-1 10 ci:queued", "AB-1 12 ci:running"]
    assert {row.split()[0] for row in rows(found)} == {"AB-1", "r#8"}
    assert codes(found) == {"unjoined-change": 1}


def test_a_build_follows_a_change_to_a_ticket_nobody_pulled() -> None:
    ci = EventLog()
    add_builds(ci, [Build("job#3", 10, [(12, 14)], 14, "", ["AB-1"])])
    found = joined([log("r#7 20 git:merged AB-1"), ci])
    assert set(found.item) == {"AB-1"}


def test_a_build_of_a_commit_follows_its_change_to_a_ticket_nobody_pulled() -> None:
    git = log("r#7 20 git:merged AB-1")
    git.commits = {commit_key(SHA): "r#7"}
    ci = EventLog()
    add_builds(ci, [Build("job#3", 10, [(12, 14)], 14, "", [commit_key(SHA)])])
    assert set(joined([git, ci]).item) == {"AB-1"}


def test_builds_of_nothing_that_is_there_are_counted_and_left_out() -> None:
    ci = EventLog()
    nightly = Build("job#4", 10, [(12, 14)], 14, "passed")
    add_builds(ci, [Build("job#3", 10, [(12, 14)], 14, "", ["AB-1"]), nightly])
    found = joined([log("AB-1 5 d"), ci])
    assert set(found.item) == {"AB-1"}
    assert codes(found) == {"unjoined-build": 1}


def test_where_there_are_only_builds_they_are_the_items() -> None:
    ci = EventLog()
    add_builds(ci, [build(10, (12, 14), ended=14), Build("job#3", 10, [(12, 14)], 14)])
    found = joined([ci])
    assert set(found.item) == {"r@1", "job#3"}
    assert found.findings == []


def test_an_item_is_named_after_its_commit() -> None:
    assert item_of("owner/name", SHA.upper(), 3) == "owner/name@0123456789"
    assert item_of("job", "", 3) == "job#3"
    assert commit_key("1234") == ""
