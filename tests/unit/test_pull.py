"""``vsm pull`` as a user meets it: logs, refusals, partial failure, dry runs, interruptions."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.jira_server import FakeJira, tickets
from tests.support.pulling import Heard, Shooting, jira_source, nobody, stream
from tests.support.server import Asked, Reply, Server, serving
from vsm_tui.cli.main import run
from vsm_tui.connect.entries import sources_of
from vsm_tui.connect.pull import pull
from vsm_tui.connect.source import Stopped
from vsm_tui.connect.store import opened, place_of
from vsm_tui.events.about import as_pulled, beside
from vsm_tui.files import read_stream
from vsm_tui.files.locations import pulled_folder


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("JIRA_TOKEN", "pat")


@pytest.fixture
def jira() -> FakeJira:
    return FakeJira(tickets(45), page=10, authorization="Bearer pat")


@pytest.fixture
def site(jira: FakeJira) -> Iterator[Server]:
    with serving(jira) as server:
        yield server


@pytest.fixture
def file(site: Server, tmp_path: Path) -> Path:
    return stream(tmp_path, jira_source(site.url)).path


def answer(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> dict[str, Any]:
    assert run([*args, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_pull_then_measure(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    pulled = answer(capsys, "pull", str(file))
    assert pulled["schema"] == "vsm.pull.v1"
    assert (pulled["stream"], pulled["items"], pulled["written"]) == ("features", 45, True)
    assert pulled["log"] == str(file.with_name("features.events.csv"))
    (source,) = pulled["sources"]
    assert (source["name"], source["tool"], source["complete"], source["missing"]) == ("jira", "jira", True, None)
    assert source["events"] == pulled["events"] > 45
    measured = answer(capsys, "measure", str(file))
    assert measured["items"]["finished"] + measured["items"]["open"] == 45
    assert measured["stages"][0]["time"] > 0


@pytest.mark.parametrize("cloud", [True, False])
def test_measured_it_is_what_a_file_of_the_same_answers_gives(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, cloud: bool
) -> None:
    """Also where a state was renamed after the stream was mapped by its old name."""
    jira = FakeJira(tickets(45), page=10, cloud=cloud)
    jira.statuses["4"], jira.was["4"] = ("Peer Review", "indeterminate"), "Code Review"
    with serving(jira) as site:
        file = stream(tmp_path, jira_source(site.url)).path
        jira.tickets[0].move(datetime(2026, 2, 20, tzinfo=UTC), "5")
        saved = tmp_path / "saved.json"
        statuses = jira(Asked("GET", f"/rest/api/{3 if cloud else 2}/status", {}, {})).data
        saved.write_text(json.dumps([jira.as_file(), statuses]))
        run(["pull", str(file)])
    capsys.readouterr()
    pulled, read = (answer(capsys, "measure", str(file), *log) for log in ([], [str(saved)]))
    assert pulled["items"]["finished"] > 10
    assert pulled["stages"][1]["time"] > 0
    assert "renamed-state" in [warning["code"] for warning in pulled["warnings"]]
    del pulled["sources"], read["sources"]  # the names of the files
    assert pulled == read


def test_it_tells_what_it_did(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert run(["pull", str(file)]) == 0
    told = capsys.readouterr()
    assert "jira: 45 items" in told.out
    assert "features.events.csv" in told.out
    assert "issues" not in told.err, "how far it is, is for terminals"
    assert run(["pull", str(file), "--fresh", "-v"]) == 0
    assert "jira: 20 issues" in capsys.readouterr().err
    assert run(["pull", str(file), "-q"]) == 0
    assert capsys.readouterr().err == ""


def test_a_dry_run_asks_nothing(capsys: pytest.CaptureFixture[str], file: Path, site: Server) -> None:
    assert run(["pull", str(file), "--dry-run"]) == 0
    text = capsys.readouterr().out
    assert site.asked == []
    assert not pulled_folder().exists()
    assert f"POST {site.url}/rest/api/3/search/jql jql=project = AB" in text
    assert "credentials: JIRA_TOKEN of the environment" in text
    assert "no name, account, e-mail" in text
    assert "pat" not in text.replace("path", "").split()
    run(["pull", str(file)])
    capsys.readouterr()
    asked = len(site.asked)
    plan = answer(capsys, "pull", str(file), "--dry-run")
    assert plan["dry_run"]
    assert any('updated >= "2026-03-02 17:15"' in line for line in plan["sources"][0]["plan"])
    assert len(site.asked) == asked


def test_a_log_written_by_hand_is_left_alone(capsys: pytest.CaptureFixture[str], file: Path, site: Server) -> None:
    log = file.with_name("features.events.csv")
    log.write_text("item,at,state\nA,2026-01-01T00:00Z,To Do\n")
    assert run(["pull", str(file)]) == 1
    assert "written or changed by hand" in capsys.readouterr().err
    assert site.asked == []
    assert log.read_text().startswith("item,at,state\nA,")
    assert run(["pull", str(file), "--replace"]) == 0
    assert "AB-1" in log.read_text()
    assert run(["pull", str(file)]) == 0
    log.write_text(log.read_text() + "X,2026-01-01T00:00Z,jira:To Do,Bug,,\n")
    capsys.readouterr()
    assert run(["pull", str(file)]) == 1
    assert "X,2026" in log.read_text()


def test_the_log_is_the_one_the_stream_names(tmp_path: Path, site: Server) -> None:
    named = stream(tmp_path, jira_source(site.url), log="[by-hand.csv, pulled.events.csv]").path
    (tmp_path / "by-hand.csv").write_text("item,at,state\nA,2026-01-01T00:00Z,To Do\n")
    assert run(["pull", str(named)]) == 0
    assert as_pulled(tmp_path / "pulled.events.csv")
    assert run(["pull", str(named)]) == 0
    assert not as_pulled(tmp_path / "by-hand.csv")


@pytest.mark.parametrize(
    ("log", "told"), [("pulled.parquet", "a pulled log is CSV"), ("nowhere/x.csv", "the folder is not there")]
)
def test_a_log_that_cannot_be_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, site: Server, log: str, told: str
) -> None:
    assert run(["pull", str(stream(tmp_path, jira_source(site.url), log=log).path)]) == 1
    assert told in capsys.readouterr().err
    assert site.asked == []


def test_a_pull_cut_off_between_log_and_its_description_goes_on(file: Path) -> None:
    """What is said about a log is written first: the old log and the new one are both known as pulled."""
    run(["pull", str(file)])
    log = file.with_name("features.events.csv")
    old = log.read_bytes()
    said = json.loads(beside(log).read_text())
    beside(log).write_text(json.dumps({**said, "sha256": ["of the new log", said["sha256"][0]]}))
    assert as_pulled(log)
    assert run(["pull", str(file)]) == 0
    assert log.read_bytes() == old


def test_part_of_it_fails_and_the_rest_is_kept(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, site: Server
) -> None:
    with serving(lambda _: Reply({"errorMessages": ["expired"]}, 401)) as closed:
        two = stream(tmp_path, jira_source(site.url), jira_source(closed.url, name="ops")).path
        found = answer(capsys, "pull", str(two), code=3)
        assert [s["complete"] for s in found["sources"]] == [True, False]
        assert found["written"]
        assert "401" in found["sources"][1]["missing"]
        assert [w["code"] for w in found["warnings"] if "ops" in w["text"]] == ["incomplete-source"]
        assert run(["pull", str(two)]) == 3
        told = capsys.readouterr()
        assert "vsm: error: ops:" in told.err
        assert "nothing is kept" in told.err
        asked = len(site.asked)
        assert run(["pull", str(two), "--source", "ops"]) == 3
        assert len(site.asked) == asked
    assert "AB-1" in two.with_name("features.events.csv").read_text()


WRONG = "{tool: jira, name: ops, url: 'https://j.example', jqll: x}"


def test_a_wrong_entry_stops_no_other(capsys: pytest.CaptureFixture[str], tmp_path: Path, site: Server) -> None:
    two = stream(tmp_path, WRONG, jira_source(site.url, name="main")).path
    found = answer(capsys, "pull", str(two), code=3)
    assert [(s["name"], s["complete"]) for s in found["sources"]] == [("main", True)]
    assert found["written"]
    ((error,), (warning,)) = found["errors"], [w for w in found["warnings"] if w["code"] == "incomplete-source"]
    assert (error["line"], Path(error["file"]).name) == (11, "features.yaml")
    assert "did you mean jql?" in error["text"]
    assert "ops: nothing of it is here, as its entry is wrong (features.yaml:11" in warning["text"]
    assert run(["pull", str(two)]) == 3
    assert f"{two}:11:" in capsys.readouterr().err
    assert run(["pull", str(two), "--source", "main"]) == 0
    assert run(["pull", str(two), "--source", "ops"]) == 1
    asked = len(site.asked)
    assert run(["pull", str(two), "--dry-run"]) == 1
    assert len(site.asked) == asked


def test_a_log_loses_nothing_to_a_slip_in_an_entry(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, site: Server
) -> None:
    with serving(FakeJira(tickets(7, seed=5))) as other:
        good = jira_source(other.url, name="ops")
        file = stream(tmp_path, jira_source(site.url), good).path
        assert answer(capsys, "pull", str(file))["written"]
        log = file.with_name("features.events.csv")
        before = log.read_bytes()
        file.write_text(file.read_text().replace(good, WRONG))
        found = answer(capsys, "pull", str(file), code=3)
        assert (found["written"], found["spared"]) == (False, ["ops"])
        assert run(["pull", str(file)]) == 3
        assert "is left as it was: a new one would lose what it has of ops" in capsys.readouterr().err
        assert log.read_bytes() == before
        file.write_text(file.read_text().replace(WRONG, good))
        assert answer(capsys, "pull", str(file))["written"]
        assert log.read_bytes() == before


def test_a_log_loses_nothing_to_another_pull_of_one_of_its_sources(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, site: Server
) -> None:
    with serving(FakeJira(tickets(7, seed=5))) as other:
        file = stream(tmp_path, jira_source(site.url), jira_source(other.url, name="ops"))
        before = pull(file, Heard()).log.read_bytes()
        with opened(sources_of(file)[1].source):
            found = answer(capsys, "pull", str(file.path), code=3)
        assert "another pull of this source is running" in found["sources"][1]["missing"]
        assert found["spared"] == ["ops"]
        assert file.path.with_name("features.events.csv").read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_what_is_pulled_is_for_nobody_else(file: Path) -> None:
    folder = pulled_folder()
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    old = os.umask(0)
    try:
        assert run(["pull", str(file)]) == 0
        log = file.with_name("features.events.csv")
        made = [folder, *folder.iterdir(), log, beside(log)]
        assert {path.name: oct(path.stat().st_mode & 0o077) for path in made} == {path.name: "0o0" for path in made}
        log.chmod(0o640)
        assert run(["pull", str(file), "--fresh"]) == 0
        assert log.stat().st_mode & 0o777 == 0o640, "its owner may share it"
    finally:
        os.umask(old)


@pytest.mark.skipif(os.name != "posix", reason="links are POSIX's")
def test_nobody_elses_link_leads_what_is_kept_astray(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, file: Path
) -> None:
    place = place_of(sources_of(read_stream(file))[0].source)
    place.parent.mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    place.symlink_to(elsewhere)
    found = answer(capsys, "pull", str(file), code=3)
    assert "cannot be made for you alone" in found["sources"][0]["missing"]
    assert not elsewhere.exists()


@pytest.mark.parametrize("last", [0, 1, 2])
def test_a_fresh_pull_that_fails_keeps_what_was_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, last: int
) -> None:
    """Wherever it breaks off; and the next pull goes on with it and drops what is no longer there."""
    jira, left = FakeJira(tickets(45), page=10), 1000

    def answers(asked: Asked) -> Reply:
        nonlocal left
        left -= asked.path.endswith("/search/jql")
        return jira(asked) if left >= 0 else Reply({}, 403)

    with serving(answers) as site:
        file = stream(tmp_path, jira_source(site.url, deployment="cloud")).path
        assert answer(capsys, "pull", str(file))["items"] == 45
        del jira.tickets[30:]
        left = last
        found = answer(capsys, "pull", str(file), "--fresh", code=3)
        assert (found["items"], found["sources"][0]["complete"]) == (45, False)
        left = 1000
        before = len(site.asked)
        assert answer(capsys, "pull", str(file))["items"] == 30
        assert last == 0 or "token-" in str(site.asked[before].body), "it went on and did not begin again"


def test_a_failure_half_way_goes_on_from_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    jira, good = FakeJira(tickets(45), page=10), True

    def answers(asked: Asked) -> Reply:
        if not good and asked.path.endswith("/search/jql") and asked.body.get("nextPageToken") == "token-20":
            return Reply({"errorMessages": ["no"]}, 403)
        return jira(asked)

    with serving(answers) as site:
        file = stream(tmp_path, jira_source(site.url)).path
        good = False
        found = answer(capsys, "pull", str(file), code=3)
        assert (found["items"], found["written"], found["sources"][0]["kept"]) == (20, True, 3)
        good = True
        before = len(site.asked)
        found = answer(capsys, "pull", str(file))
        assert (found["items"], found["sources"][0]["pages"]) == (45, 3)
        assert "token-20" in str(site.asked[before].body)


def whole(tmp_path: Path, site: Server) -> bytes:
    """The log of a pull that nobody stopped."""
    file = stream(tmp_path, jira_source(site.url, "project = AB and 1 = 1"), name="whole")
    return pull(file, Heard()).log.read_bytes()


@pytest.mark.parametrize("cloud", [True, False])
def test_stopped_after_any_page_it_ends_with_the_same_log(tmp_path: Path, cloud: bool) -> None:
    with serving(FakeJira(tickets(45), page=10, cloud=cloud)) as site:
        expected = whole(tmp_path, site)
        for stop in range(6):
            file = stream(tmp_path, jira_source(site.url, f"project = AB and {stop} = {stop}"), name=f"s{stop}")
            with pytest.raises(Stopped):
                pull(file, Heard(stop_after=stop))
            assert not file.path.with_name(f"s{stop}.events.csv").exists()
            assert pull(file, Heard()).log.read_bytes() == expected


@pytest.mark.skipif(os.name != "posix", reason="ctrl+c reaches a process as POSIX's signal")
def test_ctrl_c(tmp_path: Path) -> None:
    answers = Shooting(FakeJira(tickets(45), page=10), signal.SIGINT)
    with serving(answers) as site:
        file = stream(tmp_path, jira_source(site.url)).path
        code, told = answers.pull(file, 6)
        assert code == 130
        assert "nothing was lost" in told
        assert "Traceback" not in told
        assert not file.with_name("features.events.csv").exists()
        before = len(site.asked)
        assert run(["pull", str(file)]) == 0
        assert "token-" in str(site.asked[before].body)


def test_interrupted(capsys: pytest.CaptureFixture[str], file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("vsm_tui.cli.pull.Progress.counted", interrupted)
    assert run(["pull", str(file)]) == 130
    assert "nothing was lost" in capsys.readouterr().err


def test_fresh_reads_everything_anew(capsys: pytest.CaptureFixture[str], file: Path, jira: FakeJira) -> None:
    run(["pull", str(file)])
    del jira.tickets[10:]
    capsys.readouterr()
    assert answer(capsys, "pull", str(file), "--fresh")["items"] == 10
    assert answer(capsys, "data", str(file))["sources"][0]["pages"] == 2


@pytest.mark.parametrize(
    ("sources", "args", "told"),
    [
        ([], [], "the stream has no sources: write sources:"),
        (["{tool: jira, url: 'https://j.example', jql: x}"], ["--source", "git"], "no source ‘git’: there are jira"),
        (["{tool: jira, url: 'https://j.example', jql: x, token: abc}"], [], "looks like a secret"),
        (["{tool: jira, url: 'https://a:b@j.example', jql: x}"], [], "holds a login"),
        (
            ["{tool: jira, url: 'https://j.example', jql: ATATT3xFfGF0aaaaaaaaaaaaaaaa}"],
            [],
            "wrong.yaml:6:49: error: this value holds a token",
        ),
    ],
)
def test_input_that_is_wrong(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, sources: list[str], args: list[str], told: str
) -> None:
    path = tmp_path / "wrong.yaml"
    lines = "".join(f"  - {source}\n" for source in sources)
    path.write_text("vsm: 1\nname: X\nstages:\n  - id: a\n" + ("sources:\n" + lines if lines else ""))
    assert run(["pull", str(path), *args]) == 1
    assert told in capsys.readouterr().err


def test_two_sources_of_one_tool_have_two_names(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with serving(FakeJira(tickets(5))) as one, serving(FakeJira(tickets(7, seed=3), cloud=False)) as other:
        file = stream(tmp_path, jira_source(one.url), jira_source(other.url)).path
        found = answer(capsys, "pull", str(file), "--source", "jira-2")
        assert [s["name"] for s in found["sources"]] == ["jira-2"]
        assert one.asked == []
        assert [s["name"] for s in answer(capsys, "pull", str(file))["sources"]] == ["jira", "jira-2"]


def test_an_empty_query_leaves_the_log_as_it_was(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with serving(FakeJira([])) as site:
        file = stream(tmp_path, jira_source(site.url)).path
        assert run(["pull", str(file)]) == 0
    assert "nothing to write" in capsys.readouterr().out
    assert not file.with_name("features.events.csv").exists()
