"""Pulling from a Jira on loopback: both dialects, paging, what is kept and what never is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.jira_server import PERSONAL, FakeJira, Ticket, board, tickets
from tests.support.pulling import Heard, jira_source, nobody, stream
from tests.support.server import Asked, Reply, Server, serving
from vsm_tui.cli.main import run
from vsm_tui.connect.pull import Pulled, pull
from vsm_tui.connect.source import Stopped
from vsm_tui.connect.store import opened, place_of
from vsm_tui.events import Split
from vsm_tui.events.about import read_about
from vsm_tui.events.formats.jira import read_jira
from vsm_tui.files.locations import pulled_folder
from vsm_tui.model import InputError

Serve = Callable[[FakeJira], Server]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda jira: stack.enter_context(serving(jira))


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("JIRA_TOKEN", "pat")


def rows(done: Pulled) -> list[tuple[Any, ...]]:
    log = done.events
    return sorted(zip(log.item, log.at, log.state, strict=True))


def from_file(jira: FakeJira, folder: Path) -> list[tuple[Any, ...]]:
    path = folder / "answer.json"
    path.write_text(json.dumps(jira.as_file()), encoding="utf-8")
    log = read_jira([path], "UTC")
    return sorted(zip(log.item, log.at, log.state, strict=True))


DIALECTS: dict[str, dict[str, Any]] = {
    "cloud": {"cloud": True, "page": 100},
    "cloud, small pages": {"cloud": True, "page": 7, "changes_page": 3},
    "cloud, no bulk": {"cloud": True, "page": 20, "without": frozenset({"/rest/api/3/changelog/bulkfetch"})},
    "server": {"cloud": False, "page": 50},
    "server, small pages": {"cloud": False, "page": 7},
    "server, cut changelogs": {"cloud": False, "page": 20, "cut_changelog": 1},
    "server, cut changelogs, whole with the issue": {
        "cloud": False, "page": 20, "cut_changelog": 0, "without": frozenset({".*/changelog"})
    },
    "server, nothing can be posted": {"cloud": False, "page": 20, "posts": False},
    "cloud, serverInfo hidden": {"cloud": True, "without": frozenset({".*/serverInfo"})},
    "server, serverInfo hidden": {"cloud": False, "without": frozenset({".*/serverInfo"})},
    "no rights to myself and status": {
        "cloud": True, "without": frozenset({"/rest/api/3/myself", "/rest/api/3/status"})
    },
}  # fmt: skip


@pytest.mark.parametrize("name", DIALECTS)
def test_a_pull_is_what_a_file_of_the_same_answers_says(serve: Serve, tmp_path: Path, name: str) -> None:
    jira = FakeJira(tickets(45), authorization="Bearer pat", **DIALECTS[name])
    site = serve(jira)
    done = pull(stream(tmp_path, jira_source(site.url)), Heard())
    assert not done.failed
    assert done.parts[0].complete
    assert rows(done) == from_file(jira, tmp_path)
    assert len({item for item, *_ in rows(done)}) == 45


def test_pages_are_counted(serve: Serve, tmp_path: Path) -> None:
    heard = Heard()
    pull(stream(tmp_path, jira_source(serve(FakeJira(tickets(45), page=20, cloud=False)).url)), heard)
    assert heard.counts == [(0, None), (20, 45), (40, 45), (45, 45)]


@pytest.mark.parametrize("cloud", [True, False])
def test_nothing_of_a_person_is_kept(serve: Serve, tmp_path: Path, cloud: bool) -> None:
    site = serve(FakeJira(tickets(30), cloud=cloud, cut_changelog=1))
    done = pull(stream(tmp_path, jira_source(site.url)), Heard())
    kept = b"".join(path.read_bytes() for path in pulled_folder().iterdir())
    written = b"".join(path.read_bytes() for path in tmp_path.glob("features.events*"))
    assert len(kept) > 1000
    assert len(written) > 1000
    for word in PERSONAL:
        assert word.encode() not in (kept + written).lower(), word
    assert any(finding.code == "automation" for finding in done.events.findings)


def test_kept_pages_are_for_nobody_else(serve: Serve, tmp_path: Path) -> None:
    pull(stream(tmp_path, jira_source(serve(FakeJira(tickets(5))).url)), Heard())
    (path,) = pulled_folder().iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert pulled_folder().stat().st_mode & 0o777 == 0o700


def searches(site: Server) -> list[dict[str, Any]]:
    return [asked.body for asked in site.asked if asked.path.endswith(("/search", "/search/jql"))]


@pytest.mark.parametrize("cloud", [True, False])
def test_the_next_pull_asks_only_for_what_changed(serve: Serve, tmp_path: Path, cloud: bool) -> None:
    jira = FakeJira(tickets(45), cloud=cloud, page=20)
    site = serve(jira)
    file = stream(tmp_path, jira_source(site.url, "project = AB ORDER BY rank"))
    pull(file, Heard())
    first = len(searches(site))
    assert searches(site)[0]["jql"] == "project = AB ORDER BY created ASC, key ASC"
    jira.tickets[3].move(datetime(2026, 3, 2, 12, 5, tzinfo=UTC), "10")
    jira.tickets += tickets(47)[45:]
    jira.tickets[46].move(datetime(2026, 3, 2, 13, tzinfo=UTC), "3")
    again = pull(file, Heard())
    # the server's clock said 12:00 UTC: 17:30 in the account's zone, less the quarter of an hour a search may lag
    changed, listed = searches(site)[first:]
    assert changed["jql"] == '(project = AB) AND updated >= "2026-03-02 17:15" ORDER BY created ASC, key ASC'
    assert listed["jql"] == "project = AB ORDER BY created ASC, key ASC"
    assert listed["fields"] == (["id"] if cloud else ["key"])
    assert listed["maxResults"] == (5000 if cloud else 1000)
    assert rows(again) == sorted({*rows(again)})
    there = from_file(jira, tmp_path)
    assert rows(again) == [row for row in there if row[0] != "AB-46"]  # not updated since, as Jira says it
    assert [(f.code, f.count) for f in again.events.findings if "issues" in f.code] == [("unread-issues", 1)]
    assert [row[0] for row in rows(pull(file, Heard(), fresh=True))].count("AB-46") > 0


LISTS: dict[str, dict[str, Any]] = {
    "cloud": {}, "cloud, small pages": {"ids_page": 7}, "server": {"cloud": False},
    "server, small pages": {"cloud": False, "ids_page": 7},
    "server, nothing can be posted": {"cloud": False, "ids_page": 7, "posts": False},
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_what_was_deleted_or_left_the_query_goes(serve: Serve, tmp_path: Path, name: str) -> None:
    jira = FakeJira(tickets(45), **LISTS[name])
    file = stream(tmp_path, jira_source(serve(jira).url))
    assert not any(f.code == "gone-issues" for f in pull(file, Heard()).events.findings)
    del jira.tickets[3:6]
    jira.tickets[0].move(datetime(2026, 3, 2, 12, 5, tzinfo=UTC), "10")
    done = pull(file, Heard())
    assert done.parts[0].complete
    assert rows(done) == from_file(jira, tmp_path)
    (found,) = (f for f in done.events.findings if f.code == "gone-issues")
    assert (found.count, found.text) == (3, "3 issues were deleted or left the query since: AB-4, AB-5, AB-6")
    jira.tickets[3:3] = tickets(45)[3:4]
    jira.tickets[3].move(datetime(2026, 3, 2, 12, 6, tzinfo=UTC), "10")
    back = pull(file, Heard())
    assert "AB-4" in back.events.item
    assert rows(back) == from_file(jira, tmp_path)


def test_what_a_search_does_not_yet_find_is_not_taken_for_gone(tmp_path: Path) -> None:
    """A list that lags behind: what this very round has read is there, whatever the list says."""
    jira = FakeJira(tickets(45))

    def answers(asked: Asked) -> Reply:
        reply = jira(asked)
        if asked.path.endswith("/search/jql") and asked.body["fields"] == ["id"]:
            return Reply({"issues": [i for i in reply.data["issues"] if i["key"] != "AB-1"], "isLast": True})
        return reply

    with serving(answers) as site:
        file = stream(tmp_path, jira_source(site.url))
        pull(file, Heard())
        jira.tickets[0].move(datetime(2026, 3, 2, 12, 5, tzinfo=UTC), "10")
        assert "AB-1" in pull(file, Heard()).events.item


def test_a_list_that_is_torn_begins_anew(tmp_path: Path) -> None:
    """Data Center lists by position: where issues come and go meanwhile, one that is there could be skipped."""
    jira, left = FakeJira(tickets(45), cloud=False, ids_page=10), 0

    def answers(asked: Asked) -> Reply:
        nonlocal left
        if asked.path.endswith("/search") and asked.body["fields"] == ["key"] and asked.body["startAt"] == 20 and left:
            left -= 1
            del jira.tickets[0]
        return jira(asked)

    with serving(answers) as site:
        file = stream(tmp_path, jira_source(site.url))
        pull(file, Heard())
        left = 2
        done = pull(file, Heard())
        assert {*done.events.item} == {t.key for t in jira.tickets}
        assert len(jira.tickets) == 43
        left = 10
        done = pull(file, Heard())
        assert done.parts[0].complete
        assert len({*done.events.item}) == 43, "in doubt nothing is dropped"
        assert len(jira.tickets) < 43
        left = 0
        assert {*pull(file, Heard()).events.item} == {t.key for t in jira.tickets}


def test_an_account_that_sees_nothing_any_more_loses_nothing(tmp_path: Path) -> None:
    jira, blind = FakeJira(tickets(9)), False

    def answers(asked: Asked) -> Reply:
        return Reply({"issues": [], "isLast": True}) if blind and asked.path.endswith("/search/jql") else jira(asked)

    with serving(answers) as site:
        file = stream(tmp_path, jira_source(site.url))
        pull(file, Heard())
        blind = True
        done = pull(file, Heard())
    assert len({*done.events.item}) == 9
    assert [f.text for f in done.events.findings if f.code == "incomplete-source"] == [
        "Jira shows this account none of the issues any more; those that were read before are kept"
    ]


@pytest.mark.parametrize("cloud", [True, False])
def test_a_board_is_its_filter_and_its_columns(serve: Serve, tmp_path: Path, cloud: bool) -> None:
    columns = {"To Do": ["1"], "Doing": ["3", "4", "10"], "Empty": [], "Done": ["5", "99"]}
    jira = FakeJira(tickets(20), cloud=cloud, boards={"12": board(12, columns)})
    site = serve(jira)
    file = stream(tmp_path, f"{{tool: jira, url: '{site.url}', board: 12}}")
    done = pull(file, Heard())
    assert searches(site)[0]["jql"] == "filter = 10100 ORDER BY created ASC, key ASC"
    assert done.events.board == {
        "To Do": ("jira:To Do",), "Doing": ("jira:In Progress", "jira:Code Review", "jira:Blocked"),
        "Done": ("jira:Done",),
    }  # fmt: skip
    said = read_about(done.log)
    assert said is not None
    assert said.board == done.events.board
    assert list(said.board) == ["To Do", "Doing", "Done"], "in the board's order"
    kept = place_of(done.parts[0].source).read_bytes().lower()
    assert not any(word.encode() in kept for word in PERSONAL)
    pull(file, Heard())
    assert searches(site)[-2]["jql"].startswith('(filter = 10100) AND updated >= "')
    jira.boards["12"] = board(12, columns, of_filter="10200")
    pull(file, Heard())
    assert searches(site)[-1]["jql"] == "filter = 10200 ORDER BY created ASC, key ASC", "another filter: all of it"


def hour(of: int) -> datetime:
    return datetime(2026, 2, 2, tzinfo=UTC) + timedelta(hours=of)


def flagged_tickets() -> list[Ticket]:
    """One flagged while it is worked on and while it moves, one flagged when it is done, one flagged to the end."""
    first, second, third = (Ticket(str(i), f"AB-{i}", hour(0)) for i in (1, 2, 3))
    first.move(hour(1), "3")
    first.flag(hour(2), True)
    first.flag(hour(5), False)
    first.flag(hour(6), True)
    first.move(hour(7), "4")
    first.flag(hour(9), False)
    first.move(hour(10), "5")
    for ticket in (second, third):
        ticket.move(hour(1), "3")
        ticket.flag(hour(4), True)
    second.move(hour(6), "5")
    return [first, second, third]


@pytest.mark.parametrize("name", ["cloud", "cloud, no bulk", "server", "server, cut changelogs"])
def test_a_flag_is_a_wait_inside_a_status(serve: Serve, tmp_path: Path, name: str) -> None:
    jira = FakeJira(flagged_tickets(), **DIALECTS[name])
    site = serve(jira)
    plain = pull(stream(tmp_path, jira_source(site.url)), Heard()).events
    assert "jira:Flagged" not in plain.state
    file = stream(tmp_path, jira_source(site.url, flagged="yes"), name="flagged", begin="{state: In Progress}")
    done = pull(file, Heard()).events
    told = [
        (item, (at // 1_000_000 - int(hour(0).timestamp())) // 3600, state.removeprefix("jira:"), Split(split).name)
        for item, at, state, split in zip(done.item, done.at, done.state, done.split, strict=True)
        if at > hour(1).timestamp() * 1e6
    ]
    assert told == [
        ("AB-1", 2, "Flagged", "WAIT"), ("AB-2", 4, "Flagged", "WAIT"), ("AB-3", 4, "Flagged", "WAIT"),
        ("AB-1", 5, "In Progress", "BACK"), ("AB-1", 6, "Flagged", "WAIT"),
        ("AB-2", 6, "In Progress", "BACK"), ("AB-2", 6, "Done", "MAPPED"),
        ("AB-1", 7, "In Progress", "BACK"), ("AB-1", 7, "Code Review", "MAPPED"), ("AB-1", 7, "Flagged", "WAIT"),
        ("AB-1", 9, "Code Review", "BACK"), ("AB-1", 10, "Done", "MAPPED"),
    ]  # fmt: skip
    again = pull(file, Heard())
    assert len(again.events) == len(done)


def test_flagged_time_is_measured_where_the_stream_says(
    serve: Serve, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Mapped to stay it is wait of the stage the item is in, which it never left."""
    site = serve(FakeJira(flagged_tickets()))
    measured = {}
    for also in ("Blocked", "Flagged"):
        file = stream(tmp_path, jira_source(site.url, flagged="yes"), name=also.lower()).path
        file.write_text(file.read_text().replace("stay: [Blocked]", f"stay: [{also}]"))
        assert run(["pull", str(file), "-q"]) == 0
        capsys.readouterr()
        assert run(["measure", str(file), "--json"]) == 0
        measured[also] = json.loads(capsys.readouterr().out)
    build, review = measured["Flagged"]["stages"]
    assert measured["Flagged"]["items"]["finished"] == 2
    assert (build["visits"], review["visits"]) == (1, 0.5)
    assert (build["touch"], build["wait"]) == (2.5 * 3600, 4 * 3600)
    assert measured["Flagged"]["unmapped"] == []
    assert measured["Blocked"]["lead_time"] == measured["Flagged"]["lead_time"]
    (unmapped,) = measured["Blocked"]["unmapped"]
    assert unmapped["state"] == "jira:Flagged"
    assert measured["Flagged"]["loops"] == []


def test_a_board_and_a_query(serve: Serve, tmp_path: Path) -> None:
    site = serve(FakeJira(tickets(20), boards={"12": board(12, {"Done": ["5"]})}))
    file = stream(tmp_path, f"{{tool: jira, url: '{site.url}', board: 12, jql: type = Bug or type = Story}}")
    pull(file, Heard())
    assert searches(site)[0]["jql"].startswith("filter = 10100 AND (type = Bug or type = Story) ORDER BY")
    missing = stream(tmp_path, f"{{tool: jira, url: '{site.url}', board: 13}}", name="missing")
    assert "there is no board 13 in this Jira" in pull(missing, Heard()).parts[0].missing


def test_pulling_again_changes_nothing(serve: Serve, tmp_path: Path) -> None:
    file = stream(tmp_path, jira_source(serve(FakeJira(tickets(30), page=10)).url))
    log = pull(file, Heard()).log
    before, stat = log.read_bytes(), log.stat()
    pull(file, Heard())
    assert log.read_bytes() == before
    assert log.stat().st_mtime_ns == stat.st_mtime_ns


def test_an_unknown_zone_asks_from_early_enough(serve: Serve, tmp_path: Path) -> None:
    site = serve(FakeJira(tickets(5), without=frozenset({"/rest/api/3/myself"})))
    file = stream(tmp_path, jira_source(site.url))
    pull(file, Heard())
    pull(file, Heard())
    assert 'updated >= "2026-03-01 09:45"' in searches(site)[-2]["jql"]


def test_a_status_that_is_renamed_stays_one_state(serve: Serve, tmp_path: Path) -> None:
    jira = FakeJira(tickets(30))
    file = stream(tmp_path, jira_source(serve(jira).url))
    pull(file, Heard())
    jira.statuses["4"] = ("Peer Review", "indeterminate")
    done = pull(file, Heard())
    assert "jira:Peer Review" in done.events.state
    assert "jira:Code Review" not in done.events.state
    assert done.events.aliases["jira:Peer Review"] == ("jira:Code Review",)
    assert done.events.categories["jira:Done"] == "done"


def test_issues_that_vanish_while_paging_hide_none(serve: Serve, tmp_path: Path) -> None:
    """Data Center pages by position: what lies behind a deleted issue moves up."""
    jira = FakeJira(tickets(30), cloud=False, page=10)

    def answer(asked: Any) -> Reply:
        reply = jira(asked)
        if asked.path.endswith("/search") and asked.body["startAt"] == 0:
            del jira.tickets[2:5]
        return reply

    with serving(answer) as site:
        done = pull(stream(tmp_path, jira_source(site.url)), Heard())
    assert {row[0] for row in rows(done)} == {f"AB-{n}" for n in range(1, 31)}


def test_a_search_that_repeats_its_page_ends(tmp_path: Path) -> None:
    jira = FakeJira(tickets(30), page=10)

    def answer(asked: Any) -> Reply:
        if asked.path.endswith("/search/jql"):
            asked = replace(asked, body={k: v for k, v in asked.body.items() if k != "nextPageToken"})
        return jira(asked)

    with serving(answer) as site:
        done = pull(stream(tmp_path, jira_source(site.url)), Heard())
    assert "same page again" in done.parts[0].missing
    assert len({*done.events.item}) == 10


def test_a_forgotten_token_begins_anew(serve: Serve, tmp_path: Path) -> None:
    jira = FakeJira(tickets(30), page=10)
    site = serve(jira)
    file = stream(tmp_path, jira_source(site.url))
    with pytest.raises(Stopped):
        pull(file, Heard(stop_after=2))
    jira.tokens.clear()
    heard = Heard()
    done = pull(file, heard)
    assert "no longer knows where" in heard.notes[-1]
    assert rows(done) == from_file(jira, tmp_path)


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (401, {"errorMessages": ["expired"]}, "does not take JIRA_TOKEN of the environment; is the token expired"),
        (403, {"message": "CAPTCHA_CHALLENGE"}, "says 403: CAPTCHA_CHALLENGE"),
        (400, {"errorMessages": ["The value 'XY' does not exist for the field 'project'."]}, "'XY' does not exist"),
        (410, {}, "this Jira is in the cloud; write deployment: cloud"),
    ],
)
def test_a_refusal_says_what_to_do(serve: Serve, tmp_path: Path, status: int, body: dict[str, Any], told: str) -> None:
    jira = FakeJira(tickets(30), cloud=False, page=10)
    site = serve(jira)
    site.faults = [Reply({"deploymentType": "Server"}), Reply({}), Reply([]), Reply(body, status)]
    done = pull(stream(tmp_path, jira_source(site.url)), Heard())
    assert told in done.parts[0].missing
    assert not done.written


def test_without_credentials_it_is_asked_all_the_same(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("JIRA_TOKEN")
    heard = Heard()
    open_to_all, closed = FakeJira(tickets(5)), FakeJira(tickets(5), authorization="Bearer pat")
    done = pull(stream(tmp_path, jira_source(serve(open_to_all).url)), heard)
    assert len({*done.events.item}) == 5
    assert "without credentials; set JIRA_EMAIL and" in heard.notes[0]
    done = pull(stream(tmp_path, jira_source(serve(closed).url), name="closed"), heard)
    assert "401" in done.parts[0].missing
    assert "set JIRA_EMAIL and" in done.parts[0].missing


def test_no_jira_there(tmp_path: Path) -> None:
    with serving(lambda _: Reply(raw=b"<html>", status=404, headers={"Content-Type": "text/html"})) as site:
        done = pull(stream(tmp_path, jira_source(site.url)), Heard())
    assert "there is no Jira at" in done.parts[0].missing


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("{tool: jira, url: 'https://j.example'}", "which issues? Write jql: project = AB"),
        ("{tool: jira, url: 'https://j.example', jql: order by rank}", "which issues?"),
        ("{tool: jira, jql: project = AB}", "has no url: write url: https://"),
        ("{tool: jira, url: 'http://j.example', jql: x}", "write https://j.example"),
        ("{tool: jira, url: 'https://j.example', jqql: x}", "did you mean jql?"),
        ("{tool: jira, url: 'https://j.example', jql: [x]}", "jql is one text"),
        ("{tool: jira, url: 'https://j.example', jql: x, deployment: clowd}", "cloud or server"),
        ("{tool: jira, url: 'https://j.example', jql: x, flagged: maybe}", "flagged is yes or no"),
        ("{tool: jira, url: 'https://j.example', board: Team Blue}", "board is the number in the board's address"),
    ],
)
def test_a_wrong_source_is_told_with_its_line(tmp_path: Path, source: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        pull(stream(tmp_path, source), Heard())
    (problem,) = error.value.problems
    assert told in problem.text
    assert (problem.line, Path(problem.file).name) == (11, "features.yaml")


def test_an_order_by_inside_quotes_is_part_of_the_query() -> None:
    from vsm_tui.connect.jira.source import without_order

    assert without_order('summary ~ "order by x" ORDER  BY key') == 'summary ~ "order by x"'
    assert without_order("labels = 'a order by b'") == "labels = 'a order by b'"
    assert without_order("order by key") == ""


def test_a_project_is_a_query(serve: Serve, tmp_path: Path) -> None:
    site = serve(FakeJira(tickets(3)))
    pull(stream(tmp_path, f"{{tool: jira, url: '{site.url}', project: 'A\"B'}}"), Heard())
    assert searches(site)[0]["jql"].startswith('project = "A\\"B" ORDER BY')


def test_a_damaged_store_is_told(serve: Serve, tmp_path: Path) -> None:
    file = stream(tmp_path, jira_source(serve(FakeJira(tickets(3))).url))
    done = pull(file, Heard())
    place = place_of(done.parts[0].source)
    place.write_bytes(b"this is no database " * 400)
    again = pull(file, Heard())
    assert "cannot be used" in again.parts[0].missing
    assert "delete it to pull everything anew" in again.parts[0].missing
    assert done.log.exists()


def test_two_pulls_of_one_source_at_once(serve: Serve, tmp_path: Path) -> None:
    file = stream(tmp_path, jira_source(serve(FakeJira(tickets(3))).url))
    done = pull(file, Heard())
    with opened(done.parts[0].source):
        again = pull(file, Heard())
    assert "another pull of this source is running" in again.parts[0].missing


def test_a_store_of_a_newer_version_is_left_alone(serve: Serve, tmp_path: Path) -> None:
    file = stream(tmp_path, jira_source(serve(FakeJira(tickets(3))).url))
    place = place_of(pull(file, Heard()).parts[0].source)
    with sqlite3.connect(place) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert "newer version" in pull(file, Heard()).parts[0].missing


def test_times_of_day_are_the_accounts(serve: Serve, tmp_path: Path) -> None:
    """An account in another zone gets the same issues: the moment is written in its own zone."""
    for zone in ("America/St_Johns", "Pacific/Kiritimati", "UTC"):
        jira = FakeJira(tickets(10), zone=zone)
        file = stream(tmp_path, jira_source(serve(jira).url), name=zone.replace("/", "-"))
        pull(file, Heard())
        jira.tickets[0].move(datetime(2026, 3, 2, 11, 50, tzinfo=UTC), "10")
        jira.tickets[1].move(datetime(2026, 3, 2, 11, 40, tzinfo=UTC) - timedelta(days=1), "10")
        states = pull(file, Heard()).events.state
        assert states.count("jira:Blocked") == 1 + sum(
            change.target == "10" for ticket in tickets(10) for change in ticket.changes
        )
