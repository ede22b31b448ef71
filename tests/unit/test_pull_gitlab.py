"""Pulling from a GitLab on loopback: paging, limits, refusals, what is kept, what is joined, what is measured."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.gitlab_payloads import (
    BOT,
    JANE,
    PERSONAL,
    PROJECT,
    START,
    Row,
    change,
    commit,
    deployment,
    issue,
    job,
    merge,
    pipeline,
    release,
    sha,
)
from tests.support.gitlab_server import FakeGitLab, limited, world
from tests.support.jira_server import FakeJira, tickets
from tests.support.pulling import Heard, jira_source, nobody, stream
from tests.support.server import Asked, Reply, Server, serving
from vsm_tui.cli.main import run
from vsm_tui.connect.pull import Pulled, pull
from vsm_tui.connect.source import Stopped
from vsm_tui.files.locations import pulled_folder
from vsm_tui.model import InputError

Serve = Callable[..., Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda answers: stack.enter_context(serving(answers))


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("GITLAB_TOKEN", "pat")


def entry(site: Server, **more: str) -> str:
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    return f"{{tool: gitlab, project: {PROJECT}, url: '{site.url}'{extra}}}"


def rows(done: Pulled) -> list[tuple[Any, ...]]:
    log = done.events
    kinds = log.kind or [""] * len(log)
    return sorted(zip(log.item, log.at, log.state, kinds, strict=True))


def said(done: Pulled, item: str) -> list[str]:
    """``HOURS STATE`` of one item, without what is only a moment's activity."""
    begin = int(START.timestamp() * 1_000_000)
    return [f"{(at - begin) / 3.6e9:g} {state}" for name, at, state, kind in rows(done) if name == item and not kind]


def codes(done: Pulled) -> dict[str, int | None]:
    return {finding.code: finding.count for finding in done.events.findings}


def after(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def whole(tmp_path: Path, count: int = 25) -> list[tuple[Any, ...]]:
    """What a pull without any trouble gives."""
    gitlab = world(count)
    with serving(gitlab) as site:
        done = pull(stream(tmp_path, entry(site), name="whole"), Heard())
    assert not done.failed
    assert gitlab.refused == []
    return rows(done)


@pytest.mark.parametrize(
    ("headers", "page"), [("both", 100), ("both", 7), ("link", 100), ("link", 7), ("numbers", 7), ("none", 100)]
)
def test_however_gitlab_pages_the_log_is_the_same(serve: Serve, tmp_path: Path, headers: str, page: int) -> None:
    gitlab = world(25)
    gitlab.page, gitlab.headers = page, headers
    done = pull(stream(tmp_path, entry(serve(gitlab))), Heard())
    assert done.parts[0].complete
    assert gitlab.refused == []
    assert rows(done) == whole(tmp_path)
    assert len(rows(done)) > 200


def test_a_server_that_names_itself_wrongly_is_asked_where_it_is(serve: Serve, tmp_path: Path) -> None:
    gitlab = world(25)
    gitlab.page, gitlab.headers, gitlab.foreign = 7, "link", "http://gitlab.inner.example"
    assert rows(pull(stream(tmp_path, entry(serve(gitlab))), Heard())) == whole(tmp_path)


def test_every_request_only_reads(serve: Serve, tmp_path: Path) -> None:
    site = serve(world(5))
    file = stream(tmp_path, entry(site))
    pull(file, Heard())
    pull(file, Heard())
    assert {asked.method for asked in site.asked} == {"GET"}
    assert {asked.headers["authorization"] for asked in site.asked} == {"Bearer pat"}
    assert not any("private-token" in asked.headers for asked in site.asked), "it would survive being redirected"


def test_nothing_of_a_person_is_kept(serve: Serve, tmp_path: Path) -> None:
    gitlab = world(15)
    gitlab.issues[0].label(after(900), "add", "workflow::review")
    gitlab.releases = [release("v1", sha(1), after(1)), release("v2", sha(2), after(2))]
    gitlab.between = {(sha(1), sha(2)): [gitlab.changes[0].data["sha"]]}
    pull(stream(tmp_path, entry(serve(gitlab))), Heard())
    kept = b"".join(path.read_bytes() for path in pulled_folder().rglob("*") if path.is_file())
    written = b"".join(path.read_bytes() for path in tmp_path.glob("features.events*"))
    assert len(kept) > 5000
    assert len(written) > 3000
    for word in PERSONAL:
        assert word.encode() not in (kept + written).lower(), word


def test_pulling_again_changes_nothing_and_asks_only_for_what_changed(serve: Serve, tmp_path: Path) -> None:
    gitlab = world(25)
    site = serve(gitlab)
    file = stream(tmp_path, entry(site))
    log = pull(file, Heard()).log
    before, first = log.read_bytes(), len(site.asked)
    pull(file, Heard())
    again = site.asked[first:]
    assert log.read_bytes() == before
    assert len(again) == 9
    since = {asked.query["updated_after"] for asked in again if "updated_after" in asked.query}
    assert since == {"2026-03-02T11:45:00Z"}, "the server's clock, less a quarter of an hour"
    gitlab.changes[3].note(datetime(2026, 3, 2, 12, 5, tzinfo=UTC), "requested changes")
    gitlab.issues.append(issue(77, datetime(2026, 3, 2, 12, 6, tzinfo=UTC)))
    first = len(site.asked)
    done = pull(file, Heard())
    assert len(site.asked) - first == 9 + 4 + 2
    assert ("group/shop#77" in done.events.item) is True
    assert gitlab.refused == []


def test_what_is_changed_while_it_is_paged_through_hides_nothing(tmp_path: Path) -> None:
    gitlab = world(25)
    gitlab.page = 5
    moved = iter(gitlab.changes[:12])

    def answer(asked: Asked) -> Reply:
        reply = gitlab(asked)
        if asked.path.endswith("/merge_requests") and (row := next(moved, None)):
            row.updated = datetime(2026, 3, 2, 13, tzinfo=UTC)  # it is the last one now: all others move up
        return reply

    with serving(answer) as site:
        done = pull(stream(tmp_path, entry(site)), Heard())
    assert rows(done) == whole(tmp_path)


def test_more_rows_of_one_moment_than_a_page(serve: Serve, tmp_path: Path) -> None:
    """A project that was imported: everything was changed at once."""
    gitlab = world(25)
    gitlab.page = 4
    for row in (*gitlab.changes, *gitlab.issues):
        row.updated = datetime(2026, 3, 1, tzinfo=UTC)
    site = serve(gitlab)
    assert rows(pull(stream(tmp_path, entry(site)), Heard())) == whole(tmp_path)
    notes = [asked.path for asked in site.asked if asked.path.endswith("/notes") and "page" not in asked.query]
    assert len(notes) == len(set(notes)) == 25, "each is read once"


def test_lists_in_no_order_are_read_whole(tmp_path: Path) -> None:
    gitlab = world(25)
    gitlab.page = 6

    def answer(asked: Asked) -> Reply:
        reply = gitlab(asked)
        if isinstance(reply.data, list) and "updated_after" in asked.query:
            reply.data.reverse()
        return reply

    with serving(answer) as site:
        done = pull(stream(tmp_path, entry(site)), Heard())
    assert rows(done) == whole(tmp_path)


def test_a_list_that_repeats_its_page_ends(tmp_path: Path) -> None:
    gitlab = world(12)
    gitlab.page = 5

    def answer(asked: Asked) -> Reply:
        query = {key: value for key, value in asked.query.items() if key not in ("page", "updated_after")}
        if asked.path.endswith("/issues"):
            asked = Asked(asked.method, asked.path, {**query, "order_by": "updated_at"}, asked.headers)
        return gitlab(asked)

    with serving(answer) as site:
        done = pull(stream(tmp_path, entry(site)), Heard())
    assert "same page again" in done.parts[0].missing
    assert len(done.events) > 50, "what came before is there"


@pytest.mark.parametrize("dialect", ["reset", "after", "date"])
def test_it_waits_as_long_as_gitlab_asks(serve: Serve, tmp_path: Path, dialect: str) -> None:
    site = serve(world(3))
    heard = Heard()
    now = datetime.now(UTC)
    ahead = int((datetime(2026, 3, 2, 12, tzinfo=UTC) - now).total_seconds())
    reply = limited(9, dialect)
    if dialect != "after":  # those are moments: nine seconds from now
        reply = limited(9 - ahead, dialect)
    site.faults = [reply, reply]
    done = pull(stream(tmp_path, entry(site)), heard)
    assert not done.failed
    assert "allows no more requests for now" in heard.why[0]
    assert 14 <= heard.seconds <= 20
    assert rows(done) == whole(tmp_path, 3)


def test_trouble_that_passes_is_waited_out(serve: Serve, tmp_path: Path) -> None:
    site = serve(world(3))
    site.faults = [
        Reply(raw=b"<html>502</html>", status=502, headers={"Content-Type": "text/html"}),
        Reply([], cut=True),
        Reply(raw=b'[{"id": 1, ', status=200),
        Reply({}, 503, {"Retry-After": "3"}),
    ]
    assert rows(pull(stream(tmp_path, entry(site)), Heard())) == whole(tmp_path, 3)


def test_one_merge_request_gitlab_cannot_give_does_not_stop_the_others(serve: Serve, tmp_path: Path) -> None:
    gitlab = world(6)

    def answer(asked: Asked) -> Reply:
        broken = asked.path.endswith(("merge_requests/2/notes", "merge_requests/4/commits"))
        return Reply({"message": "500 Internal Server Error"}, 500) if broken else gitlab(asked)

    done = pull(stream(tmp_path, entry(serve(answer))), Heard())
    assert not done.failed
    assert done.parts[0].complete
    assert codes(done)["incomplete-item"] == 2
    assert {row[0] for row in rows(done)} == {row[0] for row in whole(tmp_path, 6)}


def test_a_server_that_is_down_is_no_gap_in_the_data(serve: Serve, tmp_path: Path) -> None:
    gitlab = world(6)
    down = True

    def answer(asked: Asked) -> Reply:
        if down and "/merge_requests/3" in asked.path:
            return Reply({"message": "500"}, 500)
        return gitlab(asked)

    file = stream(tmp_path, entry(serve(answer)))
    done = pull(file, Heard())
    assert "HTTP 500" in done.parts[0].missing
    assert codes(done)["incomplete-source"] is None
    assert "group/shop!1" in done.events.item, "nothing is known of issues yet, but what came is there"
    down = False
    assert rows(pull(file, Heard())) == whole(tmp_path, 6)


def test_an_answer_larger_than_any_list(serve: Serve, tmp_path: Path) -> None:
    gitlab = world(2)
    huge = Reply(raw=b"[" + b" " * 50_000_001 + b"]")
    site = serve(lambda asked: huge if asked.path.endswith("/issues") else gitlab(asked))
    done = pull(stream(tmp_path, entry(site)), Heard())
    assert "larger than 50 MB" in done.parts[0].missing


def test_a_token_that_expires_on_the_way(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gitlab, all_of_it = world(10), whole(tmp_path, 10)
    left = iter(range(40))
    site = serve(lambda asked: gitlab(asked) if next(left, None) is not None else Reply({"error": "expired"}, 401))
    file = stream(tmp_path, entry(site))
    done = pull(file, Heard())
    assert "does not take GITLAB_TOKEN of the environment; is the token expired" in done.parts[0].missing
    assert done.written
    site.answers, gitlab.token = gitlab, "new"
    monkeypatch.setenv("GITLAB_TOKEN", "new")
    before = len(site.asked)
    assert rows(pull(file, Heard())) == all_of_it
    assert len(site.asked) - before < 50, "it goes on where it was"


def test_refusals_say_what_to_do(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scope = Reply({"error": "insufficient_scope", "scope": "api read_api"}, 403)
    done = pull(stream(tmp_path, entry(serve(lambda _: scope)), name="scope"), Heard())
    assert "needs the scope read_api" in done.parts[0].missing
    missing = Reply({"message": "404 Project Not Found"}, 404)
    done = pull(stream(tmp_path, entry(serve(lambda _: missing)), name="none"), Heard())
    assert "there is no project group/shop, or GITLAB_TOKEN of the environment may not see it" in done.parts[0].missing
    page = Reply(raw=b"<html>Sign in</html>", headers={"Content-Type": "text/html"})
    done = pull(stream(tmp_path, entry(serve(lambda _: page)), name="page"), Heard())
    assert "not JSON: is the address right?" in done.parts[0].missing
    monkeypatch.delenv("GITLAB_TOKEN")
    heard = Heard()
    done = pull(stream(tmp_path, entry(serve(lambda _: missing)), name="open"), heard)
    assert "it is not public: set GITLAB_TOKEN" in done.parts[0].missing
    assert "without credentials" in heard.notes[0]


@pytest.mark.parametrize("status", [403, 404])
def test_parts_a_token_may_not_see_are_told_and_the_others_read(serve: Serve, tmp_path: Path, status: int) -> None:
    """GitLab says 404 for most of what it does not let see."""
    gitlab = world(6)
    gitlab.without, gitlab.status = frozenset({"issues", "pipelines", "environments", "releases", "boards"}), status
    file = stream(tmp_path, entry(serve(gitlab)))
    done = pull(file, Heard())
    assert not done.failed
    told = " ".join(finding.text for finding in done.events.findings if finding.code == "no-access")
    assert all(part in told for part in ("issues", "pipelines", "releases", "environments"))
    assert {state.partition(":")[0] for _, _, state, _ in rows(done)} == {"git", "gitlab"}
    gitlab.without = frozenset()
    again = pull(file, Heard())
    assert "no-access" not in codes(again)
    assert rows(again) == whole(tmp_path, 6), "from their beginning, not from the last pull on"


def test_a_project_that_moved_is_found(tmp_path: Path) -> None:
    gitlab = world(3)

    def answer(asked: Asked) -> Reply:
        if asked.path == "/api/v4/projects/group%2Fold":
            return Reply({}, 301, {"Location": f"http://{asked.headers['host']}/api/v4/projects/7"})
        return gitlab(asked)

    with serving(answer) as site:
        done = pull(stream(tmp_path, entry(site).replace(PROJECT, "group/old")), Heard())
    assert rows(done) == whole(tmp_path, 3), "items are called as the project is called now"


@pytest.mark.parametrize("seed", range(6))
def test_a_pull_that_is_killed_again_and_again_ends_with_the_same_log(tmp_path: Path, seed: int) -> None:
    """Stopped after any number of requests, at any place; each next pull goes on."""
    rng, gitlab = random.Random(seed), world(12)
    gitlab.page = rng.choice([3, 5, 100])
    heard, left = Heard(), rng.randrange(1, 30)

    def answer(asked: Asked) -> Reply:
        nonlocal left
        left -= 1
        if left <= 0:
            heard.stop()
        return gitlab(asked)

    with serving(answer) as site:
        file = stream(tmp_path, entry(site))
        for _ in range(100):
            try:
                done = pull(file, heard)
                break
            except Stopped:
                heard, left = Heard(), rng.randrange(8, 40)
        else:
            pytest.fail("it never came to its end")
    assert done.parts[0].complete
    assert rows(done) == whole(tmp_path, 12)


def test_progress_is_counted(serve: Serve, tmp_path: Path) -> None:
    heard = Heard()
    pull(stream(tmp_path, entry(serve(world(5)))), heard)
    assert [done for done, _ in heard.counts][:7] == [0, 1, 2, 3, 4, 5, 0]


def shop(*changes: Row, **more: Any) -> FakeGitLab:
    return FakeGitLab(changes=list(changes), **more)


def test_one_items_way_from_a_ticket_over_a_merge_request_to_production(serve: Serve, tmp_path: Path) -> None:
    jira = FakeJira([tickets(1)[0]])
    jira.tickets[0].created, jira.tickets[0].changes = after(0), []
    jira.tickets[0].move(after(1), "3")
    own = change(1, after(5), title="AB-1: secret-plan")
    own.say(after(6))
    own.note(after(7), "approved this merge request")
    landed = merge(own, after(8), squash=True)
    earlier = change(2, after(1), source_branch="no-ticket")
    first = merge(earlier, after(2))
    gitlab = shop(own, earlier, pipelines=[
        pipeline(1, own.data["sha"], after(5), job(1, "unit", after(5.1), 6)),
        pipeline(2, landed, after(8), job(2, "unit", after(8.1), 6), job(7012, "deploy", after(9), 10), ref="main"),
        pipeline(3, sha("nightly"), after(4), job(3, "unit", after(4), 60)),
        pipeline(4, sha("cron"), after(4), job(4, "unit", after(4), 60), source="schedule"),
    ], deployments=[deployment(11, first, after(3), [earlier]), deployment(12, landed, after(9), [own])])  # fmt: skip
    sources = jira_source(serve(jira).url), entry(serve(gitlab))
    done = pull(stream(tmp_path, *sources), Heard())
    assert said(done, "AB-1") == [
        "0 jira:To Do", "1 jira:In Progress", "4 git:committed", "5 gitlab:opened", "6 gitlab:commented",
        "7 gitlab:approved", "8 gitlab:merged", "9.16667 deploy:deployed",
    ]  # fmt: skip
    activities = [state for item, _, state, kind in rows(done) if item == "AB-1" and kind]
    assert activities.count("ci:queued") == 2
    assert activities.count("deploy:queued") == 1
    assert codes(done)["unjoined-change"] == 1
    assert codes(done)["unjoined-build"] == 1, "the nightly one; what a schedule began is not even asked for"
    assert codes(done)["unreviewed"] == 1
    assert gitlab.refused == []


def test_issues_branches_and_other_projects_of_the_same_server(serve: Serve, tmp_path: Path) -> None:
    gitlab = shop(
        change(1, after(5), description="Closes #10"),
        change(2, after(5), source_branch="11-by-its-branch", description=""),
        change(3, after(5), source_branch="12-names-no-issue", description=""),
        change(4, after(5), source_branch="13-an-issue-made-later", description=""),
        issues=[issue(10, after(1)), issue(11, after(1)), issue(13, after(9))],
    )
    done = pull(stream(tmp_path, entry(serve(gitlab))), Heard())
    assert {*done.events.item} == {f"group/shop{n}" for n in ("#10", "#11", "!3", "!4", "#13")}
    assert codes(done)["unjoined-change"] == 2
    assert codes(done)["no-change"] == 1


def test_releases_bring_what_lies_between_them(serve: Serve, tmp_path: Path) -> None:
    one, two, open_one = change(1, after(1)), change(2, after(3)), change(3, after(3))
    merged = [merge(one, after(2)), merge(two, after(4))]
    gitlab = shop(
        one, two, open_one, releases=[release("v1", merged[0], after(2.5)), release("v2", sha("v2"), after(6))]
    )
    gitlab.between = {(merged[0], sha("v2")): [sha("else"), merged[1], open_one.data["sha"]]}
    site = serve(gitlab)
    file = stream(tmp_path, entry(site))
    done = pull(file, Heard())
    assert said(done, "group/shop!2")[-1] == "6 git:released"
    assert "git:released" not in [state for item, _, state, _ in rows(done) if item != "group/shop!2"]
    gitlab.releases.append(release("v3", sha("v3"), after(9)))
    before = len(site.asked)
    pull(file, Heard())
    compared = [asked.query for asked in site.asked[before:] if asked.path.endswith("/compare")]
    assert compared == [{"from": sha("v2"), "to": sha("v3")}], "what was compared is not compared again"


def test_labels_that_are_states_are_told_by_the_boards_where_none_is_used(serve: Serve, tmp_path: Path) -> None:
    ticket = issue(1, after(0))
    ticket.label(after(1), "add", "Doing")
    site = serve(shop(issues=[ticket], boards=["Doing", "Review"]))
    done = pull(stream(tmp_path, entry(site)), Heard())
    assert said(done, "group/shop#1") == ["0 gitlab-label:Open"]
    (text,) = [finding.text for finding in done.events.findings if finding.code == "no-label-states"]
    assert "its boards have Doing, Review" in text
    done = pull(stream(tmp_path, entry(site, labels="'Doing, Review'"), name="told"), Heard())
    assert said(done, "group/shop#1") == ["0 gitlab-label:Open", "1 gitlab-label:Doing"]
    assert "no-label-states" not in codes(done)


def test_older_versions_tell_labels_in_notes_by_number(serve: Serve, tmp_path: Path) -> None:
    own = change(1, after(0))
    own.note(after(1), "added ~12 label")
    own.note(after(2), "added ~13 and removed ~12 labels")
    gitlab = shop(own, labels={12: "workflow::doing", 13: "workflow::review"})
    done = pull(stream(tmp_path, entry(serve(gitlab))), Heard())
    assert said(done, "group/shop!1")[1:] == [
        "0 gitlab:opened", "1 gitlab-label:workflow::doing", "2 gitlab-label:workflow::review"
    ]  # fmt: skip


def test_what_cannot_be_known_is_counted(serve: Serve, tmp_path: Path) -> None:
    fork, bare = change(1, after(1), source_project_id=99), change(2, after(1))
    bare.parts["commits"] = []
    timeless = change(3, after(1), created_at=None)
    late = job(1, "unit", None, status="success")
    gitlab = shop(fork, bare, timeless, pipelines=[
        pipeline(1, sha(1), after(2), late, ref="refs/merge-requests/2/head"),
        pipeline(2, bare.data["sha"], after(2), job(2, "unit", after(3), 5, queued_duration=None)),
    ], environments=[{"id": 1, "name": "qa"}])  # fmt: skip
    found = codes(pull(stream(tmp_path, entry(serve(gitlab))), Heard()))
    expected = {"fork-builds": 1, "no-first-commit": 1, "no-time": 1, "no-start-time": 1, "no-queue-time": 1}
    assert {code: found.get(code) for code in expected} == expected
    assert "no-environment" in found


def test_measured_reviews_waits_for_machines_and_deployments(
    serve: Serve, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changes, pipelines, deployments = list[Row](), list[Row](), list[Row]()
    for n in range(1, 5):
        own = change(n, after(10 * n), draft=False)
        own.note(after(10 * n), "marked this merge request as **draft**", JANE)
        own.note(after(10 * n + 2), "marked this merge request as **ready**", JANE)
        own.say(after(10 * n + 3), BOT)
        own.say(after(10 * n + 5))
        own.note(after(10 * n + 6), "approved this merge request")
        landed = merge(own, after(10 * n + 7))
        changes.append(own)
        pipelines.append(
            pipeline(n, own.data["sha"], own.at, job(n, "unit", after(10 * n + 4) + timedelta(minutes=1), 30))
        )
        deployments.append(deployment(n, landed, after(10 * n + 8), [own]))
    site = serve(shop(*changes, pipelines=pipelines, deployments=deployments))
    path = tmp_path / "shop.yaml"
    path.write_text(f"""vsm: 1
name: Shop
stages:
  - {{id: build, states: {{touch: ['git:committed', 'gitlab:draft']}}}}
  - {{id: review, states: {{wait: ['gitlab:opened', 'gitlab:ready'], touch: ['gitlab:commented']}}}}
  - {{id: ci, states: {{wait: ['ci:queued'], touch: ['ci:running']}}}}
  - {{id: release, states: {{wait: ['gitlab:approved', 'gitlab:merged', 'deploy:queued'], touch: ['deploy:running']}}}}
finish: {{state: 'deploy:deployed'}}
sources:
  - {entry(site)}
""")
    assert run(["pull", str(path)]) == 0
    capsys.readouterr()
    assert run(["measure", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["items"]["finished"] == 4
    stages = {stage["id"]: stage for stage in found["stages"]}
    assert (stages["build"]["touch"], stages["build"]["wait"]) == (3 * 3600, 0), "a commit an hour before, two as draft"
    # ready until the first word of a reviewer, but for the half hour and the minute of CI; then an hour of review
    assert (stages["review"]["wait"], stages["review"]["touch"]) == (3 * 3600 - 31 * 60, 3600)
    assert (stages["ci"]["wait"], stages["ci"]["touch"], stages["ci"]["evidence"]) == (60, 1800, "A")
    assert (stages["release"]["wait"], stages["release"]["touch"]) == (2 * 3600, 600)
    assert found["loops"] == []
    assert found["dora"]["lead_time_for_changes"] == 9 * 3600 + 600
    assert "guessed" not in json.dumps(found["warnings"])


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("{tool: gitlab}", "has no project: write project: group/name"),
        ("{tool: gitlab, project: shop}", "what stands behind the server"),
        ("{tool: gitlab, project: 'https://gitlab.com/a/b'}", "what stands behind the server"),
        ("{tool: gitlab, project: a/b, url: 'http://g.example'}", "write https://g.example"),
        ("{tool: gitlab, project: a/b, project_s: [PAY]}", "did you mean projects?"),
        ("{tool: gitlab, project: a/b, projects: [p-1]}", "is no project's key"),
        ("{tool: gitlab, project: a/b, parts: [issue]}", "GitLab has no part ‘issue’"),
        ("{tool: gitlab, project: a/b, since: yesterday}", "write since: 2026-01-31"),
        ("{tool: gitlab, project: a/b, labels: {a: b}}", "labels is"),
    ],
)
def test_a_wrong_source_is_told_with_its_line(tmp_path: Path, source: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        pull(stream(tmp_path, source), Heard())
    (problem,) = error.value.problems
    assert told in problem.text
    assert (problem.line, Path(problem.file).name) == (11, "features.yaml")


def test_only_what_is_asked_for_is_read(serve: Serve, tmp_path: Path) -> None:
    site = serve(world(8))
    done = pull(stream(tmp_path, entry(site, parts="[issues]", since="2026-01-06")), Heard())
    assert not any("merge_requests" in asked.path or "pipelines" in asked.path for asked in site.asked)
    (listed,) = [asked for asked in site.asked if asked.path.endswith("/issues")]
    assert listed.query["updated_after"] == "2026-01-06T00:00:00Z"
    assert {state.partition(":")[0] for _, _, state, _ in rows(done)} == {"gitlab-label"}


def test_environments_that_are_named_are_the_ones(serve: Serve, tmp_path: Path) -> None:
    gitlab = world(8)
    for row in gitlab.deployments:
        row.data["environment"] = {"id": 8, "name": "shop eu"}
    site = serve(gitlab)
    done = pull(stream(tmp_path, entry(site, environments="[shop eu]")), Heard())
    assert "deploy:deployed" in [state for _, _, state, _ in rows(done)]
    assert not any(asked.path.endswith("/environments") for asked in site.asked)
    assert gitlab.refused == []


def test_a_dry_run_says_what_would_be_asked_and_asks_nothing(
    serve: Serve, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = serve(world(4))
    file = stream(tmp_path, entry(site))
    assert run(["pull", str(file.path), "--dry-run"]) == 0
    text = capsys.readouterr().out
    assert site.asked == []
    for part in ("/merge_requests updated_after=2000-01-01", "/issues", "/pipelines", "/deployments", "/releases"):
        assert f"GET {site.url}/api/v4/projects/group%2Fshop{part}" in text
    assert "no person, account, title, text, branch" in text
    assert "credentials: GITLAB_TOKEN of the environment" in text
    pull(file, Heard())
    assert run(["pull", str(file.path), "--dry-run"]) == 0
    assert "updated_after=2026-03-02T11:45:00Z" in capsys.readouterr().out


def test_trailers_name_tickets_and_people_in_trailers_do_not(serve: Serve, tmp_path: Path) -> None:
    own = change(1, after(1), description="")
    own.parts["commits"].append(commit(sha("x"), after(0), **{"Ticket": "PAY-3", "Reviewed-by": "QA-1 <q@x>"}))
    done = pull(stream(tmp_path, entry(serve(shop(own)))), Heard())
    assert {*done.events.item} == {"PAY-3"}
