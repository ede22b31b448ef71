"""Builds and pull requests of Azure DevOps, pulled from a server on loopback."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.support.azure_server import JOHN, PERSONAL, ROBOT, FakeAzure, build, job, thread
from tests.support.azure_server import pull as pull_request
from tests.support.pulling import Heard, nobody, stream
from tests.support.server import Reply, serving
from vsm_tui.connect.azure.source import source
from vsm_tui.connect.entries import sources_of
from vsm_tui.connect.pull import Pulled, pull
from vsm_tui.connect.source import Given, Stopped
from vsm_tui.connect.store import opened
from vsm_tui.events.write import iso, kinds_of
from vsm_tui.model import InputError

SHOP = "acme/Shop/_git/shop-api"
SHA, OTHER = "a" * 40, "b" * 40


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("AZURE_DEVOPS_EXT_PAT", "reader")


def entry(url: str, **more: str) -> str:
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    return f"{{tool: azure, url: '{url}/acme', project: Shop{extra}}}"


def at(hour: int, minute: int = 0, day: int = 5) -> str:
    return f"2026-01-{day:02}T{hour:02}:{minute:02}:00.1234567Z"


def told(done: Pulled) -> list[str]:
    """The log of the first source, before joining."""
    log = done.parts[0].log
    return [f"{iso(a)[11:16]} {k} {s}" for a, k, s in zip(log.at, kinds_of(log), log.state, strict=True)]


def quick(number: int, hour: int = 9, day: int = 5, **more: Any) -> dict[str, Any]:
    return build(number, at(hour, 0, day), at(hour, 2, day), at(hour, 5, day), **more)


def test_a_build_waits_runs_and_passes_and_waits_for_its_gate(tmp_path: Path) -> None:
    jobs = [
        *job("test", at(9, 3), at(9, 8)),
        *job("lint", at(9, 3), at(9, 4)),
        *job("skipped", None, None, "skipped"),
        *job("west", at(11), at(11, 5), stage="Production"),
        *job("east", at(11, 1), at(11, 9), stage="Production"),
    ]
    one = build(7, at(9), at(9, 2), at(11, 9), jobs=jobs, changes=[SHA, OTHER])
    with serving(FakeAzure([one], reader="reader")) as server:
        done = pull(stream(tmp_path, entry(server.url)), Heard())
        assert not done.failed
        assert told(done) == [
            "09:00 schedule ci:queued", "09:03 start ci:running", "09:08 complete ci:running",
            "09:08 schedule ci:queued", "11:00 start ci:running", "11:09 complete ci:running",
            "11:09 start ci:passed", "11:09 complete ci:passed",
        ]  # fmt: skip
        apart = pull(stream(tmp_path, entry(server.url, deployments="[production]")), Heard())
    assert told(apart)[5:] == [
        "09:08 schedule deploy:queued", "11:00 start deploy:running", "11:09 complete deploy:running",
        "11:09 enter deploy:deployed",
    ]  # fmt: skip
    log = apart.parts[0].log
    assert set(log.item) == {f"{SHOP}@aaaaaaaaaa"}
    assert set(log.keys) == {f"commit:{SHA};commit:{OTHER}"}, "what a deployment brings"
    assert nothing_personal(tmp_path, apart)


def nothing_personal(folder: Path, done: Pulled) -> bool:
    stored = "".join(
        row[0]
        for file in folder.rglob("*.sqlite")
        for row in sqlite3.connect(file).execute("SELECT body||cursor FROM page")
    )
    assert stored
    return not [word for word in PERSONAL if word in stored.lower() + done.log.read_text().lower()]


def test_jobs_that_are_run_again_are_another_attempt(tmp_path: Path) -> None:
    first = [*job("build", at(9, 3), at(9, 5)), *job("test", at(9, 5), at(9, 9), "failed", stage="Test")]
    second = [
        *job("build", at(9, 3), at(9, 5)),
        *job("test", at(10, 2), at(10, 6), stage="Test", attempt=2, staged=at(10)),
    ]
    one = build(7, at(9), at(9, 2), at(10, 6), jobs=second, earlier={"old-1": first})
    with serving(FakeAzure([one])) as server:
        done = pull(stream(tmp_path, entry(server.url)), Heard())
    assert told(done) == [
        "09:00 schedule ci:queued", "09:03 start ci:running", "09:09 complete ci:running", "09:09 start ci:failed",
        "09:09 complete ci:failed", "10:00 schedule ci:queued", "10:02 start ci:running", "10:06 complete ci:running",
        "10:06 start ci:passed", "10:06 complete ci:passed",
    ]  # fmt: skip


def test_cancelled_and_going_on_have_no_verdict(tmp_path: Path) -> None:
    builds = [
        build(1, at(9), at(9, 2), at(9, 5), "canceled", sourceVersion=OTHER),
        build(2, at(10), None, at(10, 5), "canceled", sourceVersion="c" * 40),
        build(3, at(11), None, None, sourceVersion="d" * 40),
    ]
    with serving(FakeAzure(builds)) as server:
        done = pull(stream(tmp_path, entry(server.url)), Heard())
    assert told(done) == [
        "09:00 schedule ci:queued", "09:02 start ci:running", "09:05 complete ci:running", "10:00 schedule ci:queued",
        "10:05 start ci:queued", "10:05 complete ci:queued", "11:00 schedule ci:queued",
    ]  # fmt: skip


def test_a_pull_request_is_a_change_with_its_reviews_and_builds(tmp_path: Path) -> None:
    threads = [
        thread(at(9, 1), "ReviewersUpdate", CodeReviewReviewersUpdatedNumAdded=1),
        thread(at(9, 2), "VoteUpdate", JANE_VOTES, CodeReviewVoteResult="10"),
        thread(at(9, 3), who=ROBOT),
        thread(at(9, 4), "RefUpdate", CodeReviewRefNewCommits=OTHER),
        thread(at(9, 20), "IsDraftUpdate", CodeReviewIsDraft="False"),
        thread(at(10), who=JOHN),
        thread(at(10, 5), "VoteUpdate", JOHN, CodeReviewVoteResult="-5"),
        thread(at(11), "RefUpdate", CodeReviewRefNewCommits="c" * 40),
        thread(at(12), "VoteUpdate", JOHN, CodeReviewVoteResult="10"),
    ]
    change = pull_request(12, at(9), at(13), "completed", threads=threads)
    ci = quick(7, 9, sourceBranch="refs/pull/12/merge", sourceVersion="e" * 40, triggerInfo={"pr.sourceSha": OTHER})
    main = quick(8, 14, sourceVersion=f"{12:040x}")
    with serving(FakeAzure([ci, main], [change])) as server:
        done = pull(stream(tmp_path, entry(server.url)), Heard())
    assert [row for row in told(done) if "azure" in row] == [
        "09:00 enter azure-pr:opened", "09:00 enter azure-pr:draft", "09:01 enter azure-pr:review_requested",
        "09:20 enter azure-pr:ready", "10:00 enter azure-pr:commented", "10:05 enter azure-pr:changes_requested",
        "11:00 enter azure-pr:pushed", "12:00 enter azure-pr:approved", "13:00 enter azure-pr:merged",
    ]  # fmt: skip
    assert set(done.events.item) == {"PAY-12"}, "both builds and the change are parts of the ticket its branch names"
    assert done.events.state.count("ci:passed") == 4
    assert nothing_personal(tmp_path, done)


JANE_VOTES = {"id": "id-jane"}


def test_what_was_closed_and_opened_again_is_told_so(tmp_path: Path) -> None:
    threads = [
        thread(at(h), "StatusUpdate", CodeReviewStatus=s)
        for h, s in ((10, "Abandoned"), (11, "Active"), (12, "Completed"))
    ]
    pulls = [
        pull_request(1, at(9), at(12), "completed", threads=threads),
        pull_request(2, at(9), at(9, 30), "abandoned"),
    ]
    with serving(FakeAzure([], pulls)) as server:
        done = pull(stream(tmp_path, entry(server.url, repo="shop-api")), Heard())
        assert any("/git/repositories/guid-shop/pullrequests" in asked.path for asked in server.asked)
    assert [row.split(":")[-1] for row in told(done)] == ["opened", "closed", "reopened", "merged", "opened", "closed"]


def test_later_pulls_read_what_is_new_and_what_was_open(tmp_path: Path) -> None:
    fake = FakeAzure([quick(n, day=n) for n in range(1, 8)], [pull_request(n, at(9)) for n in range(1, 61)])
    fake.builds[1] |= {"status": "inProgress", "finishTime": None, "result": None}
    for one in fake.pulls[3:]:
        one |= {"status": "completed", "closedDate": at(10)}
    with serving(fake) as server:
        file = stream(tmp_path, entry(server.url))
        first = pull(file, Heard())
        assert first.parts[0].complete
        assert len([a for a in server.asked if a.path.endswith("/builds")]) == 3
        assert len([a for a in server.asked if a.path.endswith("/pullrequests")]) == 2
        with opened(first.parts[0].source) as store:
            assert store.cursor["open"] == [2]
            assert store.cursor["open_pulls"] == [3, 2, 1]
        fake.builds[1] |= {"status": "completed", "finishTime": at(9, 5, 2), "result": "failed"}
        fake.pulls[0] |= {"status": "completed", "closedDate": at(15)}
        del server.asked[:]
        second = pull(file, Heard())
        assert not [a for a in server.asked if a.path.endswith("/builds/7/timeline")], "a day old: not read again"
        assert [a.path.split("/")[-1] for a in server.asked if "/git/pullrequests/" in a.path] == ["3", "2", "1"]
    assert told(first).count("15:00 enter azure-pr:merged") == 0
    assert told(second).count("15:00 enter azure-pr:merged") == 1
    assert told(second).count("09:05 start ci:failed") == 1


@pytest.mark.parametrize("stop", [0, 1, 2, 3, 4])
def test_one_stopped_anywhere_goes_on_and_gives_the_same_log(tmp_path: Path, stop: int) -> None:
    fake = FakeAzure([quick(n, day=n) for n in range(1, 8)], [pull_request(n, at(9)) for n in range(1, 61)])
    with serving(fake) as server:
        whole = pull(stream(tmp_path, entry(server.url)), Heard()).log.read_text()
        file = stream(tmp_path, entry(server.url, since="2025-01-01"), name="cut")
        with pytest.raises(Stopped):
            pull(file, Heard(stop_after=stop))
        done = pull(file, Heard())
    assert done.parts[0].complete
    assert done.log.read_text() == whole


def test_since_ends_the_reading(tmp_path: Path) -> None:
    fake = FakeAzure([quick(n, day=n) for n in range(1, 8)], [pull_request(n, at(9, 0, n)) for n in range(1, 8)])
    with serving(fake) as server:
        done = pull(stream(tmp_path, entry(server.url, since="2026-01-06")), Heard())
    assert [row for row in told(done) if "opened" in row] == ["09:00 enter azure-pr:opened"] * 2
    assert told(done).count("09:05 start ci:passed") == 2


@pytest.mark.parametrize(
    ("fault", "waited"),
    [
        (Reply({"message": "blocked"}, 429, {"Retry-After": "12", "X-RateLimit-Remaining": "0"}), 12),
        (Reply({"value": []}, 200, {"Retry-After": "12", "X-RateLimit-Delay": "0.5"}), 12),
        (Reply({}, 503, {"Retry-After": "12"}), 12),
        (Reply({}, 500), 0),
        (Reply({"value": []}, cut=True), 0),
    ],
)
def test_trouble_that_passes_is_waited_for(tmp_path: Path, fault: Reply, waited: float) -> None:
    with serving(FakeAzure([quick(1)])) as server:
        server.faults.append(fault)
        done = pull(stream(tmp_path, entry(server.url)), heard := Heard())
    assert not done.failed
    assert heard.seconds >= waited
    assert heard.waited


@pytest.mark.parametrize("signs_in", [203, 302, 401])
def test_a_token_that_expired_is_told_and_what_came_stays(tmp_path: Path, signs_in: int) -> None:
    fake = FakeAzure([quick(1)], reader="reader", signs_in=signs_in)
    with serving(fake) as server:
        file = stream(tmp_path, entry(server.url))
        assert not pull(file, Heard()).failed
        fake.reader = "another"
        done = pull(file, Heard())
    assert "does not take AZURE_DEVOPS_EXT_PAT" in done.parts[0].missing
    assert "expired" in done.parts[0].missing
    assert len(told(done)) == 5


def test_without_a_token_that_is_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_DEVOPS_EXT_PAT")
    with serving(FakeAzure([], reader="reader")) as server:
        done = pull(stream(tmp_path, entry(server.url)), Heard())
    assert "set AZURE_DEVOPS_EXT_PAT" in done.parts[0].missing


def test_a_project_or_repository_that_is_not_there(tmp_path: Path) -> None:
    with serving(FakeAzure()) as server:
        gone = pull(stream(tmp_path, entry(server.url).replace("Shop", "Shpo")), Heard())
        other = pull(stream(tmp_path, entry(server.url, repo="shop"), name="other"), Heard())
    assert "no project Shpo" in gone.parts[0].missing
    assert "there are shop-api" in other.parts[0].missing


def test_what_it_would_ask_and_keep(tmp_path: Path) -> None:
    [named] = sources_of(stream(tmp_path, "{tool: azure, url: 'https://dev.azure.com/acme', project: Shop}"))
    text = "\n".join(named.source.plan({}))
    assert "GET https://dev.azure.com/acme/Shop/_apis/build/builds" in text
    assert "credentials: AZURE_DEVOPS_EXT_PAT" in text
    assert "not kept: persons" in text


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"project": "Shop"}, "no url"),
        ({"url": "https://dev.azure.com/acme"}, "no project"),
        ({"url": "https://dev.azure.com", "project": "Shop"}, "whose"),
    ],
)
def test_an_entry_that_lacks_something(values: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        source(Given(values))
