"""Pulling from a GitHub on loopback: GraphQL and REST, paging, what is kept and what never is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.support.github_pull import (
    EVERYTHING,
    LATER,
    add_builds,
    add_deliveries,
    entry,
    graphs,
    pulled,
    rows,
    some_issues,
    told,
)  # fmt: skip
from tests.support.github_server import FakeGitHub
from tests.support.github_world import BEGIN, BOT, JANE, PERSONAL, ROBIN, Change, hours, pulls
from tests.support.pulling import Heard, ends_as_if_undisturbed, nobody, stream
from tests.support.server import Asked, Reply, Server, serving
from vsm_tui.connect.pull import pull
from vsm_tui.connect.source import Stopped
from vsm_tui.files.locations import pulled_folder
from vsm_tui.model import InputError

Serve = Callable[[FakeGitHub], Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda github: stack.enter_context(serving(github))


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("GITHUB_TOKEN", "pat")


WAYS: dict[str, dict[str, Any]] = {
    "small pages of steps": {"steps": 2},
    "no GraphQL": {"without": frozenset({"/api/graphql"})},
    "no GraphQL, small pages": {"without": frozenset({"/api/graphql"}), "page": 7},
    "an old server": {"unknown": frozenset({"ADDED_TO_MERGE_QUEUE_EVENT"})},
    "steps torn off": {"torn": frozenset({3, 8, 40})},
    "changes torn off": {"gone": frozenset({1, 8, 60})},
    "too slow for many": {"slow": lambda page: len(page) > 7},
    "too slow for an issue": {"slow": lambda page: any(change.number == 1005 for change in page)},
    "too slow for one": {"slow": lambda page: any(change.number == 30 for change in page)},
}


@pytest.mark.parametrize("way", WAYS)
def test_every_way_of_asking_gives_the_same_log(serve: Serve, tmp_path: Path, way: str) -> None:
    world = [*pulls(60), *some_issues()]
    if way == "an old server":  # it knows no merge queue, so nothing was ever in one
        for change in world:
            change.steps = [step for step in change.steps if step.what not in ("queued", "unqueued")]
    both = "[pull_requests, issues]"
    whole = pulled(tmp_path, FakeGitHub(world), parts=both)
    other = pulled(tmp_path, FakeGitHub(world, **WAYS[way]), parts=both)
    assert not whole.failed
    assert not other.failed
    assert other.parts[0].complete
    assert len(rows(whole)) > 200
    assert rows(other) == rows(whole)
    assert told(other) == told(whole)


def test_what_even_rest_does_not_give_is_told(serve: Serve, tmp_path: Path) -> None:
    hidden = frozenset({r"/api/v3/repos/acme/shop/(issues/4/timeline|pulls/4)", ".*/pulls/8"})
    github = FakeGitHub(pulls(20), torn=frozenset({4}), gone=frozenset({8}), without=hidden)
    done = pulled(tmp_path, github)
    assert told(done)["incomplete-item"] == 1
    assert any("1 of the pull requests could not be read" in note for note in done.events.notes)
    assert "acme/shop#4" in done.events.item
    assert "acme/shop#8" not in done.events.item


def test_without_a_token_it_is_rest(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = pulled(tmp_path, FakeGitHub(pulls(20)))
    monkeypatch.delenv("GITHUB_TOKEN")
    github, heard = FakeGitHub(pulls(20)), Heard()
    site = serve(github)
    done = pull(stream(tmp_path, entry(site.url)), heard)
    assert graphs(site) == []
    assert rows(done) == rows(signed)
    assert "60 requests an hour; set GH_TOKEN or GITHUB_TOKEN" in heard.notes[0]


def test_nothing_of_a_person_is_kept(serve: Serve, tmp_path: Path) -> None:
    for github in (FakeGitHub(pulls(30)), FakeGitHub(pulls(30), without=frozenset({"/api/graphql"}))):
        pulled(tmp_path, github, parts="[pull_requests, issues]")
    kept = b"".join(path.read_bytes() for path in pulled_folder().iterdir())
    written = b"".join(path.read_bytes() for path in tmp_path.glob("*.events*"))
    assert len(kept) > 1000
    assert len(written) > 1000
    for word in PERSONAL:
        assert word.encode() not in (kept + written).lower(), word


def test_the_next_pull_asks_only_for_what_changed(serve: Serve, tmp_path: Path) -> None:
    github = FakeGitHub(pulls(60))
    for change in github.changes:  # all of it before the server's clock
        change.steps = [step for step in change.steps if step.at < LATER - hours(1)]
    site = serve(github)
    file = stream(tmp_path, entry(site.url))
    pull(file, Heard())
    first = len(graphs(site))
    assert first == 4  # 25, 25, 10, and the front again for what was updated meanwhile
    github.changes[2].add("closed", LATER)
    github.changes.append(Change(61, LATER))
    again = pull(file, Heard())
    assert len(graphs(site)) == first + 2
    assert rows(again) == rows(pulled(tmp_path, github))
    log = again.log.read_bytes()
    assert pull(file, Heard()).log.read_bytes() == log


def test_what_is_updated_while_it_is_read_is_not_missed(tmp_path: Path) -> None:
    """The last one of the list jumps to its front when it is merged: behind the back of who reads on."""
    github = FakeGitHub([Change(n, BEGIN + hours(n)) for n in range(1, 61)])

    def answer(asked: Asked) -> Reply:
        reply = github(asked)
        if asked.method == "POST" and not github.changes[0].steps:
            github.changes[0].add("merged", LATER)
        return reply

    with serving(answer) as site:
        done = pull(stream(tmp_path, entry(site.url)), Heard())
    assert ("acme/shop#1", "github:merged") in {(item, state) for item, _, state, _ in rows(done)}


@pytest.mark.parametrize("rest", [False, True])
def test_a_pull_that_is_stopped_goes_on(serve: Serve, tmp_path: Path, *, rest: bool) -> None:
    without = frozenset({"/api/graphql"}) if rest else frozenset[str]()
    github = FakeGitHub([*pulls(60), *some_issues()], without=without)
    add_builds(github)
    add_deliveries(github)
    everything = {"parts": EVERYTHING}
    whole = pulled(tmp_path, github, **everything)
    site = serve(github)
    file = stream(tmp_path, entry(site.url, **everything))
    for turn in range(40):
        try:
            done = pull(file, Heard(stop_after=1 + turn % 3))
        except Stopped:
            continue
        break
    else:
        pytest.fail("it never comes to its end")
    assert turn > 4
    assert rows(done) == rows(whole)


@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX's")
@pytest.mark.parametrize("seed", range(3))
def test_a_pull_that_is_killed_ends_with_the_same_log(tmp_path: Path, seed: int) -> None:
    without = frozenset({"/api/graphql"}) if seed == 2 else frozenset[str]()
    github = FakeGitHub([*pulls(60, seed), *some_issues()], without=without)
    add_builds(github)
    add_deliveries(github)
    ends_as_if_undisturbed(github, lambda url: entry(url, parts=EVERYTHING), tmp_path, seed)


def test_issues_are_opened_closed_and_opened_again(serve: Serve, tmp_path: Path) -> None:
    for without in (frozenset[str](), frozenset({"/api/graphql"})):
        done = pulled(tmp_path, FakeGitHub(some_issues(), without=without), parts="[issues]")
        log = done.events
        own = [(at, state, why) for item, at, state, why in zip(log.item, log.at, log.state, log.outcome, strict=True)
               if item == "acme/shop#1001"]  # fmt: skip
        begin = int(BEGIN.timestamp()) * 1_000_000
        assert own == [
            (begin, "github:opened", ""),
            (begin + 9 * 3_600_000_000, "github:closed", "completed"),
            (begin + 10 * 3_600_000_000, "github:reopened", ""),
            (begin + 30 * 3_600_000_000, "github:closed", "not_planned"),
        ]
        assert log.labels[log.item.index("acme/shop#1001")] == "hotfix"
        assert len({*log.item}) == 61


def test_many_issues_of_one_moment_are_all_read_by_rest(serve: Serve, tmp_path: Path) -> None:
    issues = [Change(n, BEGIN, issue=True) for n in range(1, 70)] + [Change(70, BEGIN + hours(1), issue=True)]
    done = pulled(tmp_path, FakeGitHub(issues, without=frozenset({"/api/graphql"})), parts="[issues]")
    assert len({*done.events.item}) == 70


def board() -> FakeGitHub:
    issue = Change(7, BEGIN, issue=True).add("status", BEGIN + hours(2), "In Review").add("closed", BEGIN + hours(5))
    issue.add("status", BEGIN + hours(6), "Done")
    issue.steps[-1].board = 5
    issue.add("status", BEGIN + hours(7), "Elsewhere")
    issue.steps[-1].board = 9
    return FakeGitHub([issue])


def test_by_rest_there_is_no_board_and_that_is_told(tmp_path: Path) -> None:
    github = board()
    github.without = frozenset({"/api/graphql"})
    done = pulled(tmp_path, github, parts="[issues]", board="5")
    assert any("the status in projects could not be read: only GraphQL tells it" in note for note in done.events.notes)


def test_the_status_of_a_board_is_a_state(serve: Serve, tmp_path: Path) -> None:
    done = pulled(tmp_path, board(), parts="[issues]", board="5")
    assert [row[2] for row in rows(done)] == [
        "github:opened", "github-project:In Review", "github:closed", "github-project:Done"
    ]  # fmt: skip
    without = pulled(tmp_path, board(), parts="[issues]")
    assert [row[2] for row in rows(without)] == ["github:opened", "github:closed"]


@pytest.mark.parametrize("old", [False, True])
def test_a_board_nobody_may_see_is_told_and_the_rest_comes(serve: Serve, tmp_path: Path, *, old: bool) -> None:
    github = board()
    if old:
        github.unknown = frozenset({"PROJECT_V2_ITEM_STATUS_CHANGED_EVENT"})
    else:
        github.boards = False
    heard = Heard()
    done = pull(stream(tmp_path, entry(serve(github).url, parts="[issues]", board="5")), heard)
    assert [row[2] for row in rows(done)] == ["github:opened", "github:closed"]
    assert any("the status in projects cannot be read" in note for note in heard.notes)
    assert "no-access" in told(done)
    github.boards, github.unknown = True, frozenset()
    github.changes[0].touched = LATER
    again = pull(stream(tmp_path, entry(serve(github).url, parts="[issues]", board="5"), name="other"), heard)
    assert "no-access" not in told(again)


def test_a_part_that_is_switched_off_is_told_and_the_rest_comes(serve: Serve, tmp_path: Path) -> None:
    github = FakeGitHub(pulls(5), without=frozenset({".*/actions/runs"}))
    done = pulled(tmp_path, github, parts="[pull_requests, runs]")
    assert not done.failed
    assert any("workflow runs could not be read" in note for note in done.events.notes)
    assert len({*done.events.item}) == 5


def test_a_repository_that_was_renamed(serve: Serve, tmp_path: Path) -> None:
    github = FakeGitHub(pulls(3))

    def answer(asked: Asked) -> Reply:
        old = "/api/v3/repos/old/name"
        if asked.path.startswith(old):
            return Reply({}, 301, {"Location": asked.path.replace(old, "/api/v3/repositories/7")})
        return github(asked)

    heard = Heard()
    with serving(answer) as site:
        done = pull(
            stream(tmp_path, f"{{tool: github, url: '{site.url}', repo: old/name, parts: [pull_requests]}}"), heard
        )
    assert {item.partition("#")[0] for item in done.events.item} == {"acme/shop", "AB-3"}
    assert any("is now called acme/shop" in note for note in heard.notes)


LIMITS: dict[str, tuple[Reply, float]] = {
    "primary": (Reply({"message": "API rate limit exceeded"}, 403, {
        "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1772452830"}), 0),
    "secondary": (Reply({"message": "You have exceeded a secondary rate limit."}, 403), 60),
    "secondary, when": (Reply({"message": "You have exceeded a secondary limit"}, 403, {"Retry-After": "17"}), 17),
    "429": (Reply({"message": "slow down"}, 429, {"Retry-After": "5"}), 5),
    "GraphQL's": (Reply({"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}, headers={
        "Retry-After": "30"}), 30),
    "GraphQL's other": (Reply({"data": None, "errors": [{"type": "RATE_LIMIT", "code": "graphql_rate_limit"}]}), 60),
}  # fmt: skip


@pytest.mark.parametrize("name", LIMITS)
def test_a_limit_is_waited_out(serve: Serve, tmp_path: Path, name: str) -> None:
    github, heard = FakeGitHub(pulls(30)), Heard()
    site = serve(github)
    reply, seconds = LIMITS[name]
    site.faults = [Reply({"full_name": "acme/shop"}), reply]
    done = pull(stream(tmp_path, entry(site.url)), heard)
    assert not done.failed
    assert heard.seconds == pytest.approx(seconds, abs=1) if seconds else heard.seconds >= 0
    assert rows(done) == rows(pulled(tmp_path, FakeGitHub(pulls(30))))


FAULTS = [
    Reply({}, 500), Reply({}, 503, {"Retry-After": "3"}), Reply({"data": {}}, cut=True), Reply(raw=b'{"data": {'),
    Reply({"data": {"repository": None}, "errors": [{"message": "Something went wrong while executing your query."}]}),
    Reply({}, 502),
]  # fmt: skip


@pytest.mark.parametrize("fault", range(len(FAULTS)))
def test_trouble_passes(serve: Serve, tmp_path: Path, fault: int) -> None:
    site = serve(FakeGitHub(pulls(30)))
    site.faults = [Reply({"full_name": "acme/shop"}), FAULTS[fault]]
    done = pull(stream(tmp_path, entry(site.url)), Heard())
    assert not done.failed
    assert rows(done) == rows(pulled(tmp_path, FakeGitHub(pulls(30))))


@pytest.mark.parametrize(
    ("reply", "text"),
    [
        (
            Reply({"message": "Bad credentials"}, 401),
            "does not take GITHUB_TOKEN of the environment; is the token expired",
        ),
        (
            Reply({"message": "Resource protected by organization SAML enforcement."}, 403),
            "SAML enforcement.: GITHUB_TOKEN",
        ),
        (
            Reply({"message": "Not Found"}, 404),
            "there is no repository acme/shop, or GITHUB_TOKEN of the environment may",
        ),
    ],
)
def test_a_refusal_says_what_to_do(serve: Serve, tmp_path: Path, reply: Reply, text: str) -> None:
    site = serve(FakeGitHub(pulls(3)))
    site.faults = [reply]
    done = pull(stream(tmp_path, entry(site.url)), Heard())
    assert text in done.parts[0].missing
    assert not done.written


def test_a_token_that_expires_on_the_way_loses_nothing(serve: Serve, tmp_path: Path) -> None:
    site = serve(FakeGitHub(pulls(60)))
    file = stream(tmp_path, entry(site.url))
    site.faults = [Reply({"full_name": "acme/shop"})]
    github = site.answers

    def expiring(asked: Asked) -> Reply:
        return Reply({"message": "Bad credentials"}, 401) if len(site.asked) > 2 else github(asked)

    site.answers = expiring
    done = pull(file, Heard())
    assert "is the token expired" in done.parts[0].missing
    assert len({*done.events.item}) == 25
    site.answers = github
    assert rows(pull(file, Heard())) == rows(pulled(tmp_path, FakeGitHub(pulls(60))))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{tool: github}", "has no repo: write repo: owner/name"),
        ("{tool: github, repo: shop}", "owner/name"),
        ("{tool: github, repo: ../shop}", "owner/name"),
        ("{tool: github, repo: a/b, url: 'http://ghe.example'}", "write https://ghe.example"),
        ("{tool: github, repo: a/b, parts: [wiki]}", "GitHub has no part ‘wiki’"),
        ("{tool: github, repo: a/b, board: x}", "write board: 5"),
        ("{tool: github, repo: a/b, since: soon}", "write since: 2026-01-31"),
        ("{tool: github, repo: a/b, branch: main}", "has no branch"),
    ],
)
def test_a_wrong_source_is_told_with_its_line(tmp_path: Path, source: str, text: str) -> None:
    with pytest.raises(InputError) as error:
        pull(stream(tmp_path, source), Heard())
    (problem,) = error.value.problems
    assert text in problem.text
    assert problem.line == 11


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("", "https://api.github.com/repos/"),
        ("https://github.com", "https://api.github.com/repos/"),
        ("https://acme.ghe.com", "https://api.acme.ghe.com/repos/"),
        ("https://ghe.example", "https://ghe.example/api/v3/repos/"),
        ("https://ghe.example/api/v3", "https://ghe.example/api/v3/repos/"),
    ],
)
def test_a_plan_says_what_is_asked_and_kept(tmp_path: Path, url: str, base: str) -> None:
    from vsm_tui.connect.plan import planned

    address = f", url: '{url}'" if url else ""
    (plan,) = planned(stream(tmp_path, f"{{tool: github, repo: acme/shop{address}}}"))
    text = "\n".join(plan.lines)
    assert plan.lines[0] == f"GET {base}acme/shop"
    public = base.startswith(("https://api.github.com", "https://api.acme.ghe.com"))
    assert ("query of pullRequests" in text) == public, "the token of the environment is for github.com"
    assert ("/pulls and /issues/N/timeline for each" in text) != public
    assert "no person, account, title, text, branch" in text
    assert "credentials: " in plan.lines[-1]


def test_who_is_no_reviewer(serve: Serve, tmp_path: Path) -> None:
    """Bots, the author, and an account that is a robot because the stream file says so."""
    changes = []
    for number, who in enumerate((JANE, BOT, ROBIN), 1):
        change = Change(number, BEGIN).add("requested", BEGIN + hours(1), who=who if who == BOT else "robin")
        changes.append(
            change.add("reviewed", BEGIN + hours(2), "APPROVED", who, number).add("merged", BEGIN + hours(3))
        )
    done = pulled(tmp_path, FakeGitHub(changes))
    assert [row[0] for row in rows(done) if row[2] == "github:approved"] == ["acme/shop#3"]
    assert told(done)["unreviewed"] == 2
    robot = pulled(tmp_path, FakeGitHub(changes), bots="[Robin]")
    assert "github:approved" not in robot.events.state
    assert told(robot)["unreviewed"] == 3
