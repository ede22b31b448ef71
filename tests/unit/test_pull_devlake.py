"""What DevLake collected, read out of a real PostgreSQL and a real MariaDB."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import lake
from tests.support.databases import ADMIN, PASSWORD, Served, serving, why_not
from tests.support.lake import BOARD, SHA, at, fill, issue, make, put
from tests.support.pulling import Heard, nobody, stream
from vsm_tui.connect.devlake import tables
from vsm_tui.connect.devlake.database import Database, address
from vsm_tui.connect.devlake.source import source
from vsm_tui.connect.entries import sources_of
from vsm_tui.connect.pull import Pulled, pull
from vsm_tui.connect.secret import Credential, Secret
from vsm_tui.connect.source import Given, Stopped, Tell
from vsm_tui.connect.store import opened
from vsm_tui.events.write import iso, kinds_of
from vsm_tui.model import InputError, SourceError

KINDS = ["postgresql", "mysql"]
pytestmark = pytest.mark.xdist_group("databases")
"""One worker, so that each server is started once."""


@pytest.fixture(scope="module", params=KINDS)
def server(request: pytest.FixtureRequest) -> Iterator[Served]:
    """A database server for the tests of this file."""
    if reason := why_not(request.param):
        pytest.skip(reason)
    with serving(request.param) as served:
        yield served


@pytest.fixture
def served(server: Served) -> Served:
    """The server, with the small project in it anew."""
    make(server)
    fill(server)
    return server


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("DEVLAKE_PASSWORD", PASSWORD)


def entry(served: Served, **more: str) -> str:
    given = {"project": "Shop", **more}
    return f"{{tool: devlake, dsn: '{served.dsn}', {', '.join(f'{k}: {v}' for k, v in given.items())}}}"


def told(done: Pulled, item: str) -> list[str]:
    """What the first source tells of an item, before joining."""
    log = done.parts[0].log
    rows = zip(log.item, log.at, kinds_of(log), log.state, strict=True)
    return [f"{iso(a)[11:16]} {k} {s}" for i, a, k, s in sorted(rows, key=lambda row: row[1]) if i == item]


def test_an_issue_has_its_whole_way(served: Served, tmp_path: Path) -> None:
    done = pull(stream(tmp_path, entry(served)), Heard())
    assert not done.failed
    assert told(done, "PAY-1") == ["09:00 enter jira:To Do", "10:00 enter jira:In Progress", "16:00 enter jira:Done"]
    assert told(done, "acme/shop#12") == [
        "11:00 enter github:opened", "11:40 enter github:changes_requested", "11:50 enter github:approved",
        "13:00 enter github:merged",
    ]  # fmt: skip
    assert told(done, "acme/shop!3") == ["11:00 enter gitlab:opened", "12:00 enter gitlab:closed"]
    assert told(done, f"acme/shop@{SHA['second'][:10]}") == [
        "11:01 schedule ci:queued", "11:03 start ci:running", "11:09 complete ci:running", "11:09 start ci:failed",
        "11:09 complete ci:failed",
    ]  # fmt: skip
    assert told(done, f"acme/shop@{SHA['merge'][:10]}") == [
        "14:00 schedule deploy:queued", "14:05 start deploy:running", "14:30 complete deploy:running",
        "14:30 enter deploy:deployed",
    ]  # fmt: skip
    whole = [s for i, s in zip(done.events.item, done.events.state, strict=True) if i == "PAY-1"]
    assert whole == [
        "jira:To Do", "jira:In Progress", "github:opened", "ci:queued", "ci:running", "ci:running", "ci:failed",
        "ci:failed", "github:changes_requested", "github:approved", "github:merged", "deploy:queued",
        "deploy:running", "deploy:running", "deploy:deployed", "jira:Done",
    ]  # fmt: skip
    assert done.events.categories["jira:In Progress"] == "indeterminate"


def test_what_does_not_add_up_is_said(served: Served, tmp_path: Path) -> None:
    done = pull(stream(tmp_path, entry(served)), Heard())
    log = done.parts[0].log
    assert {f.code: f.count for f in log.findings} == {"no-history": 2, "status-mismatch": 1}
    assert told(done, "PAY-2") == ["09:00 enter jira:Done"]
    assert told(done, "INC-5") == ["09:00 enter pagerduty:resolved"]
    types = dict(zip(log.item, log.type, strict=True))
    assert (types["PAY-1"], types["PAY-2"], types["INC-5"]) == ("Story", "Bug", "INCIDENT")
    assert "OPS-4" not in log.item, "another board's"
    assert SHA["other"][:10] not in " ".join(log.item), "another scope's"


def test_no_person_and_no_text_is_kept(served: Served, tmp_path: Path) -> None:
    done = pull(stream(tmp_path, entry(served)), Heard())
    stored = "".join(
        row[0]
        for file in tmp_path.rglob("*.sqlite")
        for row in sqlite3.connect(file).execute("SELECT body||cursor FROM page")
    )
    assert "PAY-1" in stored
    assert not [word for word in lake.PERSONAL if word in stored.lower() + done.log.read_text().lower()]
    assert PASSWORD not in stored


def test_a_board_alone_has_its_issues(served: Served, tmp_path: Path) -> None:
    by_name = pull(stream(tmp_path, entry(served, project="''", board="Other")), Heard())
    assert set(by_name.parts[0].log.item) == {"OPS-4"}
    narrowed = pull(stream(tmp_path, entry(served, board=f"'{BOARD}'"), name="narrow"), Heard())
    assert {"PAY-1", "acme/shop#12"} <= set(narrowed.parts[0].log.item)


def test_pages_and_later_pulls(served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10, 30):
        issue(served, number, f"PAY-{number}", [("To Do", "In Progress", at(10))])
    whole = pull(stream(tmp_path, entry(served)), Heard())
    with opened(whole.parts[0].source) as store:
        assert store.cursor["rows"] == sum(len(body["rows"]) for body in store.bodies())
    monkeypatch.setattr(tables, "PAGE", 3)
    small = pull(stream(tmp_path, entry(served, projects="PAY"), name="small"), Heard())
    assert small.parts[0].pages > 15
    assert small.log.read_text() == whole.log.read_text()
    for name in ("issues", "issue_changelogs", "pull_requests", "cicd_pipelines"):
        served.run(f"UPDATE {name} SET updated_at = '2020-01-01 00:00:00'")  # noqa: S608 -- words of this test
    issue(served, 99, "PAY-99", [("To Do", "Done", at(11))])
    served.run("UPDATE issues SET original_status = 'Done', updated_at = CURRENT_TIMESTAMP WHERE issue_key = 'PAY-3'")
    again = pull(stream(tmp_path, entry(served)), Heard())
    with opened(again.parts[0].source) as store:
        new = [row[1] for body in list(store.bodies())[-20:] if body["table"] == "issues" for row in body["rows"]]
    assert sorted(new[-2:]) == ["PAY-3", "PAY-99"], "only what was written since"
    assert told(again, "PAY-99") == ["09:00 enter jira:To Do", "11:00 enter jira:Done"]


@pytest.mark.parametrize("stop", [0, 3, 9])
def test_one_stopped_anywhere_goes_on_and_gives_the_same_log(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    whole = pull(stream(tmp_path, entry(served)), Heard())
    monkeypatch.setattr(tables, "PAGE", 1)
    file = stream(tmp_path, entry(served, projects="PAY"), name="cut")
    with pytest.raises(Stopped):
        pull(file, Heard(stop_after=stop))
    done = pull(file, Heard())
    assert done.parts[0].complete
    assert done.log.read_text() == whole.log.read_text()


def test_an_older_devlake_without_some_columns(server: Served, tmp_path: Path) -> None:
    older = ["queued_date", "started_date"]
    make(server, {"cicd_pipelines": older, "cicd_tasks": older, "incidents": ["scope_id"]})
    server.run("DROP TABLE commits_diffs")
    put(server, "project_mapping", {"project_name": "Shop", "table": "cicd_scopes", "row_id": "s"})
    over = {"status": "DONE", "result": "SUCCESS", "created_date": at(9), "finished_date": at(10)}
    put(server, "cicd_pipelines", {"id": "p:1", "name": "ci", "cicd_scope_id": "s", **over})
    done = pull(stream(tmp_path, entry(server)), Heard())
    assert not done.failed
    assert told(done, "ci#1") == ["10:00 start ci:passed", "10:00 complete ci:passed"]


def test_nothing_can_be_written(served: Served) -> None:
    """By an account that may: the session itself refuses, and nothing but a SELECT is sent."""
    where = address(served.dsn.replace("reader@", f"{ADMIN}@"))
    with Database(where, Tell(), Credential(Secret(PASSWORD), "a test")) as database:
        for statement in (
            "DELETE FROM issues",
            "SELECT 1; DELETE FROM issues",
            "select 1",
            "WITH x AS (SELECT 1) SELECT 1",
        ):
            with pytest.raises(ValueError, match="only one SELECT"):
                database.rows(statement)
        with pytest.raises(SourceError, match=r"(?i)read.only"):
            database._asked("DELETE FROM issues", ())
        assert database.rows("SELECT count(*) FROM issues") == [[4]]


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_wrong_password_says_whose(
    served: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, password: str
) -> None:
    monkeypatch.setenv("DEVLAKE_PASSWORD", password)
    done = pull(stream(tmp_path, entry(served)), heard := Heard())
    assert "does not take" in done.parts[0].missing
    assert ("DEVLAKE_PASSWORD" in done.parts[0].missing) == bool(password)
    assert "wrong" not in done.parts[0].missing
    assert not heard.waited, "asking again would lock the account"
    assert bool(password) or "set DEVLAKE_USER and DEVLAKE_PASSWORD" in heard.notes[0]


def test_what_is_not_there_is_named(served: Served, tmp_path: Path) -> None:
    project = pull(stream(tmp_path, entry(served, project="Shpo")), Heard())
    board = pull(stream(tmp_path, entry(served, board="Backlogs"), name="b"), Heard())
    served.run("DROP TABLE issues")
    empty = pull(stream(tmp_path, entry(served, projects="X1"), name="c"), Heard())
    assert "there are Shop" in project.parts[0].missing
    assert "there are Backlog, Other" in board.parts[0].missing
    assert "is no DevLake: it has no issues" in empty.parts[0].missing


def test_a_lost_connection_is_made_again(served: Served, tmp_path: Path) -> None:
    """The server ends the session while the pull is between two pages."""
    heard = _Ending(served)
    done = pull(stream(tmp_path, entry(served)), heard)
    assert not done.failed
    assert heard.ended
    assert heard.why
    assert told(done, "acme/shop#12")


class _Ending(Heard):
    def __init__(self, served: Served) -> None:
        super().__init__()
        self.served, self.ended = served, False

    def counted(self, what: str, done: int, total: int | None = None) -> None:
        if not self.ended:
            self.ended = True
            if self.served.kind == "mysql":
                own = self.served.run("SELECT id FROM information_schema.processlist WHERE user = 'reader'")
                self.served.run(*(f"KILL CONNECTION {known}" for (known,) in own))
            else:
                self.served.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'")


def test_a_server_that_is_not_there_is_asked_some_times(tmp_path: Path) -> None:
    for kind in KINDS:
        text = f"{{tool: devlake, dsn: '{kind}://reader@127.0.0.1:1/lake', project: Shop}}"
        done = pull(stream(tmp_path, text, name=kind), heard := Heard())
        assert "cannot be reached" in done.parts[0].missing or "lost" in done.parts[0].missing
        assert "4 times" in done.parts[0].missing
        assert heard.seconds == 2 + 4 + 8


def test_times_without_an_offset_are_read_in_the_zone_that_is_said(served: Served, tmp_path: Path) -> None:
    done = pull(stream(tmp_path, entry(served, timezone="Asia/Tokyo")), Heard())
    first = "00:00" if served.kind == "mysql" else "09:00"
    assert told(done, "PAY-1")[0] == f"{first} enter jira:To Do", "PostgreSQL's have one"


def test_what_it_would_ask_and_keep(tmp_path: Path) -> None:
    [named] = sources_of(stream(tmp_path, "{tool: devlake, dsn: 'mysql://reader@127.0.0.1/lake', board: Backlog}"))
    text = "\n".join(named.source.plan({}))
    assert "SELECT in mysql://127.0.0.1:3306/lake, in a session that can only read: board Backlog" in text
    assert "tables: issues, issue_changelogs, incidents\n" in text
    assert "DEVLAKE_USER and DEVLAKE_PASSWORD of the environment" in text


def test_a_password_in_the_stream_file_is_an_error_that_names_the_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        stream(tmp_path, "{tool: devlake, dsn: 'mysql://reader:hunter2@127.0.0.1/lake', project: Shop}")
    [problem] = refused.value.problems
    assert problem.line == 11
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"project": "Shop"}, "no dsn"),
        ({"dsn": "mysql://h/lake"}, "which of it"),
        ({"dsn": "sqlite://h/lake", "project": "Shop"}, "no address of a database"),
        ({"dsn": "mysql://h", "project": "Shop"}, "no address of a database"),
        ({"dsn": "mysql://r:hunter2@h/lake", "project": "Shop"}, "holds a password"),
        ({"dsn": "mysql://h/lake?ssl=off", "project": "Shop"}, "ends before"),
        ({"dsn": "mysql://h/lake", "project": "Shop", "timezone": "Mars"}, "no time zone"),
    ],
)
def test_an_entry_that_lacks_something(values: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told) as refused:
        source(Given(values))
    assert "hunter2" not in str(refused.value)
