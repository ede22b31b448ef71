"""Builds of Jenkins, pulled from a server on loopback and told as activities."""

from __future__ import annotations

import csv
import sqlite3
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from tests.support.jenkins_server import PERSONAL, FakeJenkins, plain, stage
from tests.support.pulling import Heard, nobody, stream
from tests.support.server import Reply, serving
from vsm_tui.connect.entries import sources_of
from vsm_tui.connect.jenkins.source import source
from vsm_tui.connect.pull import pull
from vsm_tui.connect.source import Given, Stopped
from vsm_tui.connect.store import opened
from vsm_tui.model import InputError

T0 = 1_767_603_600_000  # 2026-01-05 09:00 UTC
MINUTE = 60_000
SHA, OTHER = "a" * 40, "b" * 40
SIGNED = "Basic " + b64encode(b"reader:token").decode()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody(monkeypatch, tmp_path)
    monkeypatch.setenv("JENKINS_USER_ID", "reader")
    monkeypatch.setenv("JENKINS_API_TOKEN", "token")


def entry(url: str, job: str = "shop", **more: str) -> str:
    extra = "".join(f", {key}: {value}" for key, value in more.items())
    return f"{{tool: jenkins, url: '{url}', job: {job}{extra}}}"


def rows(path: Path) -> list[tuple[str, str, str, str]]:
    with path.open(newline="", encoding="utf-8") as file:
        return [(row["item"], row["at"][11:19], row.get("kind", "enter"), row["state"]) for row in csv.DictReader(file)]


def kept(path: Path) -> str:
    return path.read_text() + "".join(
        "".join(body for (body,) in sqlite3.connect(file).execute("SELECT body || cursor FROM page"))
        for file in path.parent.rglob("*.sqlite")
    )


def test_a_build_waits_runs_and_ends(tmp_path: Path) -> None:
    first = plain(1, T0, 10 * MINUTE, queuing=5 * MINUTE, sha=SHA)
    second = plain(2, T0 + 60 * MINUTE, MINUTE, "UNSTABLE", queuing=0, sha=OTHER)
    with serving(FakeJenkins({"shop": [first, second]}, authorization=SIGNED)) as server:
        done = pull(stream(tmp_path, entry(server.url)), Heard())
    assert not done.failed
    assert rows(done.log) == [
        ("acme/shop@aaaaaaaaaa", "08:55:00", "schedule", "ci:queued"),
        ("acme/shop@aaaaaaaaaa", "09:00:00", "start", "ci:running"),
        ("acme/shop@aaaaaaaaaa", "09:10:00", "complete", "ci:running"),
        ("acme/shop@aaaaaaaaaa", "09:10:00", "start", "ci:passed"),
        ("acme/shop@aaaaaaaaaa", "09:10:00", "complete", "ci:passed"),
        ("acme/shop@bbbbbbbbbb", "10:00:00", "start", "ci:running"),
        ("acme/shop@bbbbbbbbbb", "10:01:00", "complete", "ci:running"),
        ("acme/shop@bbbbbbbbbb", "10:01:00", "start", "ci:failed"),
        ("acme/shop@bbbbbbbbbb", "10:01:00", "complete", "ci:failed"),
    ]
    said = kept(done.log).lower()
    assert not [word for word in PERSONAL if word in said]


def test_a_pipeline_waits_for_a_machine_and_for_somebody(tmp_path: Path) -> None:
    stages = [
        stage("Build", T0 + 2 * MINUTE, 3 * MINUTE),
        stage("Skipped", T0 + 5 * MINUTE, 0, "NOT_EXECUTED"),
        stage("Approve", T0 + 5 * MINUTE + 40, 20 * MINUTE, pause=19 * MINUTE),
        stage("Deploy", T0 + 26 * MINUTE, MINUTE),
    ]
    one = plain(7, T0, 27 * MINUTE, queuing=MINUTE, sha=SHA, stages=stages)
    with serving(FakeJenkins({"shop": [one]})) as server:
        whole = pull(stream(tmp_path, entry(server.url)), Heard())
        assert [(a, k, s) for _, a, k, s in rows(whole.log)][:6] == [
            ("08:59:00", "schedule", "ci:queued"), ("09:02:00", "start", "ci:running"),
            ("09:07:00", "complete", "ci:running"), ("09:07:00", "schedule", "ci:queued"),
            ("09:26:00", "start", "ci:running"), ("09:27:00", "complete", "ci:running"),
        ]  # fmt: skip
        apart = pull(stream(tmp_path, entry(server.url, deployments="deploy")), Heard())
    assert [(a, k, s) for _, a, k, s in rows(apart.log)][-5:] == [
        ("09:26:00", "start", "ci:passed"), ("09:26:00", "complete", "ci:passed"),
        ("09:26:00", "start", "deploy:running"),
        ("09:27:00", "complete", "deploy:running"), ("09:27:00", "enter", "deploy:deployed"),
    ]  # fmt: skip


def test_without_the_plugin_that_is_said_and_asked_once(tmp_path: Path) -> None:
    builds = [plain(n, T0 + n * MINUTE, 1000, stages=[]) for n in (1, 2, 3)]
    with serving(FakeJenkins({"shop": builds}, describes=False)) as server:
        done = pull(stream(tmp_path, entry(server.url)), Heard())
    assert sum("wfapi" in asked.path for asked in server.asked) == 1
    assert {f.code: f.count for f in done.events.findings} == {"no-queue-time": 3, "no-steps": 3}


def test_folders_and_branches_are_read_and_name_their_tickets(tmp_path: Path) -> None:
    jobs = {
        "team/shop/main": [plain(1, T0, MINUTE, sha=SHA)],
        "team/shop/jane%2FPAY-12-pay": [
            plain(4, T0, MINUTE, sha=OTHER, branch="jane/PAY-12-pay", before=[LIBRARY], commits=[SHA])
        ],
        "team/shop/PR-9": [plain(2, T0, MINUTE, sha="c" * 40, branch="PR-9")],
        "team/gone": [plain(1, T0, MINUTE)],
        "team/nightly": [],
    }
    waits = {"team/shop/jane%2FPAY-12-pay": {"id": 77, "inQueueSince": T0 + 9 * MINUTE, "why": "Jane Doe"}}
    fake = FakeJenkins(jobs, frozenset({"team/shop"}), waits, hidden=frozenset({"team/gone"}))
    with serving(fake) as server:
        done = pull(stream(tmp_path, entry(server.url, "team")), heard := Heard())
    assert not done.failed
    assert "gone" in " ".join(heard.notes)
    log = done.parts[0].log
    keys = dict(zip(log.item, log.keys, strict=True))
    [waiting] = [item for item in keys if item.endswith("#queue-77")]
    assert keys == {
        "acme/shop@aaaaaaaaaa": f"commit:{SHA}",
        "acme/shop@bbbbbbbbbb": f"PAY-12;commit:{OTHER};commit:{SHA}",
        "acme/shop@cccccccccc": f"acme/shop#9;commit:{'c' * 40}",
        waiting: "PAY-12",
    }
    assert [s for i, s in zip(log.item, log.state, strict=True) if i == waiting] == ["ci:queued"]
    assert "jane" not in kept(done.log), "a branch may be named after somebody"


LIBRARY = {
    "lastBuiltRevision": {"SHA1": "d" * 40, "branch": [{"name": "main"}]},
    "remoteUrls": ["git@github.com:acme/library.git"],
}


def test_pages_and_what_goes_on_are_read_again(tmp_path: Path) -> None:
    builds = [plain(n, T0 + n * MINUTE, 1000) for n in range(1, 131)]
    builds[119] |= {"building": True, "result": "SUCCESS"}
    fake = FakeJenkins({"shop": builds})
    with serving(fake) as server:
        file = stream(tmp_path, entry(server.url))
        first = pull(file, Heard())
        assert len(server.asked) == 3
        assert first.events.state.count("ci:passed") == 2 * 129, "a result while it runs is none yet"
        builds[119] |= {"building": False}
        builds.append(plain(131, T0 + 200 * MINUTE, 1000))
        del server.asked[:]
        second = pull(file, Heard())
        assert len(server.asked) == 1
        assert second.events.state.count("ci:passed") == 2 * 131
        [part] = second.parts
        with opened(part.source) as store:
            assert store.cursor["until"] == {"shop": 132}
            assert store.cursor["builds"] == 12, "from the one that went on"


def test_one_stopped_anywhere_goes_on_and_gives_the_same_log(tmp_path: Path) -> None:
    names = ("a", "shop/main", "shop/one%2Ftwo")
    jobs = {f"team/{name}": [plain(n, T0 + n * MINUTE, 1000) for n in range(1, 80)] for name in names}
    with serving(FakeJenkins(jobs, frozenset({"team/shop"}))) as server:
        whole = pull(stream(tmp_path, entry(server.url, "team")), Heard()).log.read_text()
        for stop in range(8):
            file = stream(tmp_path, entry(server.url, "team", since=f"2025-01-0{stop + 1}"), name=f"cut{stop}")
            with pytest.raises(Stopped):
                pull(file, Heard(stop_after=stop))
            done = pull(file, Heard())
            assert done.parts[0].complete
            assert done.log.read_text() == whole


def test_since_ends_the_reading(tmp_path: Path) -> None:
    builds = [plain(n, T0 + n * 24 * 60 * MINUTE, 1000) for n in range(1, 131)]
    with serving(FakeJenkins({"shop": builds})) as server:
        done = pull(stream(tmp_path, entry(server.url, since="2026-05-01")), Heard())
        assert len(server.asked) == 1
    assert min(at for at in done.events.at) >= 1_777_593_600_000_000


def test_a_deployment_takes_along_what_failed_before_it(tmp_path: Path) -> None:
    jobs = {
        "deploy-shop": [
            plain(1, T0, MINUTE, "FAILURE", sha=SHA, commits=[SHA]),
            plain(2, T0 + 5 * MINUTE, MINUTE, sha=OTHER, commits=[OTHER]),
            plain(3, T0 + 9 * MINUTE, MINUTE, sha="c" * 40, commits=["c" * 40]),
        ]
    }
    with serving(FakeJenkins(jobs)) as server:
        done = pull(stream(tmp_path, entry(server.url, "deploy-shop", deployments="'deploy-*'")), Heard())
    log = done.parts[0].log
    deployed = [k for k, s in zip(log.keys, log.state, strict=True) if s == "deploy:deployed"]
    assert deployed == [f"commit:{SHA};commit:{OTHER}", f"commit:{'c' * 40}"]
    assert log.state.count("deploy:failed") == 2


@pytest.mark.parametrize(
    "fault",
    [
        Reply({}, 429, {"Retry-After": "7"}),
        Reply(raw=b"<html>busy</html>", status=503, headers={"Retry-After": "7", "Content-Type": "text/html"}),
        Reply({}, 502),
        Reply({"allBuilds": []}, cut=True),
    ],
)
def test_trouble_that_passes_is_waited_for(tmp_path: Path, fault: Reply) -> None:
    with serving(FakeJenkins({"shop": [plain(1, T0, MINUTE)]})) as server:
        server.faults.append(fault)
        done = pull(stream(tmp_path, entry(server.url)), heard := Heard())
    assert not done.failed
    assert len(server.asked) == 2
    assert heard.seconds > 0


@pytest.mark.parametrize(("token", "told"), [("wrong", "does not take JENKINS"), ("", "set JENKINS_")])
def test_a_refusal_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, token: str, told: str) -> None:
    monkeypatch.setenv("JENKINS_API_TOKEN", token)
    with serving(FakeJenkins({"shop": []}, authorization=SIGNED)) as server:
        done = pull(stream(tmp_path, entry(server.url)), Heard())
    assert told in done.parts[0].missing
    assert "wrong" not in done.parts[0].missing


def test_no_such_job_is_said(tmp_path: Path) -> None:
    with serving(FakeJenkins({"shop": []})) as server:
        done = pull(stream(tmp_path, entry(server.url, "shp")), Heard())
    assert "no job shp" in done.parts[0].missing


def test_what_it_would_ask_and_keep(tmp_path: Path) -> None:
    [named] = sources_of(stream(tmp_path, entry("https://ci.example.invalid/jenkins", "/job/team/job/my%20shop/")))
    text = "\n".join(named.source.plan({}))
    assert "https://ci.example.invalid/jenkins/job/team/job/my%20shop/api/json" in text
    assert "credentials:" in text
    assert "no person" in text


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"url": "https://ci"}, "no job"),
        ({"job": "a"}, "no url"),
        ({"url": "http://ci", "job": "a"}, "https"),
        ({"url": "https://ci", "job": "a", "since": "soon"}, "no date"),
        ({"url": "https://ci", "job": "a", "jobs": "b"}, "did you mean job"),
    ],
)
def test_an_entry_that_lacks_something(values: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        source(Given(values))
